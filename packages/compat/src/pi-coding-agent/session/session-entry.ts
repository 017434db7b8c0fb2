import type { SessionEntry as ArgentEntry } from "@argent/agent";
import type { Loose } from "../../pi-ai/loose.ts";
import type { ImageContent, TextContent } from "../../pi-ai/types.ts";
import type { CodingAgentMessage } from "../messages/custom-messages.ts";

/** The session types of `@mariozechner/pi-coding-agent` 0.73.1. Files may hold entries of later types, which stay as they are. */
export interface SessionHeader {
  type: "session";
  /** Absent in files of the first version. */
  version?: number | undefined;
  id: string;
  /** ISO 8601. */
  timestamp: string;
  cwd: string;
  /** The file that this one goes on from. */
  parentSession?: string | undefined;
}

export interface SessionEntryBase {
  type: string;
  id: string;
  /** `null` for a root. */
  parentId: string | null;
  /** ISO 8601. */
  timestamp: string;
}

export interface SessionMessageEntry extends SessionEntryBase {
  type: "message";
  message: CodingAgentMessage;
}

export interface ThinkingLevelChangeEntry extends SessionEntryBase {
  type: "thinking_level_change";
  thinkingLevel: string;
}

export interface ModelChangeEntry extends SessionEntryBase {
  type: "model_change";
  provider: string;
  modelId: string;
}

export interface CompactionEntry<T = unknown> extends SessionEntryBase {
  type: "compaction";
  summary: string;
  firstKeptEntryId: string;
  tokensBefore: number;
  details?: T | undefined;
  /** An extension wrote it. */
  fromHook?: boolean | undefined;
}

export interface BranchSummaryEntry<T = unknown> extends SessionEntryBase {
  type: "branch_summary";
  /** For 0.73.1 the entry that the conversation goes on from (or `"root"`), for later versions the leaf that was left. */
  fromId: string;
  summary: string;
  details?: T | undefined;
  /** An extension wrote it. */
  fromHook?: boolean | undefined;
}

/** State of an extension; no model sees it. */
export interface CustomEntry<T = unknown> extends SessionEntryBase {
  type: "custom";
  customType: string;
  data?: T | undefined;
}

/** A message of an extension; the model sees it as the user's. */
export interface CustomMessageEntry<T = unknown> extends SessionEntryBase {
  type: "custom_message";
  customType: string;
  content: string | (TextContent | ImageContent)[];
  /** Whether people see it. */
  display: boolean;
  details?: T | undefined;
}

export interface LabelEntry extends SessionEntryBase {
  type: "label";
  targetId: string;
  /** `undefined` takes the label away. */
  label?: string | undefined;
}

export interface SessionInfoEntry extends SessionEntryBase {
  type: "session_info";
  name?: string | undefined;
}

export type SessionEntry =
  | SessionMessageEntry
  | ThinkingLevelChangeEntry
  | ModelChangeEntry
  | CompactionEntry
  | BranchSummaryEntry
  | CustomEntry
  | CustomMessageEntry
  | LabelEntry
  | SessionInfoEntry;

/** A line of a session file. */
export type FileEntry = SessionHeader | SessionEntry;

/** An entry of Argent's tree as a host reads it: one of an unknown type is what stands in the file. */
export function hostEntry(entry: ArgentEntry): SessionEntry {
  const shown: Loose = entry.type === "unknown" ? withParent(entry.raw, entry.parentId) : entry;
  return shown;
}

/** The parent differs where the file names one of Argent's markers. */
function withParent(raw: Readonly<Record<string, unknown>>, parentId: string | null) {
  return (raw.parentId ?? null) === parentId ? raw : { ...raw, parentId };
}
