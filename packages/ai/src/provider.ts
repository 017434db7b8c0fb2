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

export type TurnResponse = AssistantMessage;

export type CacheRetention = "none" | "short" | "long";

/** Tokens for each level where the vendor takes a number. */
export type ThinkingBudgets = Partial<Record<Exclude<ThinkingLevel, "off">, number>>;

export interface TurnRequest {
  model: Model;
  systemPrompt?: string | undefined;
  messages: readonly Message[];
  tools?: readonly Tool[] | undefined;
  toolChoice?: ToolChoice | undefined;
  /** Default `"off"`. Clamped to what the model has; a change is named in the response's `warnings`. */
  thinking?: ThinkingLevel | undefined;
  thinkingBudgets?: ThinkingBudgets | undefined;
  /** Tokens of the answer, thinking included. Default: the model's own limit, at most 32,000. */
  maxTokens?: number | undefined;
  temperature?: number | undefined;
  stopSequences?: readonly string[] | undefined;
  /** The answer's text is JSON of this schema. */
  responseSchema?: JsonSchema | undefined;
  /** How long the vendor may keep the prompt. Default `"short"`. */
  cacheRetention?: CacheRetention | undefined;
  /** Ties the turns of one conversation to one cache and one backend. */
  sessionId?: string | undefined;
  /** `user_id` is passed on where the vendor has a field for it. */
  metadata?: Record<string, unknown> | undefined;
  /** Win over the factory's, which win over the model's. */
  headers?: Record<string, string> | undefined;
  /** Wins over the factory's key, and goes only to the host that the provider is configured for. */
  apiKey?: string | undefined;
  signal?: AbortSignal | undefined;
  /** The longest the whole answer may take, in milliseconds. Default: no limit. */
  timeoutMs?: number | undefined;
  /** The longest silence on the wire, in milliseconds, the wait for the first byte included. Default 300,000; 0 is none. */
  idleTimeoutMs?: number | undefined;
  fetch?: typeof globalThis.fetch | undefined;
  /** Sees the vendor's request body before it is sent, and may return a replacement. */
  onRequest?: ((payload: unknown) => unknown) | undefined;
  onResponse?: ((response: ResponseInfo) => void) | undefined;
}

export interface ResponseInfo {
  status: number;
  headers: Record<string, string>;
}
