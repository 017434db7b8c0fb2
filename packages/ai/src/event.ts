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

export interface StartEvent {
  type: "start";
  provider: string;
  api: string;
  model: string;
  responseId?: string | undefined;
}

export interface BlockStartEvent {
  type: "text_start" | "thinking_start";
  contentIndex: number;
}

export interface ToolCallStartEvent {
  type: "toolcall_start";
  contentIndex: number;
  id: string;
  name: string;
}

export interface BlockDeltaEvent {
  type: "text_delta" | "thinking_delta" | "toolcall_delta";
  contentIndex: number;
  delta: string;
}

export interface BlockEndEvent {
  type: "text_end" | "thinking_end";
  contentIndex: number;
  content: string;
}

export interface ToolCallEndEvent {
  type: "toolcall_end";
  contentIndex: number;
  toolCall: ToolCall;
}

export type TerminalEvent = DoneEvent | ErrorEvent;

export interface DoneEvent {
  type: "done";
  reason: "stop" | "length" | "toolUse";
  message: AssistantMessage;
}

export interface ErrorEvent {
  type: "error";
  reason: "error" | "aborted";
  /** Everything that arrived before the failure, with `error` and `errorMessage` filled in. */
  error: AssistantMessage;
}
