import type { StreamEvent } from "./event.ts";
import type { AssistantMessage, Message } from "./message.ts";
import type { Model, ThinkingLevel } from "./model.ts";
import type { JsonSchema } from "./schema.ts";
import type { Tool, ToolChoice } from "./tool.ts";

/**
 * A source of answers. Neither method throws or rejects for what happens on the wire: failures are the stream's one
 * terminal `error` event, or a response whose `stopReason` is `"error"` (see `orThrow`). Misuse throws at once.
 */
export interface Provider {
  readonly id: string;
  /** The whole answer: a fold over `stream`. */
  complete(request: TurnRequest): Promise<TurnResponse>;
  /** The answer as it arrives. Each iteration is a request of its own; leaving it early closes the connection. */
  stream(request: TurnRequest): AsyncIterable<StreamEvent>;
}

/** A whole answer; `textOf` and `toolCallsOf` read it. */
export type TurnResponse = AssistantMessage;

/**
 * How long the vendor may keep the prompt: not at all, its usual time (5 minutes at Anthropic), or its long one (1 hour
 * at Anthropic, 24 hours at OpenAI).
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/prompt-caching
 * @see https://developers.openai.com/api/docs/guides/prompt-caching
 */
export type CacheRetention = "none" | "short" | "long";

/** Tokens for each level where the vendor takes a number. */
export type ThinkingBudgets = Partial<Record<Exclude<ThinkingLevel, "off">, number>>;

/** One question to one model. */
export interface TurnRequest {
  model: Model;
  /** Default: none. */
  systemPrompt?: string | undefined;
  messages: readonly Message[];
  /** What the model may call. Default: nothing. */
  tools?: readonly Tool[] | undefined;
  /** Default: the vendor's, which is `"auto"` with tools. */
  toolChoice?: ToolChoice | undefined;
  /** Default `"off"`. Clamped to what the model has; a change is named in the response's `warnings`. */
  thinking?: ThinkingLevel | undefined;
  /** Default: 1,024 for `minimal`, 2,048 for `low`, 8,192 for `medium`, 16,384 for `high`, 32,768 for `xhigh`. */
  thinkingBudgets?: ThinkingBudgets | undefined;
  /** Tokens of the answer, thinking included. Default: the model's own limit, at most 32,000. */
  maxTokens?: number | undefined;
  /**
   * In the vendor's own range, and not sent to a model that refuses it; the response's `warnings` then say so. Default:
   * the vendor's.
   */
  temperature?: number | undefined;
  /**
   * The answer ends before the first of these texts. Not sent to a model that refuses them; the response's `warnings`
   * then say so. Default: none.
   */
  stopSequences?: readonly string[] | undefined;
  /** The answer's text is JSON of this schema. Default: any text. */
  responseSchema?: JsonSchema | undefined;
  /** How long the vendor may keep the prompt. Default `"short"`. */
  cacheRetention?: CacheRetention | undefined;
  /** Ties the turns of one conversation to one cache and one backend, where the vendor has a field for it. */
  sessionId?: string | undefined;
  /** `user_id` is passed on where the vendor has a field for it. */
  metadata?: Record<string, unknown> | undefined;
  /** Win over the factory's, which win over the model's. Default: none. */
  headers?: Record<string, string> | undefined;
  /** Default: the factory's key. Goes only to the host that the provider is configured for. */
  apiKey?: string | undefined;
  /** Ends the request: the connection is closed and the answer ends with `stopReason` `"aborted"`. */
  signal?: AbortSignal | undefined;
  /** The longest the whole answer may take, in milliseconds. Default: no limit. */
  timeoutMs?: number | undefined;
  /** The longest silence on the wire, in milliseconds, the wait for the first byte included. Default 300,000; 0 is none. */
  idleTimeoutMs?: number | undefined;
  /** Sends this request. Default: the factory's, else `globalThis.fetch`. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Sees the vendor's request body before it is sent, and may return a replacement. */
  onRequest?: ((payload: unknown) => unknown) | undefined;
  /** Sees the status and headers of each response, also of one that is an error, before its body is read. */
  onResponse?: ((response: ResponseInfo) => void) | undefined;
}

/** The head of a vendor's HTTP response. */
export interface ResponseInfo {
  /** HTTP status. */
  status: number;
  headers: Record<string, string>;
}
