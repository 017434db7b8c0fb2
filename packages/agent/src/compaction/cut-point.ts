import { type AssistantMessage, toolCallsOf } from "@argent/ai";
import { type ContextItem, tokensOf } from "./context-items.ts";

/**
 * Where the kept part of a context may begin: never between a call and its result, however far apart they are. The last
 * one is the number of items, which keeps none; it is missing while calls wait for their results.
 */
export function legalCuts(items: readonly ContextItem[]): number[] {
  const lastResult = lastResults(items);
  const cuts: number[] = [];
  let reach = -1;
  for (let cut = 0; cut <= items.length; cut++) {
    if (reach < cut && items[cut]?.message.role !== "toolResult") cuts.push(cut);
    reach = Math.max(reach, lastResult.get(cut) ?? -1);
  }
  return cuts;
}

/**
 * The cut that keeps about `keepRecent` tokens, or the least that can be kept. A cut between two turns is preferred to
 * one that keeps more, but no more than twice as much.
 */
export function recentCut(
  items: readonly ContextItem[],
  cuts: readonly number[],
  keepRecent: number,
): number {
  const least = cuts.findLast((cut) => cut < items.length) ?? items.length;
  let best = least;
  let bestTurn: number | undefined;
  let kept = 0;
  let item = items.length;
  for (const cut of cuts.toReversed()) {
    kept += tokensOf(items.slice(cut, item));
    item = cut;
    if (kept > keepRecent) break;
    if (cut === items.length) continue;
    best = cut;
    if (isTurnStart(items[cut]) && kept >= keepRecent / 2) bestTurn = cut;
  }
  return bestTurn ?? best;
}

/** Whether somebody but the model speaks here. */
export function isTurnStart(item: ContextItem | undefined): boolean {
  const role = item?.message.role;
  return role !== undefined && role !== "assistant" && role !== "toolResult";
}

/** Of each answer with calls the position of its last result; past the end while the last answer waits for one. */
function lastResults(items: readonly ContextItem[]): Map<number, number> {
  const last = new Map<number, number>();
  const owners = new Map<string, number>();
  let waiting: { answer: number; ids: Set<string> } | undefined;
  for (const [index, { message }] of items.entries()) {
    if (message.role === "assistant") {
      const ids = new Set(toolCallsOf(message).map((call) => call.id));
      for (const id of ids) owners.set(id, index);
      waiting = isAnswerable(message) ? { answer: index, ids } : undefined;
    } else if (message.role === "toolResult") {
      const owner = owners.get(message.toolCallId);
      if (owner !== undefined) last.set(owner, index);
      if (owner === waiting?.answer) waiting?.ids.delete(message.toolCallId);
    } else {
      waiting = undefined; // the conversation went on without them
    }
  }
  if (waiting && waiting.ids.size > 0) last.set(waiting.answer, items.length);
  return last;
}

function isAnswerable({ stopReason }: AssistantMessage): boolean {
  return stopReason !== "error" && stopReason !== "aborted";
}
