import type {
  BashExecutionMessage,
  BranchSummaryMessage,
  CompactionSummaryMessage,
  CustomMessage,
} from "@argent/agent";
import type { AgentMessage } from "../../pi-agent-core/types.ts";

export type {
  BashExecutionMessage,
  BranchSummaryMessage,
  CompactionSummaryMessage,
  CustomMessage,
} from "@argent/agent";

/**
 * A message of a coding agent's transcript. Pi declares its own roles as everybody's `AgentMessage` as soon as the package is
 * imported anywhere; here a host that tells them apart declares them itself.
 */
export type CodingAgentMessage =
  | AgentMessage
  | BashExecutionMessage
  | BranchSummaryMessage
  | CompactionSummaryMessage
  | CustomMessage;
