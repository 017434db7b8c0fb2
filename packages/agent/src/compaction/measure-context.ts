import type { Usage } from "@argent/ai";
import type { SessionEntry } from "../session/entry.ts";
import { branchMessages } from "../session/session-context.ts";
import { type ContextItem, contextItems, tokensOf } from "./context-items.ts";
import { contextPath, contextPathBackward, type EntryChain } from "./context-path.ts";
import { estimateMessageTokens } from "./estimate-tokens.ts";

/** How large a context is, in tokens. */
export interface ContextMeasure {
  tokens: number;
  /** The part that no compaction can change: the system prompt, the tools. */
  fixed: number;
  /** Real tokens of an estimated one. */
  scale: number;
}

/**
 * Measures the context of a branch: what the newest answer was counted at, plus estimates for what came after it.
 * Counts from before the latest change of the context (a compaction, an edit) say nothing any more; then everything is
 * estimated. `overhead` is the estimate of what goes with the transcript.
 */
export function measureContext(
  path: readonly SessionEntry[],
  items: readonly ContextItem[],
  overhead: number,
): ContextMeasure {
  const estimated = tokensOf(items);
  const counted = countedTokens([...path].reverse());
  if (counted === undefined) return { tokens: overhead + estimated, fixed: overhead, scale: 1 };
  // Dense text has three times as many tokens as it is taken for; what is beyond that is not in the transcript.
  const scale = Math.min(3, Math.max(0.5, (counted - overhead) / Math.max(1, estimated)));
  return { tokens: counted, fixed: Math.max(overhead, counted - scale * estimated), scale };
}

/** `measureContext` for who only wants to know how full it is. Reads back to the newest answer that was counted. */
export function contextTokens(session: EntryChain, overhead: number): number {
  return (
    countedTokens(contextPathBackward(session)) ??
    overhead + tokensOf(contextItems(contextPath(session)))
  );
}

/** Whether an entry changed what the context shows of earlier ones. */
export function changesContext(entry: SessionEntry): boolean {
  return entry.type === "compaction" || entry.type === "context_edit";
}

export function estimateEntryTokens(entry: SessionEntry): number {
  let tokens = 0;
  for (const message of branchMessages([entry])) tokens += estimateMessageTokens(message);
  return tokens;
}

/** What the newest answer was counted at, with estimates for what came after it; `undefined`: nothing was counted yet. */
export function countedTokens(newestFirst: Iterable<SessionEntry>): number | undefined {
  let after = 0;
  for (const entry of newestFirst) {
    if (changesContext(entry)) return undefined;
    const counted = usageOf(entry);
    if (counted) return totalOf(counted) + after;
    after += estimateEntryTokens(entry);
  }
  return undefined;
}

/** What an answer was counted at. A failed one was perhaps not counted, or only its beginning. */
function usageOf(entry: SessionEntry): Usage | undefined {
  if (entry.type !== "message" || entry.message.role !== "assistant") return undefined;
  const { usage, stopReason } = entry.message;
  if (stopReason === "error" || stopReason === "aborted") return undefined;
  return usage && totalOf(usage) > 0 ? usage : undefined;
}

function totalOf({ input, output, cacheRead, cacheWrite, totalTokens }: Usage): number {
  return totalTokens || input + output + cacheRead + cacheWrite;
}
