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
  runId?: string | undefined;
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
 *     message_start, message_end                    each prompt, steering or follow-up message
 *     message_start, message_update*, message_end   the answer
 *     tool_execution_start, _update*, _end          each call; parallel calls interleave
 *     message_start, message_end                    each tool result, in the order of the calls
 *   turn_end
 * agent_end
 * agent_settled                                     always last: nothing runs and everything is written
 * ```
 */
export type AgentEvent = EventStamp & AgentEventBody;

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
  /** The provider is asked again after `delayMs` milliseconds; `attempt` counts from 1. */
  | {
      type: "retry";
      attempt: number;
      maxAttempts: number;
      delayMs: number;
      error: MessageError;
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
            firstKeptEntryId: string;
            tokensBefore: number;
            tokensAfter: number;
            steps?: CompactionStep[] | undefined;
            /** Of the requests for the summary. */
            usage?: Usage | undefined;
          }
        | undefined;
      aborted: boolean;
      errorMessage?: string | undefined;
    }
  | { type: "lesson_injected"; lessons: { id: string; title: string; score: number }[] }
  | { type: "limit_reached"; limit: "turns" | "repetition"; value: number; message: string }
  | RuntimeFallbackEvent
  | { type: "warning"; message: string; cause?: unknown };

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
