import type { Provider } from "../provider.ts";
import { xaiVendor } from "../vendors.ts";
import { createWireProvider, type ProviderOptions } from "../wire/wire-provider.ts";

/** Grok models. */
export function xai(options: ProviderOptions = {}): Provider {
  return createWireProvider(xaiVendor, options);
}
