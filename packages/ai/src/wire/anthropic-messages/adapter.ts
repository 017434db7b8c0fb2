import type { WireAdapter } from "../adapter.ts";
import { createDecoder } from "./decoder.ts";
import { buildPayload } from "./payload.ts";
import { send } from "./send.ts";

/**
 * Anthropic's Messages API, and the servers that speak it.
 *
 * Reads of `Compat`: `adaptiveThinking`, `allowsEmptySignature`, `errorInBody`, `supportsImagesInToolResults`,
 * `supportsLongCacheRetention`, `supportsTemperature`, `toolStream`.
 */
export const anthropicMessages: WireAdapter = {
  api: "anthropic-messages",
  buildPayload,
  send,
  createDecoder,
};
