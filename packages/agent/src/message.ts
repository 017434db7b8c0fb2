import type { ImageContent, Message, TextContent } from "@argent/ai";

/** Hosts add their own messages here by declaration merging, as they do with Pi. */
// biome-ignore lint/suspicious/noEmptyInterface: a declaration-merging target has no members of its own
export interface CustomAgentMessages {}

/** A message of the transcript: what the model sees, what Argent adds, and what hosts add. */
export type AgentMessage =
  | Message
  | BashExecutionMessage
  | CustomMessage
  | BranchSummaryMessage
  | CompactionSummaryMessage
  | CustomAgentMessages[keyof CustomAgentMessages];

/** A command that a person ran beside the conversation. */
export interface BashExecutionMessage {
  role: "bashExecution";
  command: string;
  output: string;
  /** Absent when the command was cancelled or ended by a signal. */
  exitCode?: number | undefined;
  cancelled: boolean;
  truncated: boolean;
  /** The file with the whole output, when it was truncated. */
  fullOutputPath?: string | undefined;
  /** The model is not shown it. */
  excludeFromContext?: boolean | undefined;
  /** Milliseconds since the epoch. */
  timestamp: number;
}

/** What a program adds to the transcript. The model sees its content as the user's words. */
export interface CustomMessage {
  role: "custom";
  customType: string;
  content: string | (TextContent | ImageContent)[];
  /** Whether people see it. */
  display: boolean;
  /** For the program that added it; never sent to the model. */
  details?: unknown;
  /** Milliseconds since the epoch. */
  timestamp: number;
}

/** What happened on a branch that the conversation left. */
export interface BranchSummaryMessage {
  role: "branchSummary";
  summary: string;
  fromId: string;
  /** Milliseconds since the epoch. */
  timestamp: number;
}

/** What stands for the messages that were summarised. */
export interface CompactionSummaryMessage {
  role: "compactionSummary";
  summary: string;
  /** Tokens of the whole context before the compaction. */
  tokensBefore: number;
  /** Milliseconds since the epoch. */
  timestamp: number;
}
