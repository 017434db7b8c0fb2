import type { Model } from "../model.ts";
import { modelProviders } from "./model-file.ts";
import { providerModels } from "./provider-models.ts";

/** Which models to list; without any, all of them. */
export interface ListModelsOptions {
  /** Default: every provider. */
  provider?: string | undefined;
  /** Words that must all be in the provider's id, the model's id or its name, whatever their case; `3.5` finds `3-5`. */
  query?: string | undefined;
  /** The caller's own models; they replace rows with the same provider and id. */
  models?: readonly Model[] | undefined;
}

/** Fresh copies, grouped by provider, the built-in ones first. An unknown provider has none. */
export function listModels(options: ListModelsOptions = {}): Model[] {
  const { provider, query = "", models = [] } = options;
  const providers = provider === undefined ? providersWith(models) : [provider];
  const words = searched(query).split(/\s+/).filter(Boolean);
  return providers
    .flatMap((id) => providerModels(id, models))
    .filter((model) => {
      const text = searched(`${model.provider}/${model.id} ${model.name}`);
      return words.every((word) => text.includes(word));
    })
    .map((model) => structuredClone(model));
}

/** Vendors write the same version with a point and with a hyphen. */
function searched(text: string): string {
  return text.toLowerCase().replaceAll(".", "-");
}

function providersWith(models: readonly Model[]): string[] {
  return [...new Set([...modelProviders(), ...models.map((model) => model.provider)])];
}
