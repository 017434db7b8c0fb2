import type { ContextItem } from "./context-items.ts";
import { textOfMessage } from "./entry-text.ts";
import { estimateTextTokens, excerpt } from "./estimate-tokens.ts";
import { type PinnedSegment, renderPinned } from "./pinned.ts";

/** What a summary carries beside what the model wrote: rendered, the same every time, byte for byte. */
export interface SummaryFrame {
  /** Estimated tokens of everything that is rendered when the kept part begins at `cut`. */
  tokens(cut: number): number;
  render(narrative: string, cut: number): string;
  /** The pinned texts that are rendered. */
  pinned(cut: number): PinnedSegment[];
  /** What the user asked for in the turn that `cut` splits. */
  request(cut: number): string | undefined;
}

export interface SummaryFrameOptions {
  items: readonly ContextItem[];
  /** Pinned text that is not in the items. */
  pinned: readonly PinnedSegment[];
  ledger: string;
  /** The request of the turn that goes on from before the items. */
  request: string | undefined;
  /** The most tokens of a request; a longer one is cut in the middle. */
  requestLimit: number;
}

export function summaryFrame(options: SummaryFrameOptions): SummaryFrame {
  const { items, ledger, requestLimit } = options;
  const pinnedItems = items.map(({ entry, message, isPinned }) =>
    isPinned ? { id: entry.id, text: textOfMessage(message) } : undefined,
  );
  const pinnedTokens = runningTokens(options.pinned, pinnedItems);
  const userBefore = lastUsers(items);

  function pinned(cut: number): PinnedSegment[] {
    return [...options.pinned, ...pinnedItems.slice(0, cut).filter((segment) => !!segment)];
  }

  function request(cut: number): string | undefined {
    if (items[cut]?.message.role === "user") return undefined;
    const user = items[userBefore[cut] ?? -1];
    const text = user ? textOfMessage(user.message) : options.request;
    const note = (omitted: number) => `\n[... ${omitted} characters ...]\n`;
    return text && excerpt(text, requestLimit, note);
  }

  function requestTokens(cut: number): number {
    if (items[cut]?.message.role === "user") return 0;
    const tokens = items[userBefore[cut] ?? -1]?.tokens ?? carriedTokens;
    return Math.min(tokens, requestLimit + noteTokens);
  }

  const carriedTokens = estimateTextTokens(options.request ?? "");
  const constant = frameTokens + estimateTextTokens(ledger);
  return {
    tokens: (cut) => constant + (pinnedTokens[cut] ?? 0) + requestTokens(cut),
    pinned,
    request,
    render(narrative, cut) {
      const asked = request(cut);
      const segments = pinned(cut);
      return [
        narrative,
        asked && `## Current Request\n\n<request>\n${asked}\n</request>`,
        segments.length > 0 && `## Pinned\n\n${renderPinned(segments)}`,
        ledger && `## Files and Commands\n\n${ledger}`,
      ]
        .filter(Boolean)
        .join("\n\n");
    },
  };
}

/** The headings, and the sentence that a summary is introduced to the model with. */
const frameTokens = 80;
/** What a cut request says about what is left out. */
const noteTokens = 12;

/** Of each cut the tokens of the pinned texts before it. */
function runningTokens(
  outside: readonly PinnedSegment[],
  inside: readonly (PinnedSegment | undefined)[],
): number[] {
  let sum = 0;
  for (const segment of outside) sum += segmentTokens(segment);
  const running = [sum];
  for (const segment of inside) {
    if (segment) sum += segmentTokens(segment);
    running.push(sum);
  }
  return running;
}

function segmentTokens(segment: PinnedSegment): number {
  return estimateTextTokens(renderPinned([segment])) + 1;
}

/** Of each cut the position of the last message of the user before it. */
function lastUsers(items: readonly ContextItem[]): (number | undefined)[] {
  let last: number | undefined;
  const before: (number | undefined)[] = [last];
  for (const [index, { message }] of items.entries()) {
    if (message.role === "user") last = index;
    before.push(last);
  }
  return before;
}
