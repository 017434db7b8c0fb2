/**
 * The message model, structurally identical to Pi's (session format v3): plain JSON that can be stored,
 * sent and replayed without conversion. New fields are always optional.
 */
export type Message = UserMessage | AssistantMessage | ToolResultMessage;

/** A block of text. */
export interface TextContent {
  type: "text";
  text: string;
  /** Opaque vendor data that must be replayed with this block to the same model. */
  textSignature?: string | undefined;
}

/** A block of the model's thinking, as far as the vendor shows it. */
export interface ThinkingContent {
  type: "thinking";
  thinking: string;
  /**
   * Opaque vendor data (a signature, or an encrypted reasoning item) that proves the block to the same model:
   * https://platform.claude.com/docs/en/build-with-claude/extended-thinking
   */
  thinkingSignature?: string | undefined;
  /** The vendor withheld the text; only the signature carries the thought. */
  redacted?: boolean | undefined;
}

/** An image that a person or a tool result shows to the model. */
export interface ImageContent {
  type: "image";
  /** Base64, without a data-URL prefix. */
  data: string;
  mimeType: string;
}

/** The model wants a tool to run. `id` ties the `ToolResultMessage` to it. */
export interface ToolCall {
  type: "toolCall";
  id: string;
  name: string;
  arguments: Record<string, unknown>;
  /**
   * Opaque vendor data (Google's signature, a Chat Completions reasoning item) that must be replayed with this call to
   * the same model: https://ai.google.dev/gemini-api/docs/thought-signatures
   */
  thoughtSignature?: string | undefined;
  /** Why the arguments could not be read. Such a call is never executed; the model is told this text. */
  argumentsError?: string | undefined;
}

/** A block of an answer. */
export type AssistantContent = TextContent | ThinkingContent | ToolCall;

/** What a person says. */
export interface UserMessage {
  role: "user";
  content: string | (TextContent | ImageContent)[];
  /** Milliseconds since the epoch. */
  timestamp: number;
}

/** One answer of a model, also one that failed half-way: `content` then has what had arrived. */
export interface AssistantMessage {
  role: "assistant";
  content: AssistantContent[];
  api: string;
  provider: string;
  /** The id of the model that was asked. */
  model: string;
  /** The id of the model that answered, when the vendor names another one. */
  responseModel?: string | undefined;
  /** The vendor's id of the response, when it names one. */
  responseId?: string | undefined;
  usage: Usage;
  stopReason: StopReason;
  /** What went wrong, for people; present when `stopReason` is `"error"` or `"aborted"`. Decide by `error`. */
  errorMessage?: string | undefined;
  /** The typed form of `errorMessage`, present when `stopReason` is `"error"` or `"aborted"`. */
  error?: MessageError | undefined;
  /** What was asked for and could not be given, for example a thinking level that the model lacks. */
  warnings?: string[] | undefined;
  /** Milliseconds since the epoch. */
  timestamp: number;
}

/** What a tool returned for one call. */
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

/**
 * Why an answer ended: complete, cut at its token limit, waiting for tool results, failed, or stopped by the caller.
 */
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

/**
 * What a failure was, whatever the vendor calls it:
 *
 * - `auth`: the key is missing, or refused
 * - `rate_limit`: too many requests or tokens a minute; `overloaded`: the vendor is too busy
 * - `quota`: credit, or the budget of `withBudget`, is used up
 * - `context_overflow`: the prompt is too long for the model
 * - `content_filter`: the vendor refuses the content
 * - `not_found`: no such model or provider
 * - `network`: the connection failed or broke; `timeout`: the answer or its next byte took too long
 * - `server`: the vendor failed; `invalid_request`: it refuses the request for another reason
 * - `aborted`: the caller stopped it
 */
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

/** A failure as data: decide by `kind` and `retryable`, never by a message's text. */
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
