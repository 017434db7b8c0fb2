import type { CompactionReason, RuntimeFallbackEvent } from "../event.ts";

/** Where an event stands. */
export interface StreamStamp {
  runId: string;
  sessionKey: string;
  /** Counts the events of a run from 0 without a gap. */
  seq: number;
  /** Milliseconds since the epoch. */
  timestamp: number;
}

/**
 * What a gateway or a terminal shows of all runs. Each run is
 *
 * ```
 * lifecycle start
 * assistant | tool | compaction | retry | runtime_fallback      as often as it happens
 * lifecycle end | error | abort              exactly one, and nothing after it
 * ```
 */
export type AgentStreamEvent = StreamStamp & AgentStreamBody;

export type AgentStreamBody = LifecycleBody | RunStreamBody;

/** An event without its stamp. */
export type RunStreamBody =
  | AssistantBody
  | ToolBody
  | CompactionBody
  | RetryBody
  | RuntimeFallbackEvent;

export type LifecycleBody =
  | { type: "lifecycle"; phase: "start" }
  | ({
      type: "lifecycle";
      /** Milliseconds since the run's start. */
      duration: number;
    } & RunEnding);

/** How a run ended. */
export interface RunEnding {
  phase: "end" | "error" | "abort";
  /** Why, for `error` and `abort`. */
  error?: string | undefined;
  tokens?: { input: number; output: number; total: number } | undefined;
}

export type RunEndEvent = StreamStamp & Extract<LifecycleBody, RunEnding>;

export interface AssistantBody {
  type: "assistant";
  /** What the answer grew by. All of an answer's contents in a row are its text. */
  content: string;
  /** The answer is over; `content` is empty then. */
  isComplete: boolean;
}

export interface ToolBody {
  type: "tool";
  phase: "start" | "update" | "end";
  toolName: string;
  toolCallId: string;
  args: unknown;
  /** Text of the result: at an `update` its last 2,000 characters so far, at the `end` its first 8,000. */
  result?: string | undefined;
  isError?: boolean | undefined;
  /** Milliseconds, at the `end`. */
  durationMs?: number | undefined;
}

export interface CompactionBody {
  type: "compaction";
  tokensBefore: number;
  tokensAfter: number;
  reason: CompactionReason;
  summary: string;
}

/** The provider is asked again after `delayMs` milliseconds; `attempt` counts from 1. */
export interface RetryBody {
  type: "retry";
  attempt: number;
  maxAttempts: number;
  delayMs: number;
  error: string;
}

export function isRunEnd(event: AgentStreamEvent): event is RunEndEvent {
  return event.type === "lifecycle" && event.phase !== "start";
}
