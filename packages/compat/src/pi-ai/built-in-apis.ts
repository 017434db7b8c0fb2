import { fromPiSource } from "../adapters/from-pi-stream.ts";
import type { PiSimpleStreamOptions, PiStreamFunction } from "../adapters/pi-types.ts";
import { createArgentStreamSimple } from "../adapters/stream-simple.ts";
import type { ApiProvider } from "./api-registry.ts";
import { builtInProvider } from "./built-in-provider.ts";
import { getEnvApiKey } from "./env-api-keys.ts";
import type {
  AnthropicOptions,
  AzureOpenAIResponsesOptions,
  GoogleOptions,
  GoogleVertexOptions,
  MistralOptions,
  OpenAICodexResponsesOptions,
  OpenAICompletionsOptions,
  OpenAIResponsesOptions,
} from "./option-types.ts";
import { fromRawOptions } from "./raw-options.ts";
import type {
  Api,
  Context,
  KnownApi,
  Model,
  SimpleStreamOptions,
  StreamFunction,
  StreamOptions,
} from "./types.ts";

export const streamAnthropic = rawStream<"anthropic-messages", AnthropicOptions>();
export const streamSimpleAnthropic = simpleStream<"anthropic-messages">();
export const streamAzureOpenAIResponses = rawStream<
  "azure-openai-responses",
  AzureOpenAIResponsesOptions
>();
export const streamSimpleAzureOpenAIResponses = simpleStream<"azure-openai-responses">();
export const streamGoogle = rawStream<"google-generative-ai", GoogleOptions>();
export const streamSimpleGoogle = simpleStream<"google-generative-ai">();
export const streamGoogleVertex = rawStream<"google-vertex", GoogleVertexOptions>();
export const streamSimpleGoogleVertex = simpleStream<"google-vertex">();
export const streamMistral = rawStream<"mistral-conversations", MistralOptions>();
export const streamSimpleMistral = simpleStream<"mistral-conversations">();
export const streamOpenAICodexResponses = rawStream<
  "openai-codex-responses",
  OpenAICodexResponsesOptions
>();
export const streamSimpleOpenAICodexResponses = simpleStream<"openai-codex-responses">();
export const streamOpenAICompletions = rawStream<"openai-completions", OpenAICompletionsOptions>();
export const streamSimpleOpenAICompletions = simpleStream<"openai-completions">();
export const streamOpenAIResponses = rawStream<"openai-responses", OpenAIResponsesOptions>();
export const streamSimpleOpenAIResponses = simpleStream<"openai-responses">();

interface BedrockProviderModule {
  streamBedrock: PiStreamFunction;
  streamSimpleBedrock: PiStreamFunction;
}

let bedrock: BedrockProviderModule | undefined;

/** Who answers for `bedrock-converse-stream`, which Argent does not speak itself; for example Pi's own module. */
export function setBedrockProviderModule(module: BedrockProviderModule): void {
  bedrock = module;
}

const knownApis: readonly KnownApi[] = [
  "anthropic-messages",
  "openai-completions",
  "mistral-conversations",
  "openai-responses",
  "azure-openai-responses",
  "openai-codex-responses",
  "google-generative-ai",
  "google-vertex",
];

/** All of Pi's APIs. Those that Argent does not speak answer with an error that says what to do. */
export function builtInApis(): ApiProvider[] {
  return [
    ...knownApis.map((api) => ({
      api,
      stream: rawStream<Api, StreamOptions>(),
      streamSimple: simpleStream<Api>(),
    })),
    {
      api: "bedrock-converse-stream",
      stream: bedrockStream("streamBedrock"),
      streamSimple: bedrockStream("streamSimpleBedrock"),
    },
  ];
}

function simpleStream<TApi extends Api>(): StreamFunction<TApi, SimpleStreamOptions> {
  return (model, context, options = {}) => ask(model, context, options);
}

function rawStream<TApi extends Api, TOptions extends StreamOptions>(): StreamFunction<
  TApi,
  TOptions
> {
  return (model, context, options) => ask(model, context, fromRawOptions(model.api, options ?? {}));
}

/** Reads from the environment what Pi reads there: the key, and how long prompts are kept. */
function ask(model: Model<Api>, context: Context, options: PiSimpleStreamOptions) {
  const isOwnKey = Boolean(options.apiKey);
  const { PI_CACHE_RETENTION } = process.env;
  return createArgentStreamSimple(builtInProvider(isOwnKey))(model, context, {
    ...options,
    apiKey: options.apiKey || getEnvApiKey(model.provider),
    cacheRetention: options.cacheRetention ?? (PI_CACHE_RETENTION === "long" ? "long" : undefined),
  });
}

function bedrockStream(name: keyof BedrockProviderModule): StreamFunction {
  return (model, context, options = {}) => {
    const stream = bedrock?.[name];
    if (stream === undefined) return ask(model, context, options);
    const source = fromPiSource((_, signal) => stream(model, context, { ...options, signal }));
    return createArgentStreamSimple(source)(model, context, { ...options, maxRetries: 0 });
  };
}
