import { catalogueVendors } from "./models/catalogue-vendor.ts";
import { builtInVendors } from "./vendors.ts";

/** Subscription tokens. One that is set was set on purpose, so it wins over the provider's keys. */
const tokenNames: ReadonlyMap<string, readonly string[]> = new Map([
  ["anthropic", ["ANTHROPIC_OAUTH_TOKEN"]],
]);

/**
 * The provider's key among the given variables. A blank value is no key. `undefined` when none is set, and for a provider
 * that is neither built in nor in the catalogue: nobody said which variable belongs to it.
 */
export function apiKeyFor(
  provider: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  for (const name of [...(tokenNames.get(provider) ?? []), ...vendorKeyNames(provider)]) {
    const value = env[name]?.trim();
    if (value) return value;
  }
  return undefined;
}

/** The variables that may hold the provider's key; the first is the one to tell a person. */
export function keyNamesFor(provider: string): string[] {
  return [...vendorKeyNames(provider), ...(tokenNames.get(provider) ?? [])];
}

function vendorKeyNames(provider: string): readonly string[] {
  const builtIn = builtInVendors.find((vendor) => vendor.id === provider);
  if (builtIn) return builtIn.keyNames;
  const vendors = catalogueVendors();
  return Object.hasOwn(vendors, provider) ? (vendors[provider]?.keyNames ?? []) : [];
}
