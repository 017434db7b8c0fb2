import { type Approval, type ApprovalMode, createApproval } from "@argent/tools";
import type { ConversationApproval } from "./conversation-options.ts";

/** An approval whose mode is asked for at each call, so that a person can change it while the agent works. */
export function createLiveApproval(
  { mode: _, rules, ...person }: ConversationApproval,
  mode: () => ApprovalMode,
): Approval {
  const judges: Record<ApprovalMode, Approval> = {
    "read-only": createApproval({ mode: "read-only", rules }),
    "ask-before-write": createApproval({ mode: "ask-before-write", rules }),
    auto: createApproval({ mode: "auto", rules }),
  };
  // The judges know the rules and no person; what a person settled holds in every mode that asks.
  return createApproval({ ...person, policies: [(request) => judges[mode()].explain(request)] });
}
