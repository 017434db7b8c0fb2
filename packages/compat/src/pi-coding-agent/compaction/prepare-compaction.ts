import { contextItems } from "@argent/agent/session-format";
import { hostMessages } from "../../pi-agent-core/host-messages.ts";
import type { AgentMessage } from "../../pi-agent-core/types.ts";
import { pathContext } from "../session/session-context.ts";
import type { SessionEntry } from "../session/session-entry.ts";
import { type CompactionSettings, estimateContextTokens } from "./context-usage.ts";
import { findCutPoint } from "./cut-point.ts";
import {
  emptyFileOperations,
  type FileOperations,
  noteCalls,
  noteEarlierLists,
} from "./file-operations.ts";

/** What `compact` needs to know. */
export interface CompactionPreparation {
  firstKeptEntryId: string;
  messagesToSummarize: AgentMessage[];
  /** The beginning of the turn that is cut. */
  turnPrefixMessages: AgentMessage[];
  isSplitTurn: boolean;
  tokensBefore: number;
  previousSummary?: string | undefined;
  fileOps: FileOperations;
  settings: CompactionSettings;
}

/**
 * Decides what of a branch, given from its root, a summary is to stand for; `undefined` directly after a compaction, and when
 * everything is kept or nothing.
 */
export function prepareCompaction(
  pathEntries: readonly SessionEntry[],
  settings: CompactionSettings,
): CompactionPreparation | undefined {
  if (pathEntries.at(-1)?.type === "compaction") return undefined;
  const { previous, from } = lastCompaction(pathEntries);
  const cut = findCutPoint(pathEntries, from, pathEntries.length, settings.keepRecentTokens);
  const firstKept = cut.firstKeptEntryIndex;
  const firstKeptEntryId = pathEntries[firstKept]?.id;
  if (!firstKeptEntryId) return undefined;
  const historyEnd = cut.isSplitTurn ? cut.turnStartIndex : firstKept;
  const messagesToSummarize = messagesBetween(pathEntries, from, historyEnd);
  const turnPrefixMessages = messagesBetween(pathEntries, historyEnd, firstKept);
  if (messagesToSummarize.length + turnPrefixMessages.length === 0) return undefined;
  const fileOps = emptyFileOperations();
  if (previous) noteEarlierLists(fileOps, previous);
  for (const message of [...messagesToSummarize, ...turnPrefixMessages])
    noteCalls(fileOps, message);
  return {
    firstKeptEntryId,
    messagesToSummarize,
    turnPrefixMessages,
    isSplitTurn: cut.isSplitTurn,
    tokensBefore: estimateContextTokens(pathContext(pathEntries).messages).tokens,
    previousSummary: previous?.summary,
    fileOps,
    settings,
  };
}

/** The latest compaction and where what it kept begins. */
function lastCompaction(path: readonly SessionEntry[]) {
  const at = path.findLastIndex((entry) => entry.type === "compaction");
  const entry = path[at];
  if (entry?.type !== "compaction") return { previous: undefined, from: 0 };
  const kept = path.findIndex(({ id }) => id === entry.firstKeptEntryId);
  return { previous: entry, from: kept >= 0 ? kept : at + 1 };
}

/** The messages of the entries from one place to before another, as the context shows them. */
function messagesBetween(path: readonly SessionEntry[], from: number, to: number): AgentMessage[] {
  const wanted = new Set<object>(path.slice(from, to));
  const items = contextItems(path).filter(({ entry }) => wanted.has(entry));
  const shown = items.filter(({ entry }) => entry.type !== "compaction");
  return hostMessages(shown.map(({ message }) => message));
}
