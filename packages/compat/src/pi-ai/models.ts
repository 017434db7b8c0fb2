import {
  AiError,
  calculateCost as costOf,
  getModel as findModel,
  listModels,
  listProviders,
  clampThinkingLevel as nearestLevel,
  supportedThinkingLevels,
} from "@argent/ai";
import { fromPiModel, toPiModel } from "../adapters/pi-model.ts";
import type { Loose } from "./loose.ts";
import type { Api, KnownProvider, Model, ModelThinkingLevel, Usage } from "./types.ts";

/**
 * The model with this id, or with this other name of it, of Argent's database; a fresh object. As in Pi it is
 * `undefined` at run time when there is none, whatever the type says.
 */
export function getModel(provider: KnownProvider, modelId: string): Model<Loose>;
export function getModel(provider: string, modelId: string): Model<Loose> | undefined {
  try {
    return toPiModel(findModel(provider, modelId));
  } catch (cause) {
    if (AiError.isInstance(cause) && cause.code === "not_found") return undefined;
    throw cause;
  }
}

export function getProviders(): KnownProvider[] {
  return listProviders().map(({ id }) => id);
}

export function getModels(provider: KnownProvider): Model<Loose>[] {
  return listModels({ provider }).map(toPiModel);
}

/** What the tokens cost in USD; written into `usage.cost` too. */
export function calculateCost<TApi extends Api>(model: Model<TApi>, usage: Usage): Usage["cost"] {
  const { input, output, cacheRead, cacheWrite, total } = costOf(fromPiModel(model), usage);
  return Object.assign(usage.cost, { input, output, cacheRead, cacheWrite, total });
}

export function getSupportedThinkingLevels<TApi extends Api>(
  model: Model<TApi>,
): ModelThinkingLevel[] {
  return supportedThinkingLevels(fromPiModel(model));
}

export function clampThinkingLevel<TApi extends Api>(
  model: Model<TApi>,
  level: ModelThinkingLevel,
): ModelThinkingLevel {
  return nearestLevel(fromPiModel(model), level);
}

export function modelsAreEqual<TApi extends Api>(
  a: Model<TApi> | null | undefined,
  b: Model<TApi> | null | undefined,
): boolean {
  return a != null && b != null && a.id === b.id && a.provider === b.provider;
}
