import { manualClock, type Step, scripted, testModel } from "@argent/ai/testing";
import { expect, test } from "vitest";
import type { AgentEventBody } from "../event.ts";
import { summarise } from "./summarise.ts";

function setUp(steps: Step[], retry = {}) {
  const clock = manualClock();
  const provider = scripted(steps, { clock });
  const events: AgentEventBody[] = [];
  const abort = new AbortController();
  const summary = summarise({
    config: {
      stream: provider.stream,
      model: testModel(),
      clock,
      random: () => 1,
      retry,
      getApiKey: () => "k",
    },
    prompt: "Sum it up.",
    maxTokens: 1_000,
    signal: abort.signal,
    emit: (event) => void events.push(event),
  });
  return { summary, provider, clock, events, abort };
}

test("asks without tools and without leaving anything in the cache", async () => {
  const { summary, provider } = setUp([
    { text: "  All is well.\n", usage: { input: 90, output: 10 } },
  ]);
  expect(await summary).toMatchObject({
    type: "summary",
    text: "All is well.",
    usage: { totalTokens: 100 },
  });
  const [request] = provider.requests;
  expect(request).toMatchObject({ cacheRetention: "none", maxTokens: 1_000, apiKey: "k" });
  expect(request?.tools).toBeUndefined();
  expect(request?.messages).toMatchObject([{ role: "user", content: "Sum it up." }]);
});

test.each<[string, Step]>([
  ["empty", { text: " \n" }],
  ["cut", { text: "Half of a", stopReason: "length" }],
  ["tool_call", { text: "I will", toolCalls: [{ name: "read" }] }],
  ["error", { error: { kind: "auth" } }],
])("rejects what is %s", async (reason, step) => {
  expect(await setUp([step]).summary).toMatchObject({ type: "failed", reason });
});

test("retries as the policy says, and counts every attempt", async () => {
  const busy: Step = { text: "Ha", error: { kind: "overloaded" }, usage: { input: 50, output: 1 } };
  const { summary, clock, events } = setUp(
    [busy, { text: "Done.", usage: { input: 50, output: 2 } }],
    { baseDelayMs: 500 },
  );
  await clock.advance(499);
  expect(events).toMatchObject([{ type: "retry", attempt: 1, delayMs: 500 }]);
  await clock.advance(1);
  expect(await summary).toMatchObject({
    type: "summary",
    text: "Done.",
    usage: { totalTokens: 103 },
  });
});

test("gives up when the policy does", async () => {
  const { summary, provider } = setUp([{ error: { kind: "overloaded" } }], { maxRetries: 0 });
  expect(await summary).toMatchObject({ reason: "error", error: { kind: "overloaded" } });
  expect(provider.callCount).toBe(1);
});

test("an abort ends the request and the wait for a retry", async () => {
  const streaming = setUp([{ text: "long", fault: { type: "stall", afterEvents: 2 } }]);
  await streaming.clock.advance(0);
  streaming.abort.abort();
  expect(await streaming.summary).toMatchObject({ type: "failed", reason: "aborted" });

  const waiting = setUp([{ error: { kind: "overloaded" } }]);
  await waiting.clock.advance(0);
  expect(waiting.clock.pending).toBe(1);
  waiting.abort.abort();
  expect(await waiting.summary).toMatchObject({ type: "failed", reason: "aborted" });
  expect(waiting.clock.pending).toBe(0);
});

test("a provider that ignores the abort is left behind after the grace", async () => {
  const clock = manualClock();
  const asked = Promise.withResolvers<void>();
  const abort = new AbortController();
  async function* deaf(): AsyncGenerator<never> {
    asked.resolve();
    await new Promise(() => {});
  }
  const config = { stream: deaf, model: testModel(), clock, abortGraceMs: 300 };
  const summary = summarise({ config, prompt: "p", maxTokens: 1, signal: abort.signal });
  await asked.promise;
  abort.abort();
  await clock.advance(300);
  expect(await summary).toMatchObject({ type: "failed", reason: "aborted" });
});

test("an abort while the key is asked for starts no request", async () => {
  const key = Promise.withResolvers<string>();
  const abort = new AbortController();
  const provider = scripted([{ text: "Too late." }]);
  const deaf: typeof provider.stream = (request) =>
    provider.stream({ ...request, signal: undefined });
  const config = { stream: deaf, model: testModel(), getApiKey: () => key.promise };
  const summary = summarise({ config, prompt: "p", maxTokens: 1, signal: abort.signal });
  abort.abort();
  key.resolve("k");
  expect(await summary).toMatchObject({ type: "failed", reason: "aborted" });
  expect(provider.callCount).toBe(0);
});

test("a stream function that throws is a failure like any other", async () => {
  const stream = () => {
    throw new Error("not connected");
  };
  const config = { stream, model: testModel() };
  expect(await summarise({ config, prompt: "p", maxTokens: 1 })).toMatchObject({
    type: "failed",
    reason: "error",
    message: "not connected",
  });
});
