import { expect, test } from "vitest";
import type { Message } from "../message.ts";
import { manualClock, type ScriptedStep, scripted } from "../testing/index.ts";
import { testModel } from "../testing/test-model.ts";
import { type RateLimitOptions, withRateLimit } from "./with-rate-limit.ts";

const request = { model: testModel(), messages: [] };
const step: ScriptedStep = { text: "hi", usage: { input: 0, output: 0 } };

function setUp(options: RateLimitOptions, steps: ScriptedStep[] = [step]) {
  const clock = manualClock(1_000_000);
  const provider = scripted(steps, { clock, onExhausted: "repeat" });
  return { clock, provider, limited: withRateLimit(provider, { clock, ...options }) };
}

function prompt(characters: number): Message[] {
  return [{ role: "user", content: "x".repeat(characters), timestamp: 0 }];
}

test("lets a full minute's requests through at once and spreads the others evenly", async () => {
  const { clock, provider, limited } = setUp({ requestsPerMinute: 6 });
  const answers = Promise.all(Array.from({ length: 8 }, () => limited.complete(request)));
  await clock.advance(0);
  expect(provider.callCount).toBe(6);
  await clock.advance(9_999);
  expect(provider.callCount).toBe(6);
  await clock.advance(1);
  expect(provider.callCount).toBe(7);
  await clock.advance(10_000);
  expect((await answers).every(({ stopReason }) => stopReason === "stop")).toBe(true);
});

test("counts tokens: estimated before, corrected after", async () => {
  const steps = [{ text: "hi", usage: { input: 100, output: 500 } }, step];
  const { clock, provider, limited } = setUp({ tokensPerMinute: 600 }, steps);
  await limited.complete({ ...request, messages: prompt(400) });
  const second = limited.complete({ ...request, messages: prompt(400) });
  await clock.advance(9_999);
  expect(provider.callCount).toBe(1);
  await clock.advance(1);
  expect((await second).stopReason).toBe("stop");
});

test("a request larger than the whole allowance waits for a full one", async () => {
  const { clock, provider, limited } = setUp({ tokensPerMinute: 60 });
  await limited.complete({ ...request, messages: prompt(40) });
  const second = limited.complete({ ...request, messages: prompt(4_000) });
  await clock.advance(60_000);
  expect((await second).stopReason).toBe("stop");
  expect(provider.callCount).toBe(2);
});

test("does not count what Anthropic reads from its cache", async () => {
  const steps = [{ text: "hi", usage: { input: 10, output: 10, cacheRead: 5_000 } }];
  const claude = { ...request, model: testModel({ api: "anthropic-messages" }) };
  const { limited } = setUp({ tokensPerMinute: 100 }, steps);
  const first = await limited.complete(claude);
  const next = { ...claude, messages: [first, ...prompt(80)] };
  expect((await limited.complete(next)).stopReason).toBe("stop");
});

test("serves in the order of arrival, and an abort leaves the order as it is", async () => {
  const { clock, provider, limited } = setUp({ requestsPerMinute: 1 });
  const abort = new AbortController();
  const ask = (sessionId: string, signal?: AbortSignal) =>
    limited.complete({ ...request, sessionId, signal });
  const answers = [ask("a"), ask("b", abort.signal), ask("c"), ask("d")];
  await clock.advance(30_000);
  abort.abort();
  expect(await answers[1]).toMatchObject({
    stopReason: "aborted",
    errorMessage: "Request was aborted",
  });
  await clock.advance(30_000);
  await clock.advance(60_000);
  await Promise.all(answers);
  expect(provider.requests.map(({ sessionId }) => sessionId)).toEqual(["a", "c", "d"]);
  expect(clock.pending).toBe(0);
});

test("learns limits from the vendor's headers", async () => {
  const headers = {
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "30s",
  };
  const { clock, provider, limited } = setUp({}, [{ ...step, headers }, step]);
  await limited.complete(request);
  const second = limited.complete(request);
  await clock.advance(499);
  expect(provider.callCount).toBe(1);
  await clock.advance(1);
  expect((await second).stopReason).toBe("stop");
});

test("headers can lower what is left of a limit that was given, but not raise it", async () => {
  const headers = {
    "x-ratelimit-limit-requests": "9999",
    "x-ratelimit-remaining-requests": "9998",
    "x-ratelimit-reset-requests": "1ms",
  };
  const { clock, provider, limited } = setUp({ requestsPerMinute: 1 }, [{ ...step, headers }]);
  await limited.complete(request);
  const second = limited.complete(request);
  await clock.advance(59_999);
  expect(provider.callCount).toBe(1);
  await clock.advance(1);
  await second;
});

test("passes response headers on to the caller", async () => {
  const { limited } = setUp({}, [{ ...step, headers: { "x-id": "1" } }]);
  const seen: unknown[] = [];
  await limited.complete({ ...request, onResponse: ({ headers }) => seen.push(headers["x-id"]) });
  expect(seen).toEqual(["1"]);
});

test("after a refusal waits as long as the server says, for everyone", async () => {
  const refusal = { error: { kind: "rate_limit" as const, retryAfterMs: 5_000 } };
  const { clock, provider, limited } = setUp({}, [refusal, step]);
  expect((await limited.complete(request)).error?.kind).toBe("rate_limit");
  const second = limited.complete(request);
  await clock.advance(4_999);
  expect(provider.callCount).toBe(1);
  await clock.advance(1);
  expect((await second).stopReason).toBe("stop");
});

test("each model has its own limits", async () => {
  const { provider, limited } = setUp({ requestsPerMinute: 1 });
  await limited.complete(request);
  await limited.complete({ ...request, model: testModel({ id: "other" }) });
  expect(provider.callCount).toBe(2);
});

test.each([0, -1, Number.NaN])("refuses a limit of %d", (requestsPerMinute) => {
  expect(() => setUp({ requestsPerMinute })).toThrow(/must be a number above zero/);
});
