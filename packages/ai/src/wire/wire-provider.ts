import { type Clock, systemClock } from "../clock.ts";
import { collect } from "../collect.ts";
import { AiError } from "../error.ts";
import { handoff } from "../handoff.ts";
import { isRecord } from "../is-record.ts";
import type { Api, Compat, Model } from "../model.ts";
import type { Provider, TurnRequest } from "../provider.ts";
import { clampThinkingLevel } from "../thinking.ts";
import type { Turn, WireAdapter } from "./adapter.ts";
import type { MessageBuilder } from "./message-builder.ts";
import { mayOnlyReason, recoverReasoningOnly } from "./reasoning-recovery.ts";
import { sessionHeader } from "./session-header.ts";
import { streamTurn } from "./turn-stream.ts";
import type { Vendor } from "./vendor.ts";
import { createWireFetch } from "./wire-fetch.ts";

/** What every provider factory takes. */
export interface ProviderOptions {
  /**
   * Goes only to `baseUrl`, or to the vendor's own hosts. Where the vendor needs a key and neither this nor the request
   * has one, requests end with an `error` event of kind `auth`.
   */
  apiKey?: string | undefined;
  /** Wins over the model's. Default: the model's, else the vendor's. */
  baseUrl?: string | undefined;
  /** Win over the model's; a request's win over these. Default: none. */
  headers?: Record<string, string> | undefined;
  /** Default: `globalThis.fetch`. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Quirks of the endpoint; win over the model's. */
  compat?: Compat | undefined;
  /** Drives the timeouts. Default: the system's. */
  clock?: Clock | undefined;
}

/** The most tokens an answer gets when the request does not say. */
const defaultMaxTokens = 32_000;

/** Makes a provider of a vendor row. The adapter is imported on the first request. */
export function createWireProvider(vendor: Vendor, options: ProviderOptions = {}): Provider {
  if (options.apiKey !== undefined && !options.baseUrl && vendor.baseUrls.length === 0) {
    throw new AiError(
      "invalid_request",
      `"${vendor.id}" was given an API key but no address that it belongs to. Pass { baseUrl } beside { apiKey }.`,
      { provider: vendor.id },
    );
  }
  const clock = options.clock ?? systemClock;
  const ask = (request: TurnRequest) =>
    streamTurn(
      request,
      { open: (signal, builder) => open(vendor, options, clock, request, signal, builder) },
      clock,
    );
  const provider: Provider = {
    id: vendor.id,
    complete: (request) => collect(provider.stream(request)),
    stream: (request) =>
      mayOnlyReason(request, compatOf(vendor, options, request.model))
        ? recoverReasoningOnly(request, ask, clock)
        : ask(request),
  };
  return provider;
}

async function open(
  vendor: Vendor,
  options: ProviderOptions,
  clock: Clock,
  request: TurnRequest,
  signal: AbortSignal,
  builder: MessageBuilder,
) {
  const turn = decideTurn(vendor, options, request, builder);
  const address = addressOf(vendor, options, request);
  const adapter = await loadAdapter(request.model.api, vendor);
  const wire = createWireFetch({
    provider: vendor.id,
    fetch: request.fetch ?? options.fetch ?? globalThis.fetch,
    origins: [new URL(address.baseUrl).origin],
    now: () => clock.now(),
    onResponse: request.onResponse,
  });
  const built = adapter.buildPayload(turn);
  const replaced = await request.onRequest?.(built);
  await adapter.send(isRecord(replaced) ? replaced : built, {
    ...address,
    headers: {
      ...sessionHeader(turn),
      ...request.model.headers,
      ...options.headers,
      ...request.headers,
    },
    signal,
    fetch: wire.fetch,
  });
  const response = wire.response();
  if (response === undefined) {
    throw new AiError("server", `The SDK of "${vendor.id}" returned without an answer.`);
  }
  return { response, decoder: adapter.createDecoder(builder, turn) };
}

function decideTurn(
  vendor: Vendor,
  options: ProviderOptions,
  request: TurnRequest,
  builder: MessageBuilder,
): Turn {
  const { model } = request;
  const wanted = request.thinking ?? "off";
  const thinking = clampThinkingLevel(model, wanted);
  if (thinking !== wanted) {
    builder.warn(`"${model.id}" has no thinking level "${wanted}"; "${thinking}" was used.`);
  }
  const compat = compatOf(vendor, options, model);
  return {
    request: { ...request, messages: handoff(request.messages, { ...model, compat }) },
    model,
    compat,
    thinking,
    maxTokens: Math.min(
      request.maxTokens ?? Math.min(model.maxTokens, defaultMaxTokens),
      model.maxTokens,
    ),
  };
}

function compatOf(vendor: Vendor, options: ProviderOptions, model: Model): Compat {
  return { ...vendor.compat, ...model.compat, ...options.compat };
}

/** The address, and the key if the address is one that the key was configured for. */
function addressOf(
  vendor: Vendor,
  options: ProviderOptions,
  request: TurnRequest,
): { baseUrl: string; apiKey: string | undefined } {
  const baseUrl = options.baseUrl ?? (request.model.baseUrl || vendor.baseUrls[0]);
  if (!baseUrl || !URL.canParse(baseUrl)) {
    throw new AiError(
      "invalid_request",
      `"${vendor.id}" has no valid address: got ${JSON.stringify(baseUrl)}. Pass { baseUrl } or set the model's baseUrl.`,
      { provider: vendor.id },
    );
  }
  const apiKey = request.apiKey ?? options.apiKey;
  if (apiKey === undefined) {
    if (vendor.needsKey === false) return { baseUrl, apiKey };
    throw new AiError(
      "missing_key",
      `No API key for "${vendor.id}". Set ${vendor.keyNames[0] ?? "its key"} or pass { apiKey }.`,
      { provider: vendor.id },
    );
  }
  const configured = options.baseUrl ? [options.baseUrl] : vendor.baseUrls;
  const origin = new URL(baseUrl).origin;
  if (configured.length > 0 && !configured.some((url) => new URL(url).origin === origin)) {
    throw new AiError(
      "invalid_request",
      `The key of "${vendor.id}" belongs to ${configured.join(", ")} and is not sent to ${origin}. To use it there, configure the provider with that baseUrl.`,
      { provider: vendor.id },
    );
  }
  return { baseUrl, apiKey };
}

function loadAdapter(api: Api, vendor: Vendor): Promise<WireAdapter> {
  const load = vendor.apis.includes(api) ? adapters[api] : undefined;
  if (load === undefined) {
    throw new AiError(
      "invalid_request",
      `"${vendor.id}" speaks ${vendor.apis.join(", ")}, not "${api}".`,
      { provider: vendor.id },
    );
  }
  return load();
}

const adapters: Partial<Record<Api, () => Promise<WireAdapter>>> = {
  "anthropic-messages": async () =>
    (await import("./anthropic-messages/adapter.ts")).anthropicMessages,
  "openai-completions": async () =>
    (await import("./openai-completions/adapter.ts")).openaiCompletions,
  "openai-responses": async () => (await import("./openai-responses/adapter.ts")).openaiResponses,
  "google-generative-ai": async () =>
    (await import("./google-generative-ai/adapter.ts")).googleGenerativeAi,
};
