import { systemClock } from "@argent/ai";
import { fromPiModel } from "../adapters/pi-model.ts";
import { registerApiProvider, unregisterApiProviders } from "./api-registry.ts";
import { AssistantMessageEventStream } from "./assistant-message-event-stream.ts";
import { fauxAssistantMessage } from "./faux-content.ts";
import { playFauxAnswer } from "./faux-stream.ts";
import { createFauxMeter } from "./faux-usage.ts";
import type { AssistantMessage, Context, Model, StreamFunction, StreamOptions } from "./types.ts";

export interface FauxModelDefinition {
  id: string;
  name?: string | undefined;
  reasoning?: boolean | undefined;
  input?: ("text" | "image")[] | undefined;
  cost?: Model<string>["cost"] | undefined;
  contextWindow?: number | undefined;
  maxTokens?: number | undefined;
}

export type FauxResponseFactory = (
  context: Context,
  options: StreamOptions | undefined,
  state: { callCount: number },
  model: Model<string>,
) => AssistantMessage | Promise<AssistantMessage>;

export type FauxResponseStep = AssistantMessage | FauxResponseFactory;

export interface RegisterFauxProviderOptions {
  /** Default: one of its own. */
  api?: string | undefined;
  /** Default `"faux"`. */
  provider?: string | undefined;
  models?: FauxModelDefinition[] | undefined;
  /** Default: as fast as it goes. */
  tokensPerSecond?: number | undefined;
  /** Tokens of a delta. Default 3 to 5. */
  tokenSize?: { min?: number | undefined; max?: number | undefined } | undefined;
}

export interface FauxProviderRegistration {
  api: string;
  models: [Model<string>, ...Model<string>[]];
  getModel(): Model<string>;
  getModel(modelId: string): Model<string> | undefined;
  state: { callCount: number };
  setResponses: (responses: FauxResponseStep[]) => void;
  appendResponses: (responses: FauxResponseStep[]) => void;
  getPendingResponseCount: () => number;
  unregister: () => void;
}

/** Registers a provider for an API of its own that answers from a script, one response a request. For tests. */
export function registerFauxProvider(
  options: RegisterFauxProviderOptions = {},
): FauxProviderRegistration {
  const { api = `faux:${crypto.randomUUID()}`, provider = "faux", tokensPerSecond = 0 } = options;
  const sourceId = `faux-provider:${crypto.randomUUID()}`;
  const max = Math.max(1, options.tokenSize?.max ?? 5);
  const min = Math.max(1, Math.min(options.tokenSize?.min ?? 3, max));
  const pace = { clock: systemClock, tokensPerSecond, tokenSize: { min, max } };
  const state = { callCount: 0 };
  const measure = createFauxMeter();
  let responses: FauxResponseStep[] = [];

  async function answer(
    stream: AssistantMessageEventStream,
    step: FauxResponseStep | undefined,
    [model, context, streamOptions]: Parameters<StreamFunction>,
  ): Promise<void> {
    const named = (message: AssistantMessage): AssistantMessage => {
      const own = { ...structuredClone(message), api, provider, model: model.id };
      return { ...own, usage: measure(own, context, streamOptions) };
    };
    try {
      await streamOptions?.onResponse?.({ status: 200, headers: {} }, model);
      if (step === undefined) throw new Error("No more faux responses queued");
      const given =
        typeof step === "function" ? await step(context, streamOptions, state, model) : step;
      const { signal } = streamOptions ?? {};
      await playFauxAnswer(stream, named(given), fromPiModel(model), pace, signal);
    } catch (cause) {
      const errorMessage = cause instanceof Error ? cause.message : String(cause);
      const error = named(fauxAssistantMessage([], { stopReason: "error", errorMessage }));
      stream.push({ type: "error", reason: "error", error });
    }
  }

  const stream: StreamFunction = (...call) => {
    const outer = new AssistantMessageEventStream();
    const [step, ...rest] = responses;
    responses = rest;
    state.callCount++;
    queueMicrotask(() => void answer(outer, step, call));
    return outer;
  };
  registerApiProvider({ api, stream, streamSimple: stream }, sourceId);

  const [first = { id: "faux-1", name: "Faux Model" }, ...others] = options.models ?? [];
  const row = (definition: FauxModelDefinition) => modelOf(definition, api, provider);
  const models: [Model<string>, ...Model<string>[]] = [row(first), ...others.map(row)];
  function getModel(): Model<string>;
  function getModel(modelId: string): Model<string> | undefined;
  function getModel(modelId?: string): Model<string> | undefined {
    return modelId ? models.find(({ id }) => id === modelId) : models[0];
  }

  return {
    api,
    models,
    getModel,
    state,
    setResponses: (steps) => {
      responses = [...steps];
    },
    appendResponses: (steps) => {
      responses = [...responses, ...steps];
    },
    getPendingResponseCount: () => responses.length,
    unregister: () => unregisterApiProviders(sourceId),
  };
}

function modelOf(definition: FauxModelDefinition, api: string, provider: string): Model<string> {
  const { id } = definition;
  return {
    id,
    name: definition.name ?? id,
    api,
    provider,
    baseUrl: "http://localhost:0",
    reasoning: definition.reasoning ?? false,
    input: definition.input ?? ["text", "image"],
    cost: definition.cost ?? { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    contextWindow: definition.contextWindow ?? 128_000,
    maxTokens: definition.maxTokens ?? 16_384,
  };
}
