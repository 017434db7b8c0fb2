import { expect, test } from "vitest";
import type { StreamEvent } from "../event.ts";
import type { ErrorKind } from "../message.ts";
import type { Provider } from "../provider.ts";
import { manualClock, type ScriptedStep, scripted } from "../testing/index.ts";
import { testModel } from "../testing/test-model.ts";
import { type Retry, type RetryOptions, withRetry } from "./with-retry.ts";

const request = { model: testModel(), messages: [] };
const overloaded: ScriptedStep = { error: { kind: "overloaded" } };

function setUp(steps: ScriptedStep[], options: RetryOptions = {}) {
  const clock = manualClock();
  const provider = scripted(steps, { clock });
  const retries: Retry[] = [];
  const retrying = withRetry(provider, {
    clock,
    random: () => 0.5,
    onRetry: (retry) => retries.push(retry),
    ...options,
  });
  return { clock, provider, retrying, retries };
}

test("asks again after a jittered, doubling wait, and gives the answer with one start", async () => {
  const { clock, retrying, retries } = setUp([overloaded, overloaded, { text: "hi" }]);
  const events = Array.fromAsync(retrying.stream(request));
  await clock.advance(10_000);
  expect((await events).map((event) => event.type)).toEqual([
    "start",
    "text_start",
    "text_delta",
    "text_end",
    "done",
  ]);
  expect(retries.map(({ attempt, delayMs, error }) => [attempt, delayMs, error.kind])).toEqual([
    [1, 500, "overloaded"],
    [2, 1_000, "overloaded"],
  ]);
});

test("waits exactly as long as it says", async () => {
  const { clock, provider, retrying } = setUp([overloaded, { text: "hi" }]);
  const answer = retrying.complete(request);
  await clock.advance(499);
  expect(provider.callCount).toBe(1);
  await clock.advance(1);
  expect((await answer).stopReason).toBe("stop");
});

test("gives the last failure when all attempts fail", async () => {
  const { clock, provider, retrying } = setUp([overloaded, overloaded, overloaded, { text: "hi" }]);
  const answer = retrying.complete(request);
  await clock.advance(10_000);
  expect(await answer).toMatchObject({ stopReason: "error", error: { kind: "overloaded" } });
  expect(provider.callCount).toBe(3);
});

test.each<[ErrorKind, boolean]>([
  ["rate_limit", true],
  ["overloaded", true],
  ["network", true],
  ["timeout", true],
  ["server", true],
  ["quota", false],
  ["auth", false],
  ["context_overflow", false],
  ["invalid_request", false],
  ["content_filter", false],
  ["not_found", false],
])("%s: retried is %s", async (kind, isRetried) => {
  const { clock, provider, retrying } = setUp([{ error: { kind } }, { text: "hi" }]);
  const answer = retrying.complete(request);
  await clock.advance(10_000);
  expect((await answer).stopReason).toBe(isRetried ? "stop" : "error");
  expect(provider.callCount).toBe(isRetried ? 2 : 1);
});

test("never retries quota and refused keys, even if a provider calls them retryable", async () => {
  for (const kind of ["quota", "auth"] as const) {
    const { provider, retrying } = setUp([{ error: { kind } }, { text: "hi" }]);
    const answer = await withRetry(retryable(provider)).complete(request);
    expect(answer.error).toMatchObject({ kind, retryable: true });
    expect(provider.callCount).toBe(1);
    expect(retrying.id).toBe(provider.id);
  }
});

test("does what the server asks when it names a wait", async () => {
  const { clock, provider, retrying } = setUp([
    { error: { kind: "rate_limit", retryAfterMs: 7_000 } },
    { text: "hi" },
  ]);
  const answer = retrying.complete(request);
  await clock.advance(6_999);
  expect(provider.callCount).toBe(1);
  await clock.advance(1);
  expect((await answer).stopReason).toBe("stop");
});

test("waits on its own account when the server names a time that has passed", async () => {
  const { clock, provider, retrying } = setUp([
    { error: { kind: "rate_limit", retryAfterMs: 0 } },
    { text: "hi" },
  ]);
  const answer = retrying.complete(request);
  await clock.advance(499);
  expect(provider.callCount).toBe(1);
  await clock.advance(1);
  expect((await answer).stopReason).toBe("stop");
});

test("fails at once, with the reason, when the server asks for a longer wait than is allowed", async () => {
  const step = {
    error: { kind: "rate_limit" as const, retryAfterMs: 90_500, message: "slow down" },
  };
  const { clock, retrying } = setUp([step, { text: "hi" }], { maxDelayMs: 60_000 });
  const answer = await retrying.complete(request);
  expect(answer).toMatchObject({
    stopReason: "error",
    errorMessage: "Server requested 91s retry delay (max: 60s). slow down",
    error: { kind: "rate_limit", retryAfterMs: 90_500 },
  });
  expect(clock.pending).toBe(0);
});

test("never waits longer than maxDelayMs on its own account", async () => {
  const { clock, retrying, retries } = setUp([overloaded, overloaded, overloaded, { text: "hi" }], {
    attempts: 4,
    baseDelayMs: 1_000,
    maxDelayMs: 1_500,
    random: () => 0.999,
  });
  const answer = retrying.complete(request);
  await clock.advance(10_000);
  expect((await answer).stopReason).toBe("stop");
  expect(retries.map(({ delayMs }) => delayMs)).toEqual([999, 1_498.5, 1_498.5]);
});

test("does not retry once a block has begun, and passes on what came", async () => {
  const { provider, retrying } = setUp([
    { text: "half an answer", error: { kind: "network" } },
    { text: "hi" },
  ]);
  const events = await Array.fromAsync(retrying.stream(request));
  expect(events.at(-1)).toMatchObject({
    type: "error",
    error: { content: [{ text: "half an answer" }] },
  });
  expect(provider.callCount).toBe(1);
});

test("retries a stream that only started, without showing the start twice", async () => {
  const { clock, retrying } = setUp([
    { text: "x", fault: { type: "cut", afterEvents: 1 } },
    { text: "hi" },
  ]);
  const events = Array.fromAsync(retrying.stream(request));
  await clock.advance(10_000);
  expect((await events).map((event) => event.type)).toEqual([
    "start",
    "text_start",
    "text_delta",
    "text_end",
    "done",
  ]);
});

test("an abort ends the wait at once", async () => {
  const { clock, provider, retrying } = setUp([overloaded, { text: "hi" }]);
  const abort = new AbortController();
  const answer = retrying.complete({ ...request, signal: abort.signal });
  await clock.advance(100);
  abort.abort();
  expect(await answer).toMatchObject({
    stopReason: "aborted",
    errorMessage: "Request was aborted",
  });
  expect(provider.callCount).toBe(1);
  expect(clock.pending).toBe(0);
});

test("an aborted answer is not asked for again", async () => {
  const { clock, provider, retrying } = setUp([{ delayMs: 50, text: "hi" }, { text: "hi" }]);
  const abort = new AbortController();
  const answer = retrying.complete({ ...request, signal: abort.signal });
  await clock.advance(10);
  abort.abort();
  expect((await answer).stopReason).toBe("aborted");
  expect(provider.callCount).toBe(1);
});

test("leaving the stream during the wait starts nothing more", async () => {
  const { clock, provider, retrying } = setUp([overloaded, { text: "hi" }]);
  const events = retrying.stream(request)[Symbol.asyncIterator]();
  const first = events.next();
  await clock.advance(100);
  await events.return?.();
  expect(await first).toEqual({ done: true, value: undefined });
  expect(clock.pending).toBe(0);
  expect(provider.callCount).toBe(1);
});

test("leaving the stream early leaves the provider's", async () => {
  let isLeft = false;
  const provider: Provider = {
    ...scripted([]),
    async *stream(): AsyncGenerator<StreamEvent> {
      try {
        yield { type: "text_start", contentIndex: 0 };
        yield { type: "text_delta", contentIndex: 0, delta: "x" };
      } finally {
        isLeft = true;
      }
    },
  };
  for await (const _ of withRetry(provider).stream(request)) break;
  expect(isLeft).toBe(true);
});

test("a provider that throws instead of failing is retried and ends in an event", async () => {
  const provider: Provider = {
    ...scripted([]),
    stream: () => {
      throw new TypeError("fetch failed");
    },
  };
  const clock = manualClock();
  const answer = withRetry(provider, { clock, attempts: 2 }).complete(request);
  await clock.advance(10_000);
  expect(await answer).toMatchObject({ stopReason: "error", error: { kind: "network" } });
});

/** The provider with all its failures marked as retryable. */
function retryable(provider: Provider): Provider {
  return {
    ...provider,
    async *stream(asked) {
      for await (const event of provider.stream(asked)) {
        if (event.type === "error" && event.error.error) event.error.error.retryable = true;
        yield event;
      }
    },
  };
}
