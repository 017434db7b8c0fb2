import { AiError } from "@argent/ai";
import { isContextOverflow } from "../../pi-ai/overflow.ts";
import type { AssistantMessage } from "../../pi-ai/types.ts";
import { type CompactionResult, compact } from "../compaction/compact.ts";
import {
  calculateContextTokens,
  estimateContextTokens,
  shouldCompact,
} from "../compaction/context-usage.ts";
import { prepareCompaction } from "../compaction/prepare-compaction.ts";
import { getLatestCompactionEntry } from "../session/session-context.ts";
import type { CompactionReason } from "./session-event.ts";
import { modelOf, reloadMessages, requestAuth, type SessionParts } from "./session-parts.ts";

/** Makes a session's context smaller, when asked to or when it is too full. */
export interface SessionCompaction {
  readonly isRunning: boolean;
  /** @throws Error when nothing came of it; `compaction_end` says so too. */
  compact(customInstructions?: string): Promise<CompactionResult>;
  /**
   * Compacts when the answer shows that the context is too full. `"retry"`: the answer failed for want of room, which
   * there is now; `"stuck"`: it failed, and there is still none.
   */
  afterAnswer(
    answer: AssistantMessage,
    options?: { evenIfAborted?: boolean },
  ): Promise<"compacted" | "retry" | "stuck" | undefined>;
  /** A new message of the user's: what overflows from now on is another matter. */
  newTurn(): void;
  cancel(): void;
}

export function createSessionCompaction(parts: SessionParts): SessionCompaction {
  const { agent, sessionManager, settingsManager, emit } = parts;
  let running: AbortController | undefined;
  let hasRecovered = false;

  const summarise = async (signal: AbortSignal, customInstructions?: string) => {
    const { model, apiKey, headers } = await requestAuth(parts);
    const path = sessionManager.getBranch();
    const preparation = prepareCompaction(path, settingsManager.getCompactionSettings());
    if (!preparation) {
      const isDone = path.at(-1)?.type === "compaction";
      throw new Error(isDone ? "Already compacted" : "Nothing to compact (session too small)");
    }
    const { thinkingLevel } = agent.state;
    const result = await compact(
      preparation,
      model,
      apiKey,
      headers,
      customInstructions,
      signal,
      thinkingLevel,
      agent.streamFn,
    );
    signal.throwIfAborted();
    const { summary, firstKeptEntryId, tokensBefore, details } = result;
    sessionManager.appendCompaction(summary, firstKeptEntryId, tokensBefore, details, false);
    reloadMessages(parts);
    return result;
  };

  /** Every start has its end. */
  const run = async (reason: CompactionReason, willRetry: boolean, instructions?: string) => {
    const abort = new AbortController();
    const { signal } = abort;
    running = abort;
    emit({ type: "compaction_start", reason });
    try {
      const result = await summarise(signal, instructions);
      emit({ type: "compaction_end", reason, result, aborted: false, willRetry });
      return result;
    } catch (cause) {
      const isCancelled = signal.aborted || (AiError.isInstance(cause) && cause.code === "aborted");
      const failure = isCancelled ? new Error("Compaction cancelled", { cause }) : cause;
      emit({
        type: "compaction_end",
        reason,
        result: undefined,
        aborted: isCancelled,
        willRetry: false,
        ...(!isCancelled && { errorMessage: `${failureWords[reason]}: ${messageOf(failure)}` }),
      });
      throw failure;
    } finally {
      running = undefined;
    }
  };

  /** Failures of what nobody asked for are in the event. */
  const runUnasked = (reason: CompactionReason, willRetry: boolean) =>
    run(reason, willRetry).catch(() => undefined);

  /** An answer from before the latest compaction was counted at a context that is gone. */
  const isStale = ({ timestamp }: { timestamp: number }) => {
    const latest = getLatestCompactionEntry(sessionManager.getBranch());
    return latest !== null && timestamp <= Date.parse(latest.timestamp);
  };

  const recover = async () => {
    if (hasRecovered) {
      emit({
        type: "compaction_end",
        reason: "overflow",
        result: undefined,
        aborted: false,
        willRetry: false,
        errorMessage:
          "Context overflow recovery failed after one compact-and-retry attempt. Try reducing context or switching to a larger-context model.",
      });
      return "stuck";
    }
    hasRecovered = true;
    const result = await runUnasked("overflow", true);
    return result ? "retry" : "stuck";
  };

  const tokensOf = (answer: AssistantMessage) => {
    if (answer.stopReason !== "error") return calculateContextTokens(answer.usage);
    const { messages } = agent.state;
    const estimate = estimateContextTokens(messages);
    const counted =
      estimate.lastUsageIndex === null ? undefined : messages[estimate.lastUsageIndex];
    return counted && !isStale(counted) ? estimate.tokens : 0;
  };

  return {
    get isRunning() {
      return running !== undefined;
    },
    compact: (customInstructions) => run("manual", false, customInstructions),
    async afterAnswer(answer, { evenIfAborted = false } = {}) {
      const settings = settingsManager.getCompactionSettings();
      const model = modelOf(parts);
      if (!settings.enabled || !model || isStale(answer)) return undefined;
      if (answer.stopReason === "aborted" && !evenIfAborted) return undefined;
      const { contextWindow } = model;
      const isOfModel = answer.provider === model.provider && answer.model === model.id;
      const overflows = isOfModel && isContextOverflow(answer, contextWindow);
      // An answer that is whole although the vendor cut its prompt is not asked for again.
      if (overflows && answer.stopReason !== "stop") return recover();
      if (!overflows && !shouldCompact(tokensOf(answer), contextWindow, settings)) return undefined;
      const result = await runUnasked("threshold", false);
      return result && "compacted";
    },
    newTurn() {
      hasRecovered = false;
    },
    cancel() {
      running?.abort();
    },
  };
}

const failureWords: Readonly<Record<CompactionReason, string>> = {
  manual: "Compaction failed",
  threshold: "Auto-compaction failed",
  overflow: "Context overflow recovery failed",
};

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
