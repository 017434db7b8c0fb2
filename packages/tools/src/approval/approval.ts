import type { ToolEffect } from "@argent/agent";
import type { Isolation } from "@argent/agent/env";
import { type ApprovalMode, approvalMode, decisionsByMode } from "./approval-mode.ts";
import { type ApprovalRule, approvalRules } from "./approval-rules.ts";
import { createPerson, type Person, type RememberedAnswers } from "./person.ts";

/** From the mildest to the strictest. */
export type ApprovalDecision = "allow" | "ask" | "deny";

/** What a policy says about one call. */
export interface ApprovalVerdict {
  decision: ApprovalDecision;
  /** For the model when denied, for the person when asked. */
  reason?: string | undefined;
  /** What decided, for people: a rule by name, a mode. */
  rule?: string | undefined;
}

/** A call that is about to run, with its final arguments. */
export interface ApprovalRequest {
  toolCallId: string;
  tool: string;
  effect: ToolEffect;
  args: unknown;
  /** Absolute, with links resolved, when the call names a path. */
  path?: string | undefined;
  /** When the call runs one. */
  command?: string | undefined;
  /** What confines commands here. Show its description wherever a person decides. */
  isolation: Isolation;
  /** What the sub-agent that asks is doing; absent for the agent itself. */
  agent?: string | undefined;
}

/** Judges one call. One that throws or rejects means `deny`. */
export type ApprovalPolicy = (
  request: ApprovalRequest,
) => ApprovalVerdict | Promise<ApprovalVerdict>;

/** Whether a call may run. */
export interface ApprovalAnswer {
  allow: boolean;
  /** What the model is told when the answer is no. */
  reason?: string | undefined;
}

/** Asks a person; must come to an end when the signal is aborted. */
export type AskPerson = (
  request: ApprovalRequest,
  reason?: string,
  signal?: AbortSignal,
) => Promise<ApprovalAnswer & RememberedAnswer>;

/** How far a person's answer reaches beyond the call that it was asked about. */
export interface RememberedAnswer {
  /** How long the answer holds for calls like this one. Default: only this call. */
  remember?: "session" | "always" | undefined;
  /** The calls that it holds for, when the person chose other ones than `rememberedRule` gives. */
  rule?: ApprovalRule | undefined;
}

/** What decides, from data to people. Without `mode`, `rules` and `policies` every call is allowed. */
export interface ApprovalOptions extends RememberedAnswers {
  /** What calls that no rule fits may do. Default: `"ask-before-write"` when there are rules. */
  mode?: ApprovalMode | undefined;
  /** The strictest rule that fits a call decides. Default: none. */
  rules?: readonly ApprovalRule[] | undefined;
  /** All are asked, also the rules; the strictest verdict counts. One that fails means `deny`. */
  policies?: readonly ApprovalPolicy[] | undefined;
  /** Asks a person, about one call at a time. Default: nobody is there, which means no. */
  ask?: AskPerson | undefined;
}

/** Decides about calls. */
export interface Approval {
  /** Whether the call may run; asks a person where the verdict is `ask`. A policy that fails is a no. */
  decide(request: ApprovalRequest, signal?: AbortSignal): Promise<ApprovalAnswer>;
  /** What would be decided and by what; asks nobody. */
  explain(request: ApprovalRequest): Promise<ApprovalVerdict>;
  /** The same, with less: for child agents. The person and what they settled are shared. */
  narrow(policies: readonly ApprovalPolicy[]): Approval;
}

/**
 * Makes an approval of rules, policies and a person; the strictest verdict counts.
 *
 * @throws ToolError `invalid` for a rule with a pattern that is no regular expression.
 */
export function createApproval(options: ApprovalOptions): Approval {
  const { mode = "ask-before-write", rules = [], policies = [] } = options;
  const isRuled = options.mode !== undefined || options.rules !== undefined;
  return approvalOver(
    [
      ...(isRuled ? [approvalRules(rules, decisionsByMode[mode])] : []),
      ...(mode === "read-only" ? [approvalMode(mode)] : []),
      ...policies,
    ],
    createPerson(options),
  );
}

function approvalOver(policies: readonly ApprovalPolicy[], person: Person): Approval {
  return {
    async decide(request, signal) {
      const { decision, reason } = await strictest(policies, request);
      if (decision === "ask") return person.answer(request, reason, signal);
      return { allow: decision === "allow", reason };
    },
    async explain(request) {
      const verdict = await strictest(policies, request);
      return verdict.decision === "ask" ? (person.settled(request) ?? verdict) : verdict;
    },
    narrow: (more) => approvalOver([...policies, ...more], person),
  };
}

const order: readonly ApprovalDecision[] = ["allow", "ask", "deny"];

/** Positive when the first decision is the stricter one. */
export function compareDecisions(one: ApprovalDecision, other: ApprovalDecision): number {
  return order.indexOf(one) - order.indexOf(other);
}

async function strictest(
  policies: readonly ApprovalPolicy[],
  request: ApprovalRequest,
): Promise<ApprovalVerdict> {
  const verdicts = await Promise.all(policies.map((policy) => judge(policy, request)));
  const [first, ...others] = verdicts;
  if (!first) return { decision: "allow", rule: "there are no rules" };
  return others.reduce((worst, verdict) => (isStricter(verdict, worst) ? verdict : worst), first);
}

/** Of two that are equally strict the one counts that says why. */
function isStricter(verdict: ApprovalVerdict, worst: ApprovalVerdict): boolean {
  const difference = compareDecisions(verdict.decision, worst.decision);
  if (difference !== 0) return difference > 0;
  return worst.reason === undefined && verdict.reason !== undefined;
}

async function judge(policy: ApprovalPolicy, request: ApprovalRequest): Promise<ApprovalVerdict> {
  try {
    return await policy(request);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { decision: "deny", reason: `A policy failed: ${reason}` };
  }
}
