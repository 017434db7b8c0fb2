/**
 * The message model, structurally identical to Pi's (session format v3): plain JSON that can be stored,
 * sent and replayed without conversion. New fields are always optional.
 */
export type Message = UserMessage | AssistantMessage | ToolResultMessage;

export interface TextContent {
  type: "text";
  text: string;
  /** Opaque vendor data that must be replayed with this block to the same model. */
  textSignature?: string | undefined;
}

export interface ThinkingContent {
  type: "thinking";
  thinking: string;
  /** Opaque vendor data (a signature, or an encrypted reasoning item) that proves the block to the same model. */
  thinkingSignature?: string | undefined;
  /** The vendor withheld the text; only the signature carries the thought. */
  redacted?: boolean | undefined;
}

export interface ImageContent {
  type: "image";
  /** Base64, without a data-URL prefix. */
  data: string;
  mimeType: string;
}

export interface ToolCall {
  type: "toolCall";
  id: string;
  name: string;
  arguments: Record<string, unknown>;
  thoughtSignature?: string | undefined;
  /** Why the arguments could not be read. Such a call is never executed; the model is told this text. */
  argumentsError?: string | undefined;
}

export type AssistantContent = TextContent | ThinkingContent | ToolCall;

export interface UserMessage {
  role: "user";
  content: string | (TextContent | ImageContent)[];
  /** Milliseconds since the epoch. */
  timestamp: number;
}

export interface AssistantMessage {
  role: "assistant";
  content: AssistantContent[];
  api: string;
  provider: string;
  /** The id of the model that was asked. */
  model: string;
  /** The id of the model that answered, when the vendor names another one. */
  responseModel?: string | undefined;
  responseId?: string | undefined;
  usage: Usage;
  stopReason: StopReason;
  errorMessage?: string | undefined;
  /** The typed form of `errorMessage`, present when `stopReason` is `"error"` or `"aborted"`. */
  error?: MessageError | undefined;
  /** What was asked for and could not be given, for example a thinking level that the model lacks. */
  warnings?: string[] | undefined;
  /** Milliseconds since the epoch. */
  timestamp: number;
}

export interface ToolResultMessage<TDetails = unknown> {
  role: "toolResult";
  toolCallId: string;
  toolName: string;
  content: (TextContent | ImageContent)[];
  /** For people and logs; never sent to the model. */
  details?: TDetails | undefined;
  /** What the call itself spent, for example by running another agent. */
  usage?: Usage | undefined;
  isError: boolean;
  /** Milliseconds since the epoch. */
  timestamp: number;
}

export type StopReason = "stop" | "length" | "toolUse" | "error" | "aborted";

/** Token counts of one answer. `input` excludes cached tokens; `output` includes reasoning tokens. */
export interface Usage {
  input: number;
  output: number;
  cacheRead: number;
  /** All tokens written to the cache, whatever their lifetime. */
  cacheWrite: number;
  /** The part of `cacheWrite` that lives for one hour instead of five minutes. */
  cacheWrite1h?: number | undefined;
  /** The part of `output` that was reasoning. */
  reasoning?: number | undefined;
  totalTokens: number;
  cost: Cost;
}

/** USD. All zero with `known: false` when the model's price is unknown. */
export interface Cost {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
  total: number;
  /** The total that the vendor reported itself; `total` equals it when present. */
  totalFromProvider?: number | undefined;
  /** `false` when no price is known, so that zero is not read as free. */
  known?: boolean | undefined;
}

export type ErrorKind =
  | "auth"
  | "rate_limit"
  | "overloaded"
  | "quota"
  | "context_overflow"
  | "invalid_request"
  | "content_filter"
  | "not_found"
  | "network"
  | "timeout"
  | "server"
  | "aborted";

export interface MessageError {
  kind: ErrorKind;
  /** HTTP status, when there was a response. */
  status?: number | undefined;
  /** The vendor's own error code. */
  code?: string | undefined;
  retryable: boolean;
  /** How long the vendor asked to wait, in milliseconds. */
  retryAfterMs?: number | undefined;
}
