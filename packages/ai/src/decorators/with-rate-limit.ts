import { abortable, requestAborted } from "../abortable.ts";
import { type Clock, sleep, systemClock } from "../clock.ts";
import { AiError } from "../error.ts";
import type { Model } from "../model.ts";
import { openingStream } from "../opening-stream.ts";
import type { Provider, TurnRequest } from "../provider.ts";
import { readRateLimits } from "../rate-limit-headers.ts";
import { Bucket } from "./bucket.ts";
import { decorate } from "./decorate.ts";
import { estimatePrompt } from "./estimate-prompt.ts";
import { observeEnd, type StreamEnd } from "./observe-end.ts";

/** The limits of each model; they must be above zero. */
export interface RateLimitOptions {
  /** For each model. Default: what the vendor's response headers say, and no limit until they do. */
  requestsPerMinute?: number | undefined;
  /** For each model. Default: as above. */
  tokensPerMinute?: number | undefined;
  /** Drives the waits. Default: the system's. */
  clock?: Clock | undefined;
}

/**
 * Holds requests back, first come first served, so that a model's limits are not run into. It knows the limits it is
 * given and those that Anthropic and OpenAI name in their headers, and after a refusal waits as long as the server
 * says. Tokens are estimated before and settled after each answer.
 *
 * @throws AiError `invalid_request` for a limit that is not above zero.
 */
export function withRateLimit(provider: Provider, options: RateLimitOptions = {}): Provider {
  requirePositive("requestsPerMinute", options.requestsPerMinute);
  requirePositive("tokensPerMinute", options.tokensPerMinute);
  const clock = options.clock ?? systemClock;
  const gates = new Map<string, Gate>();

  function gateOf(model: Model): Gate {
    const key = `${model.provider}/${model.id}`;
    const gate = gates.get(key) ?? new Gate(options, clock);
    gates.set(key, gate);
    return gate;
  }

  return decorate(provider, (request) => {
    const gate = gateOf(request.model);
    return openingStream(request, { clock }, async (failure, signal) => {
      if (failure) return failure;
      const tokens = expectedTokens(request);
      await gate.admit(tokens, signal);
      const observed: TurnRequest = {
        ...request,
        onResponse(response) {
          gate.learn(response.headers);
          request.onResponse?.(response);
        },
      };
      return observeEnd(provider.stream(observed), (end) =>
        gate.settle(tokens, end, request.model),
      );
    });
  });
}

/** One model's limits. */
class Gate {
  readonly #clock: Clock;
  #requests: Bucket | undefined;
  #tokens: Bucket | undefined;
  /** Nothing is sent before this time, because the server said so. */
  #closedUntil = 0;
  /** Settles when everyone who came earlier is admitted or gone. */
  #line: Promise<void> = Promise.resolve();

  constructor({ requestsPerMinute, tokensPerMinute }: RateLimitOptions, clock: Clock) {
    this.#clock = clock;
    const now = clock.now();
    if (requestsPerMinute) this.#requests = new Bucket(requestsPerMinute, now, true);
    if (tokensPerMinute) this.#tokens = new Bucket(tokensPerMinute, now, true);
  }

  /** Waits for its turn and takes what the request needs. Rejects when aborted. */
  async admit(tokens: number, signal: AbortSignal): Promise<void> {
    const before = this.#line;
    const turn = Promise.withResolvers<void>();
    this.#line = turn.promise;
    try {
      await abortable(before, signal);
      for (let wait = this.#wait(tokens); wait > 0; wait = this.#wait(tokens)) {
        if (!(await sleep(wait, this.#clock, signal))) throw requestAborted();
      }
      const now = this.#clock.now();
      this.#requests?.take(1, now);
      this.#tokens?.take(tokens, now);
    } finally {
      turn.resolve(before); // whoever leaves the line lets nobody pass those in front
    }
  }

  learn(headers: Readonly<Record<string, string>>): void {
    const now = this.#clock.now();
    const { requests, tokens } = readRateLimits(headers, now);
    if (requests) {
      this.#requests ??= new Bucket(requests.limit, now, false);
      this.#requests.learn(requests, now);
    }
    if (tokens) {
      this.#tokens ??= new Bucket(tokens.limit, now, false);
      this.#tokens.learn(tokens, now);
    }
  }

  /** Corrects the estimate by what was really used. */
  settle(expected: number, { message, wasRead }: StreamEnd, model: Model): void {
    const now = this.#clock.now();
    const used = message
      ? message.usage.totalTokens - freeTokens(model, message.usage.cacheRead)
      : 0;
    if (message ? used > 0 : !wasRead) this.#tokens?.take(used - expected, now);
    const waitMs = message?.error?.retryAfterMs;
    if (waitMs !== undefined) this.#closedUntil = Math.max(this.#closedUntil, now + waitMs);
  }

  /** Milliseconds. */
  #wait(tokens: number): number {
    const now = this.#clock.now();
    const wait = Math.max(
      this.#closedUntil - now,
      this.#requests?.waitFor(1, now) ?? 0,
      this.#tokens?.waitFor(tokens, now) ?? 0,
    );
    return Math.min(wait, longestTimer);
  }
}

/** What `setTimeout` can count to. */
const longestTimer = 2 ** 31 - 1;

function expectedTokens(request: TurnRequest): number {
  const { tokens, cached } = estimatePrompt(request);
  return tokens - freeTokens(request.model, cached);
}

/** Anthropic does not count what it reads from its cache; the others do. */
function freeTokens(model: Model, cached: number): number {
  return model.api === "anthropic-messages" ? cached : 0;
}

function requirePositive(name: string, value: number | undefined): void {
  if (value === undefined || value > 0) return;
  throw new AiError("invalid_request", `${name} must be a number above zero, got ${value}.`);
}
