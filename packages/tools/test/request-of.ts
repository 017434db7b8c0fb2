import type { ApprovalRequest } from "../src/approval/approval.ts";

/** A request of `bash`, where nothing is isolated, with some parts changed. */
export function requestOf(change: Partial<ApprovalRequest>): ApprovalRequest {
  return {
    toolCallId: "id",
    tool: "bash",
    effect: "external",
    args: { command: "ls" },
    command: "ls",
    isolation: { level: "none", description: "not isolated" },
    ...change,
  };
}
