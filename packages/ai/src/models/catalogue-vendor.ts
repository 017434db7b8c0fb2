import { createRequire } from "node:module";
import type { Vendor } from "../wire/vendor.ts";

/** A provider that is not built in but speaks a protocol that is, or `undefined` if the catalogue does not know it. */
export function catalogueVendor(id: string): Vendor | undefined {
  const vendors = catalogueVendors();
  return Object.hasOwn(vendors, id) ? structuredClone(vendors[id]) : undefined;
}

/** `models/providers.json`, by id. Shared with Node's module cache: not to be changed. */
export function catalogueVendors(): Readonly<Record<string, Vendor>> {
  return createRequire(import.meta.url)("@argent/ai/models/providers.json");
}
