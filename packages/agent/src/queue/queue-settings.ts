import type { QueueMode } from "./run-queue.ts";

/** What happens to a message when its session's queue is full. */
export type DropPolicy =
  /** The oldest waiting message is given up. */
  | "old"
  /** The new message is given up. */
  | "new"
  /** As `old`, and the next turn is told what was dropped, a line per message. */
  | "summarize";

/** How a session takes the messages that come while it is busy. */
export interface QueueSettings {
  /** For messages that do not say their own. Default `"followup"`. */
  mode: QueueMode;
  /** A `collect` turn begins when no more messages came for this many milliseconds. Default 0. */
  debounceMs: number;
  /** A `collect` turn begins at the latest this many milliseconds after its first message. Default 5 × `debounceMs`. */
  maxDebounceMs: number;
  /** The most messages that wait in a session, at least 1. Default 10,000. */
  cap: number;
  /** Default `"new"`. */
  drop: DropPolicy;
}

/** Settings as callers give them; what is left out has its default. */
export type PartialQueueSettings = {
  [Name in keyof QueueSettings]?: QueueSettings[Name] | undefined;
};

/** For conversations with people, who write one thought in several messages. */
export const channelQueueSettings: Readonly<PartialQueueSettings> = {
  mode: "collect",
  debounceMs: 1_000,
  cap: 20,
  drop: "summarize",
};

export function completeSettings(settings: PartialQueueSettings = {}): QueueSettings {
  const debounceMs = settings.debounceMs ?? 0;
  return {
    mode: settings.mode ?? "followup",
    debounceMs,
    maxDebounceMs: settings.maxDebounceMs ?? 5 * debounceMs,
    cap: Math.max(1, settings.cap ?? 10_000),
    drop: settings.drop ?? "new",
  };
}
