import { AiError } from "@argent/ai";
import type { PinnedSegment } from "./pinned.ts";

/** When a long conversation is summarised, and what of it stays. */
export interface CompactionSettings {
  /** Whether it happens by itself. By hand it always can. Default `true`. */
  enabled?: boolean | undefined;
  /**
   * How full the context may get: a part of the model's window, or tokens that stay free. The reserve is at most a
   * quarter of the window. Default `{ reserveTokens: 16_384 }`.
   */
  threshold?:
    | {
        /** Of the window, above 0 and at most 100. */
        percent: number;
      }
    | {
        /** Tokens that stay free, 0 or more. */
        reserveTokens: number;
      }
    | undefined;
  /**
   * `"escalate"` first shortens old tool results and drops old thinking, and asks for a summary only when that is not
   * enough; `"summarise"` asks at once. By hand it always asks. Default `"escalate"`.
   */
  strategy?: "escalate" | "summarise" | undefined;
  /** Tokens of the newest messages that stay as they are, at most a third of the target. Default 20,000. */
  keepRecentTokens?: number | undefined;
  /** Text that every summary carries unchanged, asked for at each compaction; for example the current plan. */
  pinned?: (() => readonly PinnedSegment[]) | undefined;
}

/** The numbers that settings mean for a window, in tokens. */
export interface CompactionLimits {
  /** More than this is too full. */
  threshold: number;
  /** What compaction must end below: three fifths of the threshold, so that there is room to go on working. */
  target: number;
  keepRecent: number;
  /** The most that a summary may have, without what is rendered into it. */
  summary: number;
  /** The most that the ledger may have. */
  ledger: number;
  /** The most of the request that a turn began with, when the turn is cut. */
  request: number;
}

/** @throws AiError `invalid_request` for numbers that mean nothing. */
export function compactionLimits(
  settings: CompactionSettings,
  contextWindow: number,
): CompactionLimits {
  const threshold = thresholdOf(settings.threshold ?? { reserveTokens: 16_384 }, contextWindow);
  const target = Math.floor(threshold * 0.6);
  const keepRecent = settings.keepRecentTokens ?? 20_000;
  if (!(keepRecent >= 0)) throw invalid("keepRecentTokens", "0 or more", keepRecent);
  return {
    threshold,
    target,
    keepRecent: Math.min(keepRecent, Math.floor(target / 3)),
    summary: Math.min(4_096, Math.floor(target / 4)),
    ledger: Math.min(8_000, Math.floor(target / 6)),
    request: Math.min(2_000, Math.floor(target / 8)),
  };
}

function thresholdOf(
  threshold: NonNullable<CompactionSettings["threshold"]>,
  contextWindow: number,
): number {
  if ("percent" in threshold) {
    const { percent } = threshold;
    if (!(percent > 0 && percent <= 100)) {
      throw invalid("threshold.percent", "above 0 and at most 100", percent);
    }
    return Math.floor((contextWindow * percent) / 100);
  }
  const { reserveTokens } = threshold;
  if (!(reserveTokens >= 0)) throw invalid("threshold.reserveTokens", "0 or more", reserveTokens);
  return Math.floor(contextWindow - Math.min(reserveTokens, contextWindow / 4));
}

function invalid(name: string, wanted: string, got: number): AiError {
  return new AiError("invalid_request", `compaction.${name} must be ${wanted}, got ${got}.`);
}
