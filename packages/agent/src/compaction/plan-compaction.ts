import { type ContextItem, tokensOf } from "./context-items.ts";
import { legalCuts, recentCut } from "./cut-point.ts";
import { dropThinking } from "./drop-thinking.ts";
import { leastTokens, maskToolResults, trimToolResults } from "./shorten-results.ts";

/** What compaction did, in the order in which it is tried. */
export type CompactionStep = "mask" | "drop_thinking" | "summarise" | "trim";

export type CompactionPlan =
  /** The context fits when the edited items are shown as they are here. */
  | { type: "edit"; steps: CompactionStep[]; items: readonly ContextItem[] }
  /** The context fits when a summary of so many tokens stands for the items before `cut`. */
  | {
      type: "summarise";
      steps: CompactionStep[];
      cut: number;
      kept: readonly ContextItem[];
      summaryTokens: number;
    }
  | { type: "stop"; reason: "nothing_to_compact" | "window_too_small" };

/** All numbers are estimated tokens. */
export interface CompactionPlanInput {
  items: readonly ContextItem[];
  /** What the whole transcript may have afterwards. */
  room: number;
  keepRecent: number;
  /** The most that the model may write. */
  summary: number;
  /** What is rendered into a summary when the kept part begins at `cut`. */
  frameTokens(cut: number): number;
  /** Ask for a summary even when less would do. */
  alwaysSummarise: boolean;
}

/**
 * Decides how a context is brought below its target, with the least that is enough: old results shortened, old thinking
 * dropped, the old part summarised, and what is kept trimmed. Each step is taken at most once.
 */
export function planCompaction(input: CompactionPlanInput): CompactionPlan {
  const { items } = input;
  const from = items[0]?.message.role === "compactionSummary" ? 1 : 0;
  if (items.length === from) return { type: "stop", reason: "nothing_to_compact" };
  const cuts = legalCuts(items).filter((cut) => cut >= from);
  const recent = recentCut(items, cuts, input.keepRecent);
  const cheap = input.alwaysSummarise ? undefined : planWithoutSummary(input, from, recent);
  return (
    cheap ??
    planSummary(
      input,
      cuts.filter((cut) => cut >= recent && cut > from),
    )
  );
}

/** A plan that needs no summary, if there is one. */
function planWithoutSummary(
  { items, room, summary }: CompactionPlanInput,
  from: number,
  recent: number,
): CompactionPlan | undefined {
  if (tokensOf(items) <= room) return { type: "stop", reason: "nothing_to_compact" };
  const steps: CompactionStep[] = [];
  let shortened = items;
  for (const [step, take] of cheapSteps) {
    const next = take(shortened, recent);
    if (next === shortened) continue;
    steps.push(step);
    shortened = next;
    if (tokensOf(shortened) <= room) return { type: "edit", steps, items: shortened };
  }
  // A summary of less than it may have itself gains nothing: it is the kept part that is too large.
  const isSmall = tokensOf(items.slice(from, recent)) <= summary;
  if (!isSmall || leastOf(items) > room) return undefined;
  return { type: "edit", steps: ["trim"], items: trimToolResults(items, room) };
}

const cheapSteps: readonly (readonly [CompactionStep, typeof maskToolResults])[] = [
  ["mask", maskToolResults],
  ["drop_thinking", dropThinking],
];

/** Keeps as much as fits; nothing when even the newest does not. */
function planSummary(input: CompactionPlanInput, cuts: readonly number[]): CompactionPlan {
  const { items, room } = input;
  const before = tokensOf(items);
  const tokensBefore = running(items, (item) => item.tokens);
  const leastFrom = running(items.toReversed(), leastTokens).reverse();
  for (const cut of cuts) {
    const summaryTokens = summaryTokensFor(tokensBefore[cut] ?? 0, input.summary);
    const keptRoom = room - input.frameTokens(cut) - summaryTokens;
    if ((leastFrom[cut] ?? 0) > keptRoom) continue;
    const kept = trimToolResults(items.slice(cut), keptRoom);
    const after = room - keptRoom + tokensOf(kept);
    if (after >= before) break;
    const steps: CompactionStep[] = ["summarise"];
    if (kept.some((item) => item.isEdited)) steps.push("trim");
    return { type: "summarise", steps, cut, kept, summaryTokens };
  }
  return { type: "stop", reason: before <= room ? "nothing_to_compact" : "window_too_small" };
}

/** A short conversation deserves a shorter summary. */
function summaryTokensFor(spanTokens: number, most: number): number {
  return Math.min(most, Math.max(leastSummary, Math.ceil(spanTokens / 2)));
}

const leastSummary = 64;

function leastOf(items: readonly ContextItem[]): number {
  return items.reduce((sum, item) => sum + leastTokens(item), 0);
}

/** The sums of the first none, one, two … items. */
function running(items: readonly ContextItem[], sizeOf: (item: ContextItem) => number): number[] {
  let sum = 0;
  return [sum, ...items.map((item) => (sum += sizeOf(item)))];
}
