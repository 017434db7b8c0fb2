import { type Clock, systemClock } from "../clock.ts";
import type { ErrorKind, MessageError } from "../message.ts";
import type { Model } from "../model.ts";
import { openingStream } from "../opening-stream.ts";
import type { Provider, TurnRequest } from "../provider.ts";
import { decorate } from "./decorate.ts";

/** Which models stand in, and after which failures. */
export interface FallbackOptions {
  /** Asked in this order when the request's own model fails. */
  targets: readonly FallbackTarget[];
  /** What a failure of each kind leads to. Default: see `defaultPolicy`. */
  policy?: Partial<Record<ErrorKind, "next" | "stop">> | undefined;
  /**
   * When a failure is too late for a switch. `"stop"`: as soon as the answer has begun. `"hold"`: never, because an
   * answer is held back until it is complete, at the price of no streaming. Default `"stop"`.
   */
  partialOutput?: "stop" | "hold" | undefined;
  /** Called before each switch. Must not throw. */
  onFallback?: ((fallback: Fallback) => void) | undefined;
  /** Stamps the messages of failed attempts. Default: the system's. */
  clock?: Clock | undefined;
}

/** A model that stands in for the request's own. */
export interface FallbackTarget {
  model: Model;
  /** Default: the decorated provider. */
  provider?: Provider | undefined;
}

/** One switch to the next model, and the failure that led to it. */
export interface Fallback {
  from: Model;
  to: Model;
  error: MessageError;
  errorMessage: string | undefined;
}

/** Another model helps against whatever ails this one or its vendor; it does not make a request valid or welcome. */
const defaultPolicy: Readonly<Record<ErrorKind, "next" | "stop">> = {
  rate_limit: "next",
  overloaded: "next",
  quota: "next",
  network: "next",
  timeout: "next",
  server: "next",
  not_found: "stop",
  auth: "stop",
  context_overflow: "stop",
  invalid_request: "stop",
  content_filter: "stop",
  aborted: "stop",
};

/**
 * Asks the next model when one fails. The caller sees one stream: the failed beginnings are not shown, and the events
 * and the message name the model that answered. When all fail, the last failure stands. A key and headers that came
 * with the request are not given to another provider.
 */
export function withFallback(provider: Provider, options: FallbackOptions): Provider {
  const { targets, partialOutput, onFallback, clock = systemClock } = options;
  const policy = { ...defaultPolicy, ...options.policy };
  const holdUntil = partialOutput === "hold" ? "whole" : "content";
  return decorate(provider, (request) => {
    let current: FallbackTarget = { model: request.model };
    let asked = 0;
    return openingStream(request, { clock, holdUntil }, async (failure) => {
      if (failure) {
        const { error, errorMessage } = failure.error;
        const next = targets[asked];
        if (!next || !error || policy[error.kind] === "stop") return failure;
        onFallback?.({ from: current.model, to: next.model, error, errorMessage });
        current = next;
        asked++;
      }
      return (current.provider ?? provider).stream(requestTo(current, request));
    });
  });
}

function requestTo(target: FallbackTarget, request: TurnRequest): TurnRequest {
  const { model } = target;
  const isSameProvider = !target.provider && model.provider === request.model.provider;
  if (isSameProvider) return { ...request, model };
  return { ...request, model, apiKey: undefined, headers: undefined };
}
