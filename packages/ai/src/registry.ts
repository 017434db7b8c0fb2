import { type Clock, systemClock } from "./clock.ts";
import { collect } from "./collect.ts";
import { AiError } from "./error.ts";
import type { StreamEvent } from "./event.ts";
import type { Model } from "./model.ts";
import { catalogueVendor, catalogueVendors } from "./models/catalogue-vendor.ts";
import { openingStream } from "./opening-stream.ts";
import type { Provider, TurnRequest } from "./provider.ts";
import { anthropic } from "./providers/anthropic.ts";
import { google } from "./providers/google.ts";
import { minimax } from "./providers/minimax.ts";
import { openai } from "./providers/openai.ts";
import { openaiCompatible } from "./providers/openai-compatible.ts";
import { openaiResponses } from "./providers/openai-responses.ts";
import { xai } from "./providers/xai.ts";
import { zai } from "./providers/zai.ts";
import { openaiCompatibleVendor } from "./vendors.ts";
import type { Vendor } from "./wire/vendor.ts";
import { createWireProvider, type ProviderOptions } from "./wire/wire-provider.ts";

/** A provider that passes each request on to the one that its model names. */
export interface ProviderRegistry extends Provider {
  /** Puts a provider in front of whatever has its id; the returned function takes exactly this one away again. */
  register(provider: Provider): () => void;
  /** Takes away what answers to an id now, so that what was there before it answers again. `false`: there was nothing. */
  unregister(id: string): boolean;
  /** What answers to an id: registered, built in, or of the catalogue. */
  get(id: string): Provider | undefined;
  /** The ids that `get` knows, sorted. */
  list(): string[];
}

/** What the registry starts with, and what the providers that it makes itself get. */
export interface ProviderRegistryOptions {
  /** Registered in this order. */
  providers?: readonly Provider[] | undefined;
  /** Asked for each request that brings no key of its own. Default: only requests bring keys. */
  apiKey?: ((providerId: string) => string | undefined | Promise<string | undefined>) | undefined;
  /** By provider id; they win over those of models. Default: none. */
  baseUrls?: Readonly<Record<string, string>> | undefined;
  /** For the providers that the registry makes itself; see `ProviderOptions`. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Sent by the providers that the registry makes itself. Default: none. */
  headers?: Record<string, string> | undefined;
  /** Drives the timeouts of the providers that the registry makes itself. Default: the system's. */
  clock?: Clock | undefined;
}

/**
 * Makes a registry. The built-in providers and those of the catalogue are known by name and made on first use. A model
 * of an unknown provider that says where it is (`baseUrl`) and speaks Chat Completions is reached there; any other gets
 * an `error` event of kind `not_found`.
 */
export function createProviderRegistry(options: ProviderRegistryOptions = {}): ProviderRegistry {
  const clock = options.clock ?? systemClock;
  /** By id, the one that answers last. An empty stack is an id whose provider was taken away. */
  const stacks = new Map<string, Entry[]>();

  function stackOf(id: string): Entry[] {
    const stack = stacks.get(id) ?? makeProvider(id, options).map((provider) => ({ provider }));
    if (stack.length > 0) stacks.set(id, stack);
    return stack;
  }

  async function open(request: TurnRequest): Promise<AsyncIterable<StreamEvent>> {
    const id = request.model.provider;
    const provider = registry.get(id) ?? localProvider(request.model, options);
    if (provider === undefined) throw unknownProvider(id, registry.list());
    const apiKey = request.apiKey ?? (await options.apiKey?.(id));
    return provider.stream(apiKey === request.apiKey ? request : { ...request, apiKey });
  }

  const registry: ProviderRegistry = {
    id: "registry",
    complete: (request) => collect(registry.stream(request)),
    stream(request) {
      const provider = registry.get(request.model.provider);
      const hasKey = request.apiKey !== undefined || options.apiKey === undefined;
      // Nothing stands between the caller and the provider's own stream unless something has to be awaited first.
      return provider && hasKey
        ? provider.stream(request)
        : openingStream(request, { clock }, async (failure) => failure ?? open(request));
    },
    register(provider) {
      const stack = stackOf(provider.id);
      const entry = { provider };
      stack.push(entry);
      stacks.set(provider.id, stack);
      return () => {
        const index = stack.indexOf(entry);
        if (index >= 0) stack.splice(index, 1);
      };
    },
    unregister: (id) => stackOf(id).pop() !== undefined,
    get: (id) => stackOf(id).at(-1)?.provider,
    list() {
      const known = [...Object.keys(factories), ...Object.keys(catalogueVendors())];
      const ids = new Set([...known, ...Object.keys(options.baseUrls ?? {}), ...stacks.keys()]);
      return [...ids].filter((id) => stacks.get(id)?.length !== 0).sort();
    },
  };

  for (const provider of options.providers ?? []) registry.register(provider);
  return registry;
}

interface Entry {
  provider: Provider;
}

const factories: Readonly<Record<string, (options: ProviderOptions) => Provider>> = {
  anthropic,
  google,
  minimax,
  openai,
  "openai-compatible": openaiCompatible,
  "openai-responses": openaiResponses,
  xai,
  zai,
};

/** The provider that an id names without being registered, if there is one. */
function makeProvider(id: string, options: ProviderRegistryOptions): Provider[] {
  const own = optionsFor(id, options);
  const factory = Object.hasOwn(factories, id) ? factories[id] : undefined;
  if (factory) return [factory(own)];
  const vendor = catalogueVendor(id);
  if (vendor) return [createWireProvider(vendor, own)];
  return own.baseUrl ? [createWireProvider(localVendor(id), own)] : [];
}

/** Any server that speaks Chat Completions, under the name that its model gives it. */
function localProvider(model: Model, options: ProviderRegistryOptions): Provider | undefined {
  const isReachable = model.api === "openai-completions" && model.baseUrl !== "";
  if (!isReachable || makeProvider(model.provider, options).length > 0) return undefined;
  return createWireProvider(localVendor(model.provider), optionsFor(model.provider, options));
}

function localVendor(id: string): Vendor {
  return { ...openaiCompatibleVendor, id, name: id };
}

function optionsFor(id: string, options: ProviderRegistryOptions): ProviderOptions {
  const { baseUrls = {}, fetch, headers, clock } = options;
  const baseUrl = Object.hasOwn(baseUrls, id) ? baseUrls[id] : undefined;
  return { baseUrl, fetch, headers, clock };
}

function unknownProvider(id: string, known: readonly string[]): AiError {
  return new AiError(
    "not_found",
    `There is no provider "${id}"; known are ${known.join(", ")}. Register one of that id, or give its model a baseUrl and the api "openai-completions".`,
    { provider: id, nearest: known },
  );
}
