import type { AssistantContent, ImageContent, TextContent, Usage } from "@argent/ai";
import type { AgentMessage } from "../message.ts";

/** The first line of a session file. Pi's JSONL format, version 3. */
export interface SessionHeader {
  type: "session";
  /** Of the format: 3. Files of version 1 and 2 are read, and brought up to date with the first append. */
  version: number;
  id: string;
  /** ISO 8601. */
  timestamp: string;
  cwd: string;
  /** The file this one was forked from. */
  parentSession?: string | undefined;
}

/** The place of an entry in the tree. */
interface EntryBase {
  id: string;
  /** `null` for a root; a file may have several. */
  parentId: string | null;
  /** ISO 8601. */
  timestamp: string;
}

/** A node of the session tree. Written once, never rewritten. */
export type SessionEntry =
  | MessageEntry
  | ThinkingLevelChangeEntry
  | ModelChangeEntry
  | CompactionEntry
  | BranchSummaryEntry
  | CustomEntry
  | CustomMessageEntry
  | LabelEntry
  | SessionInfoEntry
  | UsageEntry
  | ContextEditEntry
  | UnknownEntry;

/** A message of the conversation. */
export interface MessageEntry extends EntryBase {
  type: "message";
  message: AgentMessage;
}

/** From here on the session's thinking level is another one. */
export interface ThinkingLevelChangeEntry extends EntryBase {
  type: "thinking_level_change";
  thinkingLevel: string;
}

/** From here on the session's model is another one. */
export interface ModelChangeEntry extends EntryBase {
  type: "model_change";
  provider: string;
  modelId: string;
}

/** A summary that stands for everything before `firstKeptEntryId`. */
export interface CompactionEntry extends EntryBase {
  type: "compaction";
  summary: string;
  /** The oldest entry that stays in the context beside the summary; the compaction's own id when none does. */
  firstKeptEntryId: string;
  /** Tokens of the whole context before the compaction. */
  tokensBefore: number;
  /** For whoever wrote it: Argent keeps the ledger of files and the pinned texts here. */
  details?: unknown;
  /** Whether an extension of Pi wrote it, so that `details` is in a form of its own. */
  fromHook?: boolean | undefined;
  /** What the requests for the summary cost. */
  usage?: Usage | undefined;
  /** Written by Argent: what the entries before it say that a reader still has to know, so that they can stay unread. */
  inForce?: InForce | undefined;
}

/** What holds at an entry, whatever the entries before it are. */
export interface InForce {
  thinkingLevel: string;
  model: { provider: string; modelId: string } | null;
  /** What the session is called. */
  name?: string | undefined;
  labels: { targetId: string; label: string; timestamp: string }[];
}

/** What happened on a branch that the conversation left; the first entry of the new branch. */
export interface BranchSummaryEntry extends EntryBase {
  type: "branch_summary";
  /** Pi 0.73 writes where the new branch starts (or `"root"`), later versions the leaf that was left. */
  fromId: string;
  summary: string;
  /** For whoever wrote it: Argent lists the files that were read and changed. */
  details?: unknown;
  /** Whether an extension of Pi wrote it, so that `details` is in a form of its own. */
  fromHook?: boolean | undefined;
  /** What the requests for the summary cost. */
  usage?: Usage | undefined;
}

/** State of an extension; not in the context. */
export interface CustomEntry extends EntryBase {
  type: "custom";
  customType: string;
  /** Any JSON. */
  data?: unknown;
}

/** A message of an extension; in the context as the user's. */
export interface CustomMessageEntry extends EntryBase {
  type: "custom_message";
  customType: string;
  content: string | (TextContent | ImageContent)[];
  display: boolean;
  /** For the extension; never sent to the model. */
  details?: unknown;
}

/** A name that a person gave to an entry; the latest wins. */
export interface LabelEntry extends EntryBase {
  type: "label";
  targetId: string;
  /** Absent: the label is removed. */
  label?: string | undefined;
}

/** What people call the session. */
export interface SessionInfoEntry extends EntryBase {
  type: "session_info";
  /** The latest wins; empty removes it. */
  name?: string | undefined;
}

/** Written by later versions of Pi. */
export interface UsageEntry extends EntryBase {
  type: "usage";
  kind: string;
  provider: string;
  model: string;
  usage: Usage;
  /** For people. */
  note?: string | undefined;
}

/** Written by later versions of Pi: another content for an earlier entry, or none. */
export interface ContextEditEntry extends EntryBase {
  type: "context_edit";
  targetId: string;
  replacement: { content: string | (AssistantContent | ImageContent)[] } | null;
}

/** An entry of a type, or with a shape, that this version does not know. The line in the log stays as it is. */
export interface UnknownEntry extends EntryBase {
  type: "unknown";
  /** The whole entry as it was read. */
  raw: Readonly<Record<string, unknown>>;
}

/** What an entry says beside its place in the tree. */
export type EntryDraft = WithoutPlace<SessionEntry>;

type WithoutPlace<Entry> = Entry extends SessionEntry ? Omit<Entry, keyof EntryBase> : never;

/** The `customType` of the marker that records a branch position; see `docs/sessions.md`. */
export const leafMarkerType = "argent.leaf";

/** Whether an entry only records a branch position. Such entries are not part of the tree. */
export function isLeafMarker(entry: SessionEntry): entry is CustomEntry {
  return entry.type === "custom" && entry.customType === leafMarkerType;
}

/** Whether the conversation goes on from this entry; labels, names and usage are only about it. */
export function movesLeaf(entry: EntryDraft): boolean {
  return entry.type !== "label" && entry.type !== "session_info" && entry.type !== "usage";
}
