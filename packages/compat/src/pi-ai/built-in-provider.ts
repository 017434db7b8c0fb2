import {
  AiError,
  collect,
  createProviderRegistry,
  listModels,
  type Model,
  type Provider,
  type ProviderRegistry,
} from "@argent/ai";
import { anthropic } from "@argent/ai/anthropic";
import { google } from "@argent/ai/google";
import { openaiCompatible } from "@argent/ai/openai-compatible";
import { openaiResponses } from "@argent/ai/openai-responses";
import { keyNames } from "./env-api-keys.ts";

/**
 * Argent's providers, chosen as Pi chooses them: by the model's API and address, so that any model works that a host
 * makes up. A key that came with the request goes wherever its model points; one of the environment (`isOwnKey` false)
 * only to its own vendor.
 */
export function builtInProvider(isOwnKey: boolean): Provider {
  const provider: Provider = {
    id: "argent",
    complete: (request) => collect(provider.stream(request)),
    stream(request) {
      const { model } = request;
      if (!request.apiKey && needsKey(model)) {
        throw new AiError("missing_key", `No API key for provider: ${model.provider}`);
      }
      return chooseProvider(model, isOwnKey).stream(request);
    },
  };
  return provider;
}

/** Of servers that nobody knows, only those with Chat Completions are asked without a key: many need none. */
function needsKey({ provider, api }: Model): boolean {
  return keyNames(provider).length > 0 || api !== "openai-completions";
}

function chooseProvider(model: Model, isOwnKey: boolean): Provider {
  const known = catalogueOf(model.provider);
  if (known.apis.has(model.api)) {
    if (!isOwnKey || !model.baseUrl) return sharedRegistry();
    return createProviderRegistry({ baseUrls: { [model.provider]: model.baseUrl } });
  }
  if (!isOwnKey && known.origins.size > 0 && !known.origins.has(originOf(model.baseUrl))) {
    throw new AiError(
      "invalid_request",
      `The key of "${model.provider}" in the environment is not sent to ${model.baseUrl}. To use it there, pass it as apiKey.`,
    );
  }
  const factory = Object.hasOwn(factories, model.api) ? factories[model.api] : undefined;
  if (factory) return factory({ baseUrl: model.baseUrl });
  throw new AiError(
    "invalid_request",
    `Argent does not speak "${model.api}". Register a provider for it with registerApiProvider(), or use Pi's own through fromPiStream().`,
  );
}

/** For models of providers that Argent does not know, or that speak an API there that it does not know of. */
const factories: Readonly<Record<string, (options: { baseUrl: string }) => Provider>> = {
  "anthropic-messages": anthropic,
  "google-generative-ai": google,
  "openai-completions": openaiCompatible,
  "openai-responses": openaiResponses,
};

interface Catalogue {
  apis: ReadonlySet<string>;
  origins: ReadonlySet<string>;
}

let registry: ProviderRegistry | undefined;
let catalogues: Map<string, Catalogue> | undefined;

function sharedRegistry(): ProviderRegistry {
  registry ??= createProviderRegistry();
  return registry;
}

/** What the database says of a provider, looked up once. */
function catalogueOf(provider: string): Catalogue {
  catalogues ??= new Map();
  const known = catalogues.get(provider);
  if (known) return known;
  const models = listModels({ provider });
  const found = {
    apis: new Set<string>(models.map(({ api }) => api)),
    origins: new Set(models.map(({ baseUrl }) => originOf(baseUrl))),
  };
  catalogues.set(provider, found);
  return found;
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "";
}
