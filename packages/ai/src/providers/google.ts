import type { Provider } from "../provider.ts";
import { googleVendor } from "../vendors.ts";
import { createWireProvider, type ProviderOptions } from "../wire/wire-provider.ts";

/**
 * Gemini models, over the Google Generative AI API.
 *
 * @see https://ai.google.dev/api/generate-content
 */
export function google(options: ProviderOptions = {}): Provider {
  return createWireProvider(googleVendor, options);
}
