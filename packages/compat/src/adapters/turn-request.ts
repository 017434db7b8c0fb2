import type { TurnRequest } from "@argent/ai";
import { fromPiContext } from "./pi-context.ts";
import { fromPiModel } from "./pi-model.ts";
import type { PiContext, PiModel, PiSimpleStreamOptions } from "./pi-types.ts";
import { routingOf } from "./routing.ts";
import { fromPiThinkingLevel } from "./thinking-level.ts";

/** What a Pi stream function is called with, as one request. Retries are the caller's. */
export function toTurnRequest(
  model: PiModel,
  context: PiContext,
  options: PiSimpleStreamOptions,
): TurnRequest {
  const { onPayload, onResponse, reasoning } = options;
  const route = routingOf(model);
  return {
    model: fromPiModel(model),
    ...fromPiContext(context),
    thinking: fromPiThinkingLevel(reasoning),
    thinkingBudgets: options.thinkingBudgets,
    toolChoice: options.toolChoice,
    maxTokens: options.maxTokens,
    temperature: options.temperature,
    stopSequences: options.stopSequences,
    responseSchema: options.responseSchema,
    cacheRetention: options.cacheRetention,
    sessionId: options.sessionId,
    metadata: options.metadata,
    headers: options.headers,
    apiKey: options.apiKey,
    signal: options.signal,
    timeoutMs: options.timeoutMs,
    idleTimeoutMs: options.idleTimeoutMs,
    fetch: options.fetch,
    ...((onPayload || route) && {
      onRequest: async (payload) => {
        const routed = route?.(payload) ?? payload;
        return (await onPayload?.(routed, model)) ?? routed;
      },
    }),
    ...(onResponse && { onResponse: (response) => void onResponse(response, model) }),
  };
}

/** The options of a Pi stream function for a request. Pi's own retries are off: they are whoever asks' business. */
export function toPiOptions(request: TurnRequest, signal: AbortSignal): PiSimpleStreamOptions {
  const { onRequest, onResponse, thinking = "off" } = request;
  return {
    ...(thinking !== "off" && { reasoning: thinking }),
    thinkingBudgets: request.thinkingBudgets,
    toolChoice: request.toolChoice,
    maxTokens: request.maxTokens,
    temperature: request.temperature,
    stopSequences: request.stopSequences,
    responseSchema: request.responseSchema,
    cacheRetention: request.cacheRetention,
    sessionId: request.sessionId,
    metadata: request.metadata,
    headers: request.headers,
    apiKey: request.apiKey,
    signal,
    timeoutMs: request.timeoutMs,
    idleTimeoutMs: request.idleTimeoutMs,
    fetch: request.fetch,
    maxRetries: 0,
    ...(onRequest && { onPayload: (payload) => onRequest(payload) }),
    ...(onResponse && { onResponse: (response) => onResponse(response) }),
  };
}
