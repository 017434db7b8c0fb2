import { builtInVendors } from "../vendors.ts";
import { catalogueVendors } from "./catalogue-vendor.ts";
import { modelProviders } from "./model-file.ts";

/** A provider's id, as models and `getModel` use it, and its name for people. */
export interface ProviderSummary {
  id: string;
  name: string;
}

/** Every provider that has models, the built-in ones first. */
export function listProviders(): ProviderSummary[] {
  const vendors = catalogueVendors();
  return modelProviders().map((id) => {
    const vendor = builtInVendors.find((candidate) => candidate.id === id) ?? vendors[id];
    return { id, name: vendor?.name ?? id };
  });
}
