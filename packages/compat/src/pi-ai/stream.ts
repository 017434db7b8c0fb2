import { type ApiProvider, getApiProvider } from "./api-registry.ts";
import type {
  Api,
  AssistantMessage,
  AssistantMessageEventStream,
  Context,
  Model,
  ProviderStreamOptions,
  SimpleStreamOptions,
} from "./types.ts";

/**
 * Asks a model, with its vendor's own options.
 *
 * @throws Error when nobody answers for the model's API. Everything else is the stream's last event.
 */
export function stream<TApi extends Api>(
  model: Model<TApi>,
  context: Context,
  options?: ProviderStreamOptions,
): AssistantMessageEventStream {
  return providerFor(model).stream(model, context, options);
}

export async function complete<TApi extends Api>(
  model: Model<TApi>,
  context: Context,
  options?: ProviderStreamOptions,
): Promise<AssistantMessage> {
  return stream(model, context, options).result();
}

/** `stream` with options that mean the same for every vendor. */
export function streamSimple<TApi extends Api>(
  model: Model<TApi>,
  context: Context,
  options?: SimpleStreamOptions,
): AssistantMessageEventStream {
  return providerFor(model).streamSimple(model, context, options);
}

export async function completeSimple<TApi extends Api>(
  model: Model<TApi>,
  context: Context,
  options?: SimpleStreamOptions,
): Promise<AssistantMessage> {
  return streamSimple(model, context, options).result();
}

function providerFor(model: { api: Api }): ApiProvider {
  const provider = getApiProvider(model.api);
  if (provider === undefined) {
    throw new Error(`No API provider registered for api: ${model.api}`);
  }
  return provider;
}
