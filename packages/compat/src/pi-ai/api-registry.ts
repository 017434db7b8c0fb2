import { builtInApis } from "./built-in-apis.ts";
import type { Loose } from "./loose.ts";
import type { Api, Model, SimpleStreamOptions, StreamFunction, StreamOptions } from "./types.ts";

export interface ApiProvider<
  TApi extends Api = Api,
  TOptions extends StreamOptions = StreamOptions,
> {
  api: TApi;
  stream: StreamFunction<TApi, TOptions>;
  streamSimple: StreamFunction<TApi, SimpleStreamOptions>;
}

export type ApiStreamFunction = StreamFunction<Api, StreamOptions>;
export type ApiStreamSimpleFunction = StreamFunction<Api, SimpleStreamOptions>;

/** Makes a provider answer for an API in this process, instead of whoever did. */
export function registerApiProvider<TApi extends Api, TOptions extends StreamOptions>(
  provider: ApiProvider<TApi, TOptions>,
  sourceId?: string,
): void {
  const { api } = provider;
  registered().set(api, {
    sourceId,
    provider: {
      api,
      stream: checked(api, provider.stream),
      streamSimple: checked(api, provider.streamSimple),
    },
  });
}

export function getApiProvider(api: Api): ApiProvider | undefined {
  return registered().get(api)?.provider;
}

export function getApiProviders(): ApiProvider[] {
  return [...registered().values()].map(({ provider }) => provider);
}

/** Takes away what was registered under this name. */
export function unregisterApiProviders(sourceId: string): void {
  for (const [api, entry] of registered()) {
    if (entry.sourceId === sourceId) registered().delete(api);
  }
}

export function clearApiProviders(): void {
  registered().clear();
}

/** Puts Argent's own providers (back) in their places. */
export function registerBuiltInApiProviders(): void {
  for (const provider of builtInApis()) registerApiProvider(provider);
}

export function resetApiProviders(): void {
  clearApiProviders();
  registerBuiltInApiProviders();
}

interface Entry {
  provider: ApiProvider;
  sourceId: string | undefined;
}

/** One for the process, as in Pi, where hosts and their extensions meet. */
let entries: Map<string, Entry> | undefined;

function registered(): Map<string, Entry> {
  if (entries === undefined) {
    entries = new Map();
    registerBuiltInApiProviders();
  }
  return entries;
}

/** Once a model of the right API is there, its stream function fits. */
function checked<TApi extends Api, TOptions extends StreamOptions>(
  api: TApi,
  stream: StreamFunction<TApi, TOptions>,
): StreamFunction {
  return (model: Model<Loose>, context, options: Loose) => {
    if (model.api !== api) throw new Error(`Mismatched api: ${model.api} expected ${api}`);
    return stream(model, context, options);
  };
}
