import {
  AiError,
  type AssistantMessage,
  createPartialMessage,
  type PartialMessage,
  type Provider,
  type StreamEvent,
  type TurnRequest,
  toAiError,
  withRetry,
} from "@argent/ai";
import { EventStream } from "./event-stream.ts";
import { fromPiModel } from "./pi-model.ts";
import type {
  PiAssistantMessageEvent,
  PiContext,
  PiModel,
  PiSimpleStreamOptions,
  PiStreamSimple,
} from "./pi-types.ts";

/**
 * An Argent provider as Pi's `streamSimple`: every event in order with `partial`, exactly one terminal event, and a
 * `result()` that always settles. Pi retries inside it, so it does too (`maxRetries`, default 2).
 */
export function createArgentStreamSimple(provider: Provider): PiStreamSimple {
  return (model, context, options = {}) => {
    const stream = new EventStream<PiAssistantMessageEvent, AssistantMessage>(
      (event) => event.type === "done" || event.type === "error",
      outcomeOf,
    );
    const request = toTurnRequest(model, context, options);
    const maxDelayMs =
      options.maxRetryDelayMs === 0 ? Number.POSITIVE_INFINITY : options.maxRetryDelayMs;
    const source = withRetry(provider, { attempts: 1 + (options.maxRetries ?? 2), maxDelayMs });
    void forward(source, request, stream);
    return stream;
  };
}

async function forward(
  provider: Provider,
  request: TurnRequest,
  stream: EventStream<PiAssistantMessageEvent, AssistantMessage>,
): Promise<void> {
  const partial = createPartialMessage(request.model, Date.now());
  try {
    for await (const event of provider.stream(request)) {
      partial.apply(event);
      stream.push(toPiEvent(event, partial));
    }
    throw new AiError("network", "The provider's stream ended without a terminal event.");
  } catch (cause) {
    // After a terminal event this is dropped; before one it is what ends the stream.
    const error = toAiError(cause);
    stream.push({
      type: "error",
      reason: "error",
      error: {
        ...partial.snapshot(),
        stopReason: "error",
        errorMessage: error.message,
        error: error.toMessageError(),
      },
    });
  }
}

function toPiEvent(event: StreamEvent, partial: PartialMessage): PiAssistantMessageEvent {
  switch (event.type) {
    case "done":
    case "error":
      return event;
    case "start":
      return withPartial({ type: "start" }, partial);
    case "toolcall_start": {
      const { type, contentIndex, id, name } = event;
      return withPartial({ type, contentIndex, id, toolName: name }, partial);
    }
    default:
      return withPartial({ ...event }, partial);
  }
}

function withPartial<Event extends object>(
  event: Event,
  source: PartialMessage,
): Event & { readonly partial: AssistantMessage } {
  let partial: AssistantMessage | undefined;
  const described = Object.defineProperty(event, "partial", {
    enumerable: false,
    get: () => {
      partial ??= source.snapshot();
      return partial;
    },
  });
  return described as Event & { readonly partial: AssistantMessage };
}

function outcomeOf(event: PiAssistantMessageEvent): AssistantMessage {
  if (event.type === "done") return event.message;
  if (event.type === "error") return event.error;
  throw new AiError("stream_misuse", `"${event.type}" does not end a stream.`);
}

function toTurnRequest(
  model: PiModel,
  context: PiContext,
  options: PiSimpleStreamOptions,
): TurnRequest {
  const { onPayload, onResponse } = options;
  return {
    model: fromPiModel(model),
    systemPrompt: context.systemPrompt,
    messages: context.messages,
    tools: context.tools,
    thinking: options.reasoning ?? "off",
    thinkingBudgets: options.thinkingBudgets,
    maxTokens: options.maxTokens,
    temperature: options.temperature,
    cacheRetention: options.cacheRetention,
    sessionId: options.sessionId,
    metadata: options.metadata,
    headers: options.headers,
    apiKey: options.apiKey,
    signal: options.signal,
    timeoutMs: options.timeoutMs,
    ...(onPayload && { onRequest: (payload) => onPayload(payload, model) }),
    ...(onResponse && { onResponse: (response) => void onResponse(response, model) }),
  };
}
