import type { Provider } from "../provider.ts";
import { anthropicVendor } from "../vendors.ts";
import { createWireProvider, type ProviderOptions } from "../wire/wire-provider.ts";

/**
 * Claude models, over the Anthropic Messages API.
 *
 * @see https://platform.claude.com/docs/en/api/messages
 */
export function anthropic(options: ProviderOptions = {}): Provider {
  return createWireProvider(anthropicVendor, options);
}
