import type { Api, Compat, Model, ThinkingLevel } from "../model.ts";
import type { TurnRequest } from "../provider.ts";
import type { MessageBuilder } from "./message-builder.ts";

/**
 * One wire protocol. The three parts are apart so that each can be tested alone: `buildPayload` is pure, `send` is the
 * only one that touches the network, and a decoder is a synchronous state machine from payloads to builder calls.
 */
export interface WireAdapter {
  readonly api: Api;
  /** The vendor's request body. */
  buildPayload(turn: Turn): object;
  /** Sends the body through the vendor's SDK, whose own retries are off, with `call.fetch`. */
  send(payload: object, call: WireCall): Promise<void>;
  createDecoder(builder: MessageBuilder, turn: Turn): Decoder;
}

/** A request with everything that depends on the model already decided. */
export interface Turn {
  readonly request: TurnRequest;
  readonly model: Model;
  /** The quirks of vendor, model and factory, merged in that order. */
  readonly compat: Compat;
  /** A level that the model has. */
  readonly thinking: ThinkingLevel;
  /** Tokens of the answer. */
  readonly maxTokens: number;
}

/** Where and how a payload is sent. */
export interface WireCall {
  readonly baseUrl: string;
  /** `undefined` for endpoints that take no key. */
  readonly apiKey: string | undefined;
  readonly headers: Record<string, string>;
  readonly signal: AbortSignal;
  /**
   * Sends the request for real, keeps the response for the decoder, and gives the SDK an empty answer in its place.
   * It rejects with an `AiError` for every status that is not a success.
   */
  readonly fetch: typeof globalThis.fetch;
}

export interface Decoder {
  /** One event of the stream. Ends the builder when the protocol says that the answer is complete. */
  event(payload: unknown): void;
  /** An answer that came whole, because the server does not stream. */
  whole(payload: unknown): void;
  /** The body ended, or `[DONE]` came. A decoder whose protocol has no closing event decides here whether the answer is complete. */
  end(): void;
}
