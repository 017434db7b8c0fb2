import { branchMessages } from "@argent/agent/session-format";
import { hostMessages } from "../../pi-agent-core/host-messages.ts";
import type { CodingAgentMessage } from "../messages/custom-messages.ts";
import type { SessionEntry } from "../session/session-entry.ts";
import { estimateTokens } from "./estimate-tokens.ts";

export interface CutPointResult {
  firstKeptEntryIndex: number;
  /** Where the turn that is cut begins; -1 when none is. */
  turnStartIndex: number;
  /** What is kept begins in the middle of a turn. */
  isSplitTurn: boolean;
}

/**
 * Where the kept part of `entries` from `startIndex` to before `endIndex` begins, so that about `keepRecentTokens` stay: never at
 * the result of a tool. When even the last results are too much, their call stays with them.
 */
export function findCutPoint(
  entries: readonly SessionEntry[],
  startIndex: number,
  endIndex: number,
  keepRecentTokens: number,
): CutPointResult {
  const cuts: number[] = [];
  for (let index = startIndex; index < endIndex; index++) {
    if (isCut(entries[index])) cuts.push(index);
  }
  const [first] = cuts;
  if (first === undefined) {
    return { firstKeptEntryIndex: startIndex, turnStartIndex: -1, isSplitTurn: false };
  }
  const full = fullFrom(entries, startIndex, endIndex, keepRecentTokens);
  const cut = full === undefined ? first : (cuts.find((each) => each >= full) ?? cuts.at(-1));
  const firstKept = withWhatBelongsTo(entries, cut ?? first, startIndex);
  const turnStartIndex = isTurnStart(entries[firstKept])
    ? -1
    : findTurnStartIndex(entries, firstKept, startIndex);
  return {
    firstKeptEntryIndex: firstKept,
    turnStartIndex,
    isSplitTurn: turnStartIndex !== -1,
  };
}

/** Where the turn of an entry begins: at or before it, and not before `startIndex`; -1 when it does not. */
export function findTurnStartIndex(
  entries: readonly SessionEntry[],
  entryIndex: number,
  startIndex: number,
): number {
  for (let index = entryIndex; index >= startIndex; index--) {
    if (isTurnStart(entries[index])) return index;
  }
  return -1;
}

/** The newest entry from which on there are so many tokens; `undefined` when there are fewer. */
function fullFrom(
  entries: readonly SessionEntry[],
  startIndex: number,
  endIndex: number,
  tokens: number,
): number | undefined {
  let kept = 0;
  for (let index = endIndex - 1; index >= startIndex; index--) {
    const message = messageIn(entries[index]);
    const size = message ? estimateTokens(message) : 0;
    kept += size;
    if (size > 0 && kept >= tokens) return index;
  }
  return undefined;
}

/** Changes of settings and the like directly before an entry stay with it. */
function withWhatBelongsTo(
  entries: readonly SessionEntry[],
  cut: number,
  startIndex: number,
): number {
  let first = cut;
  while (first > startIndex) {
    const before = entries[first - 1];
    if (before?.type === "compaction" || messageIn(before)) break;
    first--;
  }
  return first;
}

function isCut(entry: SessionEntry | undefined): boolean {
  const role = messageIn(entry)?.role;
  return role !== undefined && role !== "toolResult";
}

/** Whether somebody but the model speaks here. */
function isTurnStart(entry: SessionEntry | undefined): boolean {
  return isCut(entry) && messageIn(entry)?.role !== "assistant";
}

/** What an entry shows in a context; a compaction is not a part of what is compacted. */
function messageIn(entry: SessionEntry | undefined): CodingAgentMessage | undefined {
  if (!entry || entry.type === "compaction") return undefined;
  return hostMessages(branchMessages([entry]))[0];
}
