import { AiError } from "../error.ts";
import type { Model } from "../model.ts";
import { modelOf, modelProviders, readModelFile } from "./model-file.ts";
import { nearest, suggestion } from "./nearest.ts";
import { providerModels } from "./provider-models.ts";

/** Where else to look beside the database. */
export interface GetModelOptions {
  /** The caller's own models; they win over the database. */
  models?: readonly Model[] | undefined;
}

/**
 * The model with this id, or with this other name of it; a fresh object, which is the caller's to change.
 *
 * @throws AiError `not_found` with the nearest ids (or providers) in `nearest`.
 */
export function getModel(provider: string, id: string, options: GetModelOptions = {}): Model {
  const file = readModelFile(provider);
  const aliases = file?.aliases ?? {};
  const realId = Object.hasOwn(aliases, id) ? (aliases[id] ?? id) : id;
  const own = options.models?.find((model) => model.provider === provider && model.id === id);
  const model = own ?? (file && modelOf(file, realId));
  if (model) return structuredClone(model);

  const known = providerModels(provider, options.models).map((candidate) => candidate.id);
  throw known.length > 0 ? unknownModel(provider, id, known) : unknownProvider(provider);
}

function unknownModel(provider: string, id: string, known: readonly string[]): AiError {
  const near = nearest(id, known);
  return new AiError(
    "not_found",
    `"${provider}" has no model "${id}". ${suggestion(near)}listModels({ provider: "${provider}" }) has all ${known.length}; a model that is too new for it can be passed as an object.`,
    { provider, nearest: near },
  );
}

export function unknownProvider(provider: string): AiError {
  const near = nearest(provider, modelProviders());
  return new AiError(
    "not_found",
    `There are no models of a provider "${provider}". ${suggestion(near)}listProviders() has all; a model of another server can be passed as an object.`,
    { provider, nearest: near },
  );
}
