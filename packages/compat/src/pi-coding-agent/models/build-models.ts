import type { Loose } from "../../pi-ai/loose.ts";
import { getModels } from "../../pi-ai/models.ts";
import type { Api, Model } from "../../pi-ai/types.ts";
import type { ModelDefinition, ModelOverride, ProviderDefinition } from "./models-json.ts";

/** The models of a provider: Argent's, with what a `models.json` changes in them and adds to them. */
export function buildModels(name: string, definition: ProviderDefinition = {}): Model<Api>[] {
  const { baseUrl, compat, modelOverrides = {}, models = [] } = definition;
  const known = getModels(name);
  const changed = known.map((model): Model<Api> => {
    const provided = {
      ...model,
      baseUrl: baseUrl ?? model.baseUrl,
      ...withCompat(model.compat, compat),
    };
    const override = modelOverrides[model.id];
    return override ? withOverride(provided, override) : provided;
  });
  const added = models.flatMap((model) => customModel(name, model, definition, known[0]) ?? []);
  const replaced = new Map([...changed, ...added].map((model) => [model.id, model]));
  return [...replaced.values()];
}

function customModel(
  provider: string,
  model: ModelDefinition,
  definition: ProviderDefinition,
  sibling: Model<Api> | undefined,
): Model<Api> | undefined {
  const api = model.api ?? definition.api ?? sibling?.api;
  const baseUrl = model.baseUrl ?? definition.baseUrl ?? sibling?.baseUrl;
  if (!api || !baseUrl) return undefined;
  const { id, name = id, reasoning = false, thinkingLevelMap, input = ["text"] } = model;
  const { contextWindow = 128_000, maxTokens = 16_384, cost = freeOfCharge } = model;
  return {
    ...{ id, name, api, provider, baseUrl, reasoning, thinkingLevelMap, input },
    ...{ cost: { ...cost }, contextWindow, maxTokens },
    ...withCompat(definition.compat, model.compat),
  };
}

const freeOfCharge = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

function withOverride(model: Model<Api>, override: ModelOverride): Model<Api> {
  const { headers: _, cost, compat, thinkingLevelMap, ...fields } = override;
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    ...model,
    ...Object.fromEntries(given),
    ...(thinkingLevelMap && {
      thinkingLevelMap: { ...model.thinkingLevelMap, ...thinkingLevelMap },
    }),
    cost: { ...model.cost, ...cost },
    ...withCompat(model.compat, compat),
  };
}

/** Quirks over others; routing preferences are merged one by one. */
function withCompat(base: Loose, over: Loose): { compat?: Loose } {
  if (!base && !over) return {};
  const merged = { ...base, ...over };
  for (const name of ["openRouterRouting", "vercelGatewayRouting"]) {
    if (base?.[name] || over?.[name]) merged[name] = { ...base?.[name], ...over?.[name] };
  }
  return { compat: merged };
}
