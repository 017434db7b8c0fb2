import type { SessionEntry } from "../session/entry.ts";
import type { CompactRequest } from "./compact.ts";
import {
  type CompactionDetails,
  compactionDetails,
  type PreviousCompaction,
  previousCompaction,
} from "./compaction-details.ts";
import { type CompactionLimits, compactionLimits } from "./compaction-settings.ts";
import { type ContextItem, contextItems, tokensOf } from "./context-items.ts";
import { textOfEntry } from "./entry-text.ts";
import { estimateOverhead } from "./estimate-tokens.ts";
import { emptyLedger, foldLedger } from "./file-ledger.ts";
import { type ContextMeasure, measureContext } from "./measure-context.ts";
import { type PinnedSegment, pinnedLabel } from "./pinned.ts";
import type { CompactionPlanInput } from "./plan-compaction.ts";
import { renderLedger } from "./render-ledger.ts";
import { type SummaryFrame, summaryFrame } from "./summary-frame.ts";

/** Everything that a compaction decides by, read from a session at one moment. */
export interface CompactionSurvey {
  path: readonly SessionEntry[];
  items: readonly ContextItem[];
  measure: ContextMeasure;
  /** Of the whole context. */
  tokens: number;
  /** What the model can take, as far as is known. */
  window: number;
  limits: CompactionLimits;
  frame: SummaryFrame;
  previous: PreviousCompaction | undefined;
  /** The part of the previous summary that the model wrote. */
  previousNarrative: string | undefined;
  planInput: CompactionPlanInput;
  detailsFor(narrativeLength: number, cut: number): CompactionDetails;
}

export async function surveySession(request: CompactRequest): Promise<CompactionSurvey> {
  const { session, settings = {}, reason } = request;
  const path = await completePath(request);
  const previous = previousCompaction(path);
  const isPinned = ({ id }: { id: string }) => session.getLabel(id) === pinnedLabel;
  const items = contextItems(path, isPinned);
  const measure = measureContext(path, items, estimateOverhead(request));
  const window = windowOf(request, measure);
  const limits = compactionLimits(settings, window);
  const estimated = (tokens: number) => Math.floor(tokens / measure.scale);
  const ledger = foldLedger(
    previous?.details?.argent.ledger ?? emptyLedger,
    previous?.details ? path.slice(previous.position) : path,
    session.getCwd(),
  );
  const frame = summaryFrame({
    items,
    pinned: [...(settings.pinned?.() ?? []), ...pinnedOutside(path, items, previous, isPinned)],
    ledger: renderLedger(ledger, estimated(limits.ledger)),
    request: previous?.details?.argent.request,
    requestLimit: estimated(limits.request),
  });
  const isManual = reason === "manual";
  const keepRecent = estimated(limits.keepRecent);
  return {
    path,
    items,
    measure,
    tokens: Math.round(measure.tokens),
    window,
    limits,
    frame,
    previous,
    previousNarrative: previous?.entry.summary.slice(0, previous.details?.argent.narrativeLength),
    planInput: {
      items,
      room: estimated(limits.target - measure.fixed),
      // By hand it is wanted however little there is.
      keepRecent: isManual ? Math.min(keepRecent, tokensOf(items) / 4) : keepRecent,
      summary: estimated(limits.summary),
      frameTokens: frame.tokens,
      alwaysSummarise: isManual || settings.strategy === "summarise",
    },
    detailsFor: (narrativeLength, cut) =>
      compactionDetails({
        version: 1,
        narrativeLength,
        ledger,
        pinned: frame.pinned(cut),
        request: frame.request(cut),
      }),
  };
}

/** What the previous compaction carries stands for what came before it, unless another program wrote it. */
async function completePath({ session }: CompactRequest): Promise<SessionEntry[]> {
  const path = session.getBranch();
  if (session.isLoaded || previousCompaction(path)?.details) return path;
  await session.load();
  return session.getBranch();
}

/** A prompt that was refused shows that the window is smaller than it says. */
function windowOf({ model, reason }: CompactRequest, { tokens }: ContextMeasure): number {
  const window = model.contextWindow || tokens;
  return reason === "overflow" ? Math.min(window, tokens) : window;
}

/** Pinned entries that the context does not show any more. */
function pinnedOutside(
  path: readonly SessionEntry[],
  items: readonly ContextItem[],
  previous: PreviousCompaction | undefined,
  isPinned: (entry: { id: string }) => boolean,
): PinnedSegment[] {
  const shown = new Set(items.map(({ entry }) => entry.id));
  const carried = new Map<string, string>();
  for (const { id, text } of previous?.details?.argent.pinned ?? []) {
    if (!shown.has(id) && isPinned({ id })) carried.set(id, text);
  }
  for (const entry of path) {
    const isLate = isPinned(entry) && !shown.has(entry.id) && !carried.has(entry.id);
    if (isLate) carried.set(entry.id, textOfEntry(entry));
  }
  return [...carried].map(([id, text]) => ({ id, text }));
}
