import type { ToolEffect } from "@argent/agent";
import type { Isolation } from "@argent/agent/env";

/** From the mildest to the strictest. */
export type ApprovalDecision = "allow" | "ask" | "deny";

export interface ApprovalVerdict {
  decision: ApprovalDecision;
  /** For the model when denied, for the person when asked. */
  reason?: string | undefined;
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
  /** What confines commands here. */
  isolation: Isolation;
}

export type ApprovalPolicy = (
  request: ApprovalRequest,
) => ApprovalVerdict | Promise<ApprovalVerdict>;

export interface ApprovalAnswer {
  allow: boolean;
  /** What the model is told when the answer is no. */
  reason?: string | undefined;
  /** The same call is not asked about again. */
  remember?: boolean | undefined;
}

export interface ApprovalOptions {
  /** All are asked; the strictest verdict counts. One that fails means `deny`. */
  policies: readonly ApprovalPolicy[];
  /** Asks a person, about one call at a time. Default: nobody is there, which means no. */
  ask?:
    | ((request: ApprovalRequest, reason?: string, signal?: AbortSignal) => Promise<ApprovalAnswer>)
    | undefined;
}

/** Decides about calls. */
export interface Approval {
  decide(request: ApprovalRequest, signal?: AbortSignal): Promise<ApprovalAnswer>;
}

export function createApproval({ policies, ask }: ApprovalOptions): Approval {
  const remembered = new Map<string, ApprovalAnswer>();
  let lastQuestion: Promise<unknown> = Promise.resolve();

  const askPerson = async (request: ApprovalRequest, reason?: string, signal?: AbortSignal) => {
    const key = JSON.stringify([request.tool, request.path, request.args]);
    const known = remembered.get(key);
    if (known) return known;
    if (!ask)
      return {
        allow: false,
        reason: `${reason ?? "It needs a person to allow it"}, and nobody is there to be asked`,
      };
    if (signal?.aborted) return { allow: false, reason: "The run was aborted" };
    const answer = await ask(request, reason, signal);
    if (answer.remember) remembered.set(key, answer);
    return answer;
  };

  return {
    async decide(request, signal) {
      const { decision, reason } = await strictest(policies, request);
      if (decision !== "ask") return { allow: decision === "allow", reason };
      const question = lastQuestion.then(() => askPerson(request, reason, signal));
      lastQuestion = question.catch(() => undefined); // whoever asked handles it
      return question;
    },
  };
}

const order: readonly ApprovalDecision[] = ["allow", "ask", "deny"];

async function strictest(
  policies: readonly ApprovalPolicy[],
  request: ApprovalRequest,
): Promise<ApprovalVerdict> {
  const verdicts = await Promise.all(policies.map((policy) => judge(policy, request)));
  return verdicts.reduce(
    (worst, verdict) =>
      order.indexOf(verdict.decision) > order.indexOf(worst.decision) ? verdict : worst,
    { decision: "allow" },
  );
}

async function judge(policy: ApprovalPolicy, request: ApprovalRequest): Promise<ApprovalVerdict> {
  try {
    return await policy(request);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { decision: "deny", reason: `A policy failed: ${reason}` };
  }
}
