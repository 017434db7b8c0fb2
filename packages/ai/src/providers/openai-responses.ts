import type { Provider } from "../provider.ts";
import { openaiResponsesVendor } from "../vendors.ts";
import { createWireProvider, type ProviderOptions } from "../wire/wire-provider.ts";

/**
 * OpenAI models, over the Responses API.
 *
 * @see https://platform.openai.com/docs/api-reference/responses/create
 */
export function openaiResponses(options: ProviderOptions = {}): Provider {
  return createWireProvider(openaiResponsesVendor, options);
}
