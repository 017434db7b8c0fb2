import {
  AiError,
  type Clock,
  type Provider,
  systemClock,
  type TurnRequest,
  toAiError,
  withRetry,
} from "@argent/ai";
import { AssistantMessageEventStream } from "../pi-ai/assistant-message-event-stream.ts";
import type { Loose } from "../pi-ai/loose.ts";
import { failedAnswer } from "./failed-answer.ts";
import { createPartialReader } from "./partial-reader.ts";
import type { PiStreamSimple } from "./pi-types.ts";
import { toPiEvent } from "./to-pi-event.ts";
import { toTurnRequest } from "./turn-request.ts";
import { withRetryWord } from "./with-retry-word.ts";

/** What drives the retries. */
export interface StreamSimpleOptions {
  /** Drives the waits between retries. Default: the system's. */
  clock?: Clock | undefined;
}

/**
 * An Argent provider as Pi's `streamSimple`: every event in order with `partial`, exactly one terminal event, and a
 * `result()` that always settles. Pi retries inside it, so it does too (`maxRetries`, default 2).
 */
export function createArgentStreamSimple(
  provider: Provider,
  { clock = systemClock }: StreamSimpleOptions = {},
): PiStreamSimple {
  return (model, context, options = {}) => {
    const { maxRetries = 2, maxRetryDelayMs } = options;
    const request = toTurnRequest(model, context, options);
    const source = withRetry(provider, {
      attempts: 1 + maxRetries,
      maxDelayMs: maxRetryDelayMs === 0 ? Number.POSITIVE_INFINITY : maxRetryDelayMs,
      clock,
    });
    const stream = new AssistantMessageEventStream();
    void forward(source, request, stream, clock);
    return stream;
  };
}

/**
 * `createArgentStreamSimple` for where Pi's own declarations want a stream function: they ask for a class with private
 * members, which no other class can be, so the stream is declared as anything.
 */
export function toPiStreamFn(
  provider: Provider,
  options?: StreamSimpleOptions,
): (...call: Parameters<PiStreamSimple>) => Loose {
  return createArgentStreamSimple(provider, options);
}

async function forward(
  provider: Provider,
  request: TurnRequest,
  stream: AssistantMessageEventStream,
  clock: Clock,
): Promise<void> {
  const partials = createPartialReader(request.model, clock.now());
  try {
    for await (const event of provider.stream(request)) {
      // As in Pi, an answer that was complete before anybody read it is still one that was aborted.
      if (event.type === "done" && request.signal?.aborted) {
        return stream.push(failedAnswer(event.message, aborted()));
      }
      if (event.type === "error") return stream.push(withRetryWord(event));
      stream.push(toPiEvent(event, partials));
      if (event.type === "done") return;
    }
    throw new AiError("network", "The provider's stream ended without a terminal event.");
  } catch (cause) {
    const error = request.signal?.aborted ? aborted(cause) : toAiError(cause);
    stream.push(withRetryWord(failedAnswer(partials.latest(), error)));
  }
}

function aborted(cause?: unknown): AiError {
  return new AiError("aborted", "Request was aborted", { cause });
}
