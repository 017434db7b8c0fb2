import type { AgentMessage } from "../message.ts";
import { type CompactionOutcome, type CompactRequest, compact } from "./compact.ts";
import { compactionLimits } from "./compaction-settings.ts";
import { estimateOverhead } from "./estimate-tokens.ts";
import { contextTokens } from "./measure-context.ts";

/** What a compaction works with, apart from its occasion. */
export type CompactionContext = Omit<CompactRequest, "reason" | "instructions" | "signal">;

/**
 * Compacts one conversation when it is time, one compaction after the other. The first two give the new transcript, or
 * `undefined` when the old one stays.
 */
export interface Compactor {
  /**
   * To be called before each request: compacts when the context is past the threshold. After an attempt that stopped it
   * waits until a quarter of what is left of the window was used.
   */
  beforeRequest(signal?: AbortSignal): Promise<AgentMessage[] | undefined>;
  /** To be called when a prompt did not fit. */
  recoverFromOverflow(signal?: AbortSignal): Promise<AgentMessage[] | undefined>;
  compact(options?: {
    instructions?: string | undefined;
    signal?: AbortSignal | undefined;
  }): Promise<CompactionOutcome>;
}

/** `read` is asked each time, so that model, tools and settings may change. */
export function createCompactor(read: () => CompactionContext): Compactor {
  let waitUntil = 0;
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = last.then(task, task);
    last = turn.catch(() => {}); // who asked for it is told; the next one has its own outcome
    return turn;
  }

  async function atThreshold(signal?: AbortSignal): Promise<AgentMessage[] | undefined> {
    const context = read();
    const excess = tokensPastThreshold(context);
    if (excess <= waitUntil) return undefined;
    const outcome = await compact({ ...context, reason: "threshold", signal });
    if (outcome.type === "compacted") waitUntil = 0;
    else if (outcome.reason !== "aborted") waitUntil = excess + leftOfWindow(context) / 4;
    return transcriptOf(outcome);
  }

  async function atOverflow(signal?: AbortSignal): Promise<AgentMessage[] | undefined> {
    const context = read();
    if (context.settings?.enabled === false) return undefined;
    return transcriptOf(await compact({ ...context, reason: "overflow", signal }));
  }

  return {
    beforeRequest: (signal) => inTurn(() => atThreshold(signal)),
    recoverFromOverflow: (signal) => inTurn(() => atOverflow(signal)),
    compact: (options) => inTurn(() => compact({ ...read(), reason: "manual", ...options })),
  };
}

function transcriptOf(outcome: CompactionOutcome): AgentMessage[] | undefined {
  return outcome.type === "compacted" ? outcome.messages : undefined;
}

/** Not above 0 while there is nothing to do. Of a model without a known window nobody can say when there is. */
function tokensPastThreshold(context: CompactionContext): number {
  const { session, model, settings = {} } = context;
  if (settings.enabled === false || !model.contextWindow) return 0;
  const { threshold } = compactionLimits(settings, model.contextWindow);
  return contextTokens(session, estimateOverhead(context)) - threshold;
}

/** Tokens between the threshold and the end of the window. */
function leftOfWindow({ model, settings = {} }: CompactionContext): number {
  return model.contextWindow - compactionLimits(settings, model.contextWindow).threshold;
}
