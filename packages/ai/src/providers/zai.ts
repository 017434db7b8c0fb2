import type { Provider } from "../provider.ts";
import { zaiVendor } from "../vendors.ts";
import { createWireProvider, type ProviderOptions } from "../wire/wire-provider.ts";

/** GLM models of Z.AI. */
export function zai(options: ProviderOptions = {}): Provider {
  return createWireProvider(zaiVendor, options);
}
