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
 *
 * and a request that no run took is one `refused`.
 */
export type AgentStreamEvent = StreamStamp & AgentStreamBody;

/** What happened, without its stamp. */
export type AgentStreamBody = LifecycleBody | RunStreamBody | RefusedBody;

/** An event without its stamp. */
export type RunStreamBody =
  | AssistantBody
  | ToolBody
  | CompactionBody
  | RetryBody
  | RuntimeFallbackEvent;

/** The beginning and the end of a run. */
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
  /** Tokens of all answers; `total` also counts what came from the cache or went there. */
  tokens?: { input: number; output: number; total: number } | undefined;
  /** The ids of the other requests that became part of the run: merged with its own, or steered into it. */
  mergedWith?: readonly string[] | undefined;
}

/** The last event of a run. */
export type RunEndEvent = StreamStamp & Extract<LifecycleBody, RunEnding>;

/** No run took the request: the queue was full or closed, or somebody did not want it any more. */
export interface RefusedBody {
  type: "refused";
  /** Why. */
  error: string;
}

/** All that is told of a request that no run took. */
export type RefusedEvent = StreamStamp & RefusedBody;

/** The model writes. */
export interface AssistantBody {
  type: "assistant";
  /** What the answer grew by. All of an answer's contents in a row are its text. */
  content: string;
  /** The answer is over; `content` is empty then. */
  isComplete: boolean;
}

/** A call of a tool begins, goes on, or ends. */
export interface ToolBody {
  type: "tool";
  phase: "start" | "update" | "end";
  toolName: string;
  toolCallId: string;
  args: unknown;
  /** Text of the result: at an `update` its last 2,000 characters so far, at the `end` its first 8,000. */
  result?: string | undefined;
  /** Whether the call failed, at the `end`. */
  isError?: boolean | undefined;
  /** Milliseconds, at the `end`. */
  durationMs?: number | undefined;
}

/** The context was made smaller. */
export interface CompactionBody {
  type: "compaction";
  /** Tokens of the whole context. */
  tokensBefore: number;
  /** Tokens of the whole context now, estimated. */
  tokensAfter: number;
  reason: CompactionReason;
  summary: string;
}

/** An answer failed, and the provider is asked again. */
export interface RetryBody {
  type: "retry";
  /** Which retry this is, counted from 1. */
  attempt: number;
  /** How many retries there may be. */
  maxAttempts: number;
  /** How long is waited before it, in milliseconds. */
  delayMs: number;
  error: string;
}

/** Whether nothing comes after the event. */
export function isLast(event: AgentStreamEvent): event is RunEndEvent | RefusedEvent {
  return event.type === "refused" || (event.type === "lifecycle" && event.phase !== "start");
}

/** The ids of all requests that an event is the last of: the one that it goes by first. */
export function answeredBy(event: RunEndEvent | RefusedEvent): string[] {
  const { mergedWith = [] } = event.type === "refused" ? {} : event;
  return [event.runId, ...mergedWith];
}
