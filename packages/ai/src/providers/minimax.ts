import type { Provider } from "../provider.ts";
import { minimaxVendor } from "../vendors.ts";
import { createWireProvider, type ProviderOptions } from "../wire/wire-provider.ts";

/**
 * MiniMax models, over the OpenAI-compatible or, for models whose `api` says so, the Anthropic-compatible endpoint.
 *
 * @see https://platform.minimax.io/docs/api-reference/text-chat-openai
 */
export function minimax(options: ProviderOptions = {}): Provider {
  return createWireProvider(minimaxVendor, options);
}
