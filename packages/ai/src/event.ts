import type { AssistantMessage, ToolCall } from "./message.ts";

/**
 * What a provider stream yields. Every event carries a delta only. A stream begins with `start` (unless the request
 * is refused at once), blocks are told apart by `contentIndex`, and the last event is exactly one `done` or `error`.
 */
export type StreamEvent =
  | StartEvent
  | BlockStartEvent
  | ToolCallStartEvent
  | BlockDeltaEvent
  | BlockEndEvent
  | ToolCallEndEvent
  | TerminalEvent;

/** The vendor has begun to answer. */
export interface StartEvent {
  type: "start";
  provider: string;
  api: string;
  model: string;
  /** The vendor's id of the response, when it names one at its start. */
  responseId?: string | undefined;
}

/** A block of text or thinking begins. */
export interface BlockStartEvent {
  type: "text_start" | "thinking_start";
  /** The block's place in the message's `content`, from zero. */
  contentIndex: number;
}

/** The model begins to call a tool; the arguments follow as `toolcall_delta`. */
export interface ToolCallStartEvent {
  type: "toolcall_start";
  /** The block's place in the message's `content`, from zero. */
  contentIndex: number;
  id: string;
  name: string;
}

/** The next piece of a block. Pieces of tool calls are JSON text, cut anywhere. */
export interface BlockDeltaEvent {
  type: "text_delta" | "thinking_delta" | "toolcall_delta";
  /** The block's place in the message's `content`, from zero. */
  contentIndex: number;
  delta: string;
}

/** A block of text or thinking is complete; `content` is its whole text. */
export interface BlockEndEvent {
  type: "text_end" | "thinking_end";
  /** The block's place in the message's `content`, from zero. */
  contentIndex: number;
  content: string;
}

/** A tool call is complete. Arguments that could not be read leave `argumentsError` on it. */
export interface ToolCallEndEvent {
  type: "toolcall_end";
  /** The block's place in the message's `content`, from zero. */
  contentIndex: number;
  toolCall: ToolCall;
}

/** The last event of a stream; there is exactly one. */
export type TerminalEvent = DoneEvent | ErrorEvent;

/** The answer is complete. `reason` is the message's `stopReason`. */
export interface DoneEvent {
  type: "done";
  reason: "stop" | "length" | "toolUse";
  message: AssistantMessage;
}

/** The request failed or was aborted. `reason` is the message's `stopReason`. */
export interface ErrorEvent {
  type: "error";
  reason: "error" | "aborted";
  /** Everything that arrived before the failure, with `error` and `errorMessage` filled in. */
  error: AssistantMessage;
}
