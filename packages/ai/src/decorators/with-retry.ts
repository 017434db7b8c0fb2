import { requestAborted } from "../abortable.ts";
import { type Clock, sleep, systemClock } from "../clock.ts";
import type { ErrorEvent } from "../event.ts";
import type { MessageError } from "../message.ts";
import { openingStream } from "../opening-stream.ts";
import type { Provider, TurnRequest } from "../provider.ts";
import { decorate } from "./decorate.ts";

/** How often and how long to try. An answer whose first block has begun is never asked for again. */
export interface RetryOptions {
  /** All attempts, the first included. Default 3. */
  attempts?: number | undefined;
  /** Milliseconds; the longest wait before the second attempt, doubled for each further one. Default 1,000. */
  baseDelayMs?: number | undefined;
  /** Milliseconds. A server that asks for a longer wait is not waited for. Default 60,000. */
  maxDelayMs?: number | undefined;
  /** Called before each wait. Must not throw. */
  onRetry?: ((retry: Retry) => void) | undefined;
  /** Drives the waits. Default: the system's. */
  clock?: Clock | undefined;
  /** From 0 to below 1. Default: `Math.random`. */
  random?: (() => number) | undefined;
}

/** One failed attempt that is followed by another. */
export interface Retry {
  request: TurnRequest;
  /** The attempt that failed, counted from 1. */
  attempt: number;
  /** Milliseconds until the next one. */
  delayMs: number;
  error: MessageError;
  errorMessage: string | undefined;
}

/**
 * Asks again when a request fails for a reason that passes: rate limit, overload, network, timeout, server error. It
 * does so only until the first block of the answer has begun, so nobody sees half an answer twice. It waits as long as
 * the server says, else a random time up to a doubling limit. Used-up quota and refused keys are never retried.
 */
export function withRetry(provider: Provider, options: RetryOptions = {}): Provider {
  const { attempts = 3, clock = systemClock } = options;
  return decorate(provider, (request) => {
    let attempt = 0;
    return openingStream(request, { clock, holdUntil: "content" }, async (failure, signal) => {
      if (failure) {
        const delayMs = attempt < attempts ? delayBefore(attempt, failure, options) : undefined;
        if (delayMs === undefined) return failure;
        if (delayMs === "too long") return tooLong(failure, options);
        const { error, errorMessage } = failure.error;
        if (error) options.onRetry?.({ request, attempt, delayMs, error, errorMessage });
        if (!(await sleep(delayMs, clock, signal))) throw requestAborted();
      }
      attempt++;
      return provider.stream(request);
    });
  });
}

const defaultMaxDelayMs = 60_000;

/** Milliseconds; `undefined` when waiting would not help. */
function delayBefore(
  attempt: number,
  failure: ErrorEvent,
  options: RetryOptions,
): number | "too long" | undefined {
  const { baseDelayMs = 1_000, maxDelayMs = defaultMaxDelayMs, random = Math.random } = options;
  const { error } = failure.error;
  if (!error?.retryable || error.kind === "quota" || error.kind === "auth") return undefined;
  // A wait that is over, for a clock that goes ahead of the server's, is none.
  if (!error.retryAfterMs) {
    return random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
  }
  return error.retryAfterMs > maxDelayMs ? "too long" : error.retryAfterMs;
}

function tooLong(failure: ErrorEvent, options: RetryOptions): ErrorEvent {
  const { error, errorMessage } = failure.error;
  const asked = Math.ceil((error?.retryAfterMs ?? 0) / 1_000);
  const most = (options.maxDelayMs ?? defaultMaxDelayMs) / 1_000;
  const reason = `Server requested ${asked}s retry delay (max: ${most}s).`;
  return {
    ...failure,
    error: { ...failure.error, errorMessage: `${reason} ${errorMessage ?? ""}`.trim() },
  };
}
