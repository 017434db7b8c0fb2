import type { ToolEffect } from "@argent/agent";
import type { ApprovalDecision, ApprovalPolicy } from "./approval.ts";

/** What calls may do that no rule fits. */
export type ApprovalMode =
  /** Nothing but reading, whatever the rules allow. */
  | "read-only"
  /** What may change something is asked about. */
  | "ask-before-write"
  /** Nothing is asked about unless a rule says so. Commands run unasked: use it with a sandbox. */
  | "auto";

/** What a mode says about calls that no rule fits. */
export const decisionsByMode: Readonly<
  Record<ApprovalMode, Readonly<Record<ToolEffect, ApprovalDecision>>>
> = {
  "read-only": { read: "allow", idempotent: "deny", write: "deny", external: "deny" },
  "ask-before-write": { read: "allow", idempotent: "ask", write: "ask", external: "ask" },
  auto: { read: "allow", idempotent: "allow", write: "allow", external: "allow" },
};

/** A mode as a policy of its own, for example to narrow what a child agent may do. */
export function approvalMode(mode: ApprovalMode): ApprovalPolicy {
  const decisions = decisionsByMode[mode];
  return ({ effect }) => {
    const decision = decisions[effect];
    const reason = decision === "deny" ? `Only reading is allowed in ${mode} mode` : undefined;
    return { decision, rule: `the mode ${mode}`, reason };
  };
}
