import type {
  AssistantMessage,
  ErrorKind,
  MessageError,
  StreamEvent,
  ToolCall,
  ToolResultMessage,
  Usage,
} from "@argent/ai";
import type { CompactionStep } from "./compaction/plan-compaction.ts";
import type { AgentMessage } from "./message.ts";
import type { AgentToolResult } from "./tool.ts";

/** Where an event stands: every event of a run carries these when it comes from an `Agent` or `agentLoop`. */
export interface EventStamp {
  /** Which run it is of; the same in all its events. */
  runId?: string | undefined;
  /** The latest turn of the run; absent before the first one. */
  turnId?: string | undefined;
  /** Counts the events of a run from 0 without a gap. */
  seq?: number | undefined;
  /** Milliseconds since the epoch. */
  timestamp?: number | undefined;
}

/**
 * What happens in a run, in this order:
 *
 * ```
 * agent_start
 *   turn_start
 *     message_start, message_end, lesson_injected   lessons for the message that follows, if there are any
 *     message_start, message_end                    each prompt, steering or follow-up message
 *     message_start, message_update*, message_end   the answer
 *     tool_execution_start, _update*, _end          each call; parallel calls interleave
 *     message_start, message_end                    each tool result, in the order of the calls
 *   turn_end
 * agent_end
 * lesson_learned                                    what the run taught, if it taught anything
 * agent_settled                                     always last: nothing runs and everything is written
 * ```
 */
export type AgentEvent = EventStamp & AgentEventBody;

/** An event without its stamp. */
export type AgentEventBody =
  | { type: "agent_start" }
  /** `messages` are the new ones of this run. */
  | { type: "agent_end"; messages: AgentMessage[]; stopReason: RunStopReason }
  | { type: "agent_settled"; stopReason: RunStopReason }
  | { type: "turn_start" }
  | { type: "turn_end"; message: AgentMessage; toolResults: ToolResultMessage[] }
  | { type: "message_start"; message: AgentMessage }
  | MessageUpdateEvent
  | { type: "message_end"; message: AgentMessage }
  | {
      type: "tool_execution_start";
      toolCallId: string;
      toolName: string;
      args: unknown;
      toolCall: ToolCall;
    }
  | {
      type: "tool_execution_update";
      toolCallId: string;
      toolName: string;
      args: unknown;
      partialResult: AgentToolResult;
      toolCall: ToolCall;
    }
  | {
      type: "tool_execution_end";
      toolCallId: string;
      toolName: string;
      result: AgentToolResult;
      isError: boolean;
      toolCall: ToolCall;
      /** Milliseconds. */
      durationMs: number;
    }
  | {
      /** An answer failed, and the provider is asked again. */
      type: "retry";
      /** Which retry this is, counted from 1. */
      attempt: number;
      /** How many retries there may be. */
      maxAttempts: number;
      /** How long is waited before it, in milliseconds. */
      delayMs: number;
      error: MessageError;
      /** The failure, for people. */
      message: string;
    }
  | { type: "compaction_start"; reason: CompactionReason }
  | {
      type: "compaction_end";
      reason: CompactionReason;
      /** Absent when compaction failed or was not needed. */
      result?:
        | {
            /** Empty when shortening what is there was enough. */
            summary: string;
            /** The oldest entry that is still shown; the compaction's own id when none is. */
            firstKeptEntryId: string;
            /** Tokens of the whole context. */
            tokensBefore: number;
            /** Tokens of the whole context now, estimated. */
            tokensAfter: number;
            /** What was done, in this order. Absent when it was not Argent that compacted. */
            steps?: CompactionStep[] | undefined;
            /** Of the requests for the summary. */
            usage?: Usage | undefined;
          }
        | undefined;
      aborted: boolean;
      /** Why there is no result, for people. */
      errorMessage?: string | undefined;
    }
  | {
      type: "lesson_injected";
      /** The best first, by a score that is higher the better a lesson fits. */
      lessons: { id: string; title: string; score: number }[];
    }
  | {
      /** What the run taught is written down. At most once, between `agent_end` and `agent_settled`. */
      type: "lesson_learned";
      /** `isNew`: false for a lesson that was known and was learned again. */
      lessons: { id: string; title: string; isNew: boolean }[];
    }
  | {
      /** The run stops although the model would go on. */
      type: "limit_reached";
      limit: "turns" | "repetition";
      /** The limit itself: `maxTurns`, or `maxRepetitions`. */
      value: number;
      message: string;
    }
  | RuntimeFallbackEvent
  | {
      /** Something went wrong, or was left out, that does not stop the run. */
      type: "warning";
      message: string;
      /** What was thrown, if something was. */
      cause?: unknown;
    };

/** A run failed before the first byte of an answer and before any tool; another runtime begins it anew. */
export interface RuntimeFallbackEvent {
  type: "runtime_fallback";
  from: "argent";
  to: "pi";
  /** Why. */
  error: { kind: ErrorKind; message: string };
}

/** Who asked: a person, the size of the context, or a vendor that refused it as too long. */
export type CompactionReason = "manual" | "threshold" | "overflow";

/** How a run came to its end. `limit` and `repetition` are told apart from an answer that simply stopped. */
export type RunStopReason =
  | "stop"
  | "length"
  | "error"
  | "aborted"
  | "limit"
  | "repetition"
  | "terminated";

/**
 * The answer grew. Only the delta is enumerable, so that JSON, SSE and RPC carry deltas; `message` is the answer so
 * far, built when it is first read and stable afterwards.
 */
export interface MessageUpdateEvent {
  type: "message_update";
  assistantMessageEvent: StreamEvent;
  readonly message: AssistantMessage;
}

/** An event without its stamp, as the loop emits it. */
export type EmitEvent = (event: AgentEventBody) => Promise<void> | void;
