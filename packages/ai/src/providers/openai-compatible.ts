import type { Provider } from "../provider.ts";
import { openaiCompatibleVendor } from "../vendors.ts";
import { createWireProvider, type ProviderOptions } from "../wire/wire-provider.ts";

/**
 * Any server that speaks Chat Completions. A key needs the `baseUrl` that it belongs to.
 *
 * @throws AiError `invalid_request` for an `apiKey` without a `baseUrl`.
 */
export function openaiCompatible(options: ProviderOptions = {}): Provider {
  return createWireProvider(openaiCompatibleVendor, options);
}
