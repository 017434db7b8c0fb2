import type { Provider } from "../provider.ts";
import { openaiVendor } from "../vendors.ts";
import { createWireProvider, type ProviderOptions } from "../wire/wire-provider.ts";

/**
 * OpenAI models, over Chat Completions or, for models whose `api` says so, Responses.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */
export function openai(options: ProviderOptions = {}): Provider {
  return createWireProvider(openaiVendor, options);
}
