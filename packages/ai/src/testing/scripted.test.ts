import { expect, test } from "vitest";
import type { StreamEvent } from "../event.ts";
import type { TurnRequest } from "../provider.ts";
import { textOf, toolCallsOf } from "../text.ts";
import { manualClock } from "./manual-clock.ts";
import { scripted } from "./scripted.ts";
import type { Step } from "./step.ts";
import { testModel } from "./test-model.ts";

const model = testModel();

function request(text = "Hi", more: Partial<TurnRequest> = {}): TurnRequest {
  return { model, messages: [{ role: "user", content: text, timestamp: 0 }], ...more };
}

async function read(events: AsyncIterable<StreamEvent>): Promise<StreamEvent[]> {
  const all: StreamEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

test("plays thinking, text and tool calls as balanced events and one done", async () => {
  const provider = scripted([
    { thinking: "Hm.", text: "Reading", toolCalls: [{ name: "read", arguments: { path: "a" } }] },
  ]);
  const events = await read(provider.stream(request()));

  expect(events.map((event) => event.type)).toEqual([
    "start",
    ...["thinking_start", "thinking_delta", "thinking_end"],
    ...["text_start", "text_delta", "text_end"],
    ...["toolcall_start", "toolcall_delta", "toolcall_end"],
    "done",
  ]);
  expect(events.at(-1)).toMatchObject({
    reason: "toolUse",
    message: {
      provider: model.provider,
      api: model.api,
      model: model.id,
      content: [
        { type: "thinking", thinking: "Hm." },
        { type: "text", text: "Reading" },
        { type: "toolCall", id: "call_1", name: "read", arguments: { path: "a" } },
      ],
    },
  });
});

test("the same script gives the same events", async () => {
  const steps: Step[] = [{ text: "One 😀 two", deltaSize: 1 }, { toolCalls: [{ name: "ls" }] }];
  const play = async () => {
    const provider = scripted(steps, { clock: manualClock() });
    return [await read(provider.stream(request())), await read(provider.stream(request()))];
  };
  expect(await play()).toEqual(await play());
});

test("call ids are counted over the whole script, and a given id is kept", async () => {
  const provider = scripted([
    { toolCalls: [{ name: "a" }, { name: "b", id: "mine" }] },
    { toolCalls: [{ name: "c" }] },
  ]);
  const first = await provider.complete(request());
  const second = await provider.complete(request());
  expect([...toolCallsOf(first), ...toolCallsOf(second)].map((call) => call.id)).toEqual([
    "call_1",
    "mine",
    "call_2",
  ]);
});

test("content and the shorthands follow each other", async () => {
  const provider = scripted([
    {
      content: [
        { type: "thinking", thinking: "", signature: "abc", redacted: true },
        { type: "thinking", thinking: "seen", signature: "def" },
      ],
      text: "then",
    },
  ]);
  expect((await provider.complete(request())).content).toEqual([
    { type: "thinking", thinking: "", thinkingSignature: "abc", redacted: true },
    { type: "thinking", thinking: "seen", thinkingSignature: "def" },
    { type: "text", text: "then" },
  ]);
});

test("malformed arguments arrive as a call that says so", async () => {
  const provider = scripted([{ toolCalls: [{ name: "bash", rawArguments: '{"command": "rm' }] }]);
  const [call] = toolCallsOf(await provider.complete(request()));
  expect(call?.arguments).toEqual({});
  expect(call?.argumentsError).toContain("not valid JSON");
});

test("a step that is a function sees the request and its index", async () => {
  const provider = scripted([
    (asked, index) => ({ text: `${index}: ${asked.messages.length}` }),
    async () => ({ text: "late" }),
  ]);
  expect(textOf(await provider.complete(request()))).toBe("0: 1");
  expect(textOf(await provider.complete(request()))).toBe("late");
});

test("a step function that throws becomes the error event", async () => {
  const provider = scripted([
    () => {
      throw new TypeError("bad script");
    },
    () => Promise.reject(new TypeError("bad promise")),
  ]);
  for (const message of ["bad script", "bad promise"]) {
    expect(await read(provider.stream(request()))).toMatchObject([
      { type: "error", reason: "error", error: { errorMessage: message } },
    ]);
  }
});

test("records requests, with the messages as they were", async () => {
  const provider = scripted([{ text: "a" }, { text: "b" }]);
  const messages = [...request("first").messages];
  await provider.complete({ model, messages });
  messages.push({ role: "user", content: "second", timestamp: 1 });
  await provider.complete({ model, messages });
  expect(provider.requests.map((asked) => asked.messages.length)).toEqual([1, 2]);
  expect(provider.callCount).toBe(2);
});

test("without steps left it ends with an error that says what to do", async () => {
  const provider = scripted([{ text: "only" }]);
  await provider.complete(request());
  const answer = await provider.complete(request());
  expect(answer.error?.kind).toBe("invalid_request");
  expect(answer.errorMessage).toMatch(/^No more scripted steps: this is request 2/);
  provider.append({ text: "skipped" }, { text: "appended" });
  expect(textOf(await provider.complete(request()))).toBe("appended");
});

test('onExhausted "repeat" plays the last step again', async () => {
  const provider = scripted([{ text: "a" }, { text: "b" }], { onExhausted: "repeat" });
  const texts: string[] = [];
  for (let turn = 0; turn < 4; turn++) texts.push(textOf(await provider.complete(request())));
  expect(texts).toEqual(["a", "b", "b", "b"]);
  expect((await scripted([], { onExhausted: "repeat" }).complete(request())).stopReason).toBe(
    "error",
  );
});

test("a scripted error is the only event, with its kind, status and retry time", async () => {
  const provider = scripted([{ error: { kind: "overloaded", retryAfterMs: 3_000 } }]);
  expect(await read(provider.stream(request()))).toMatchObject([
    {
      type: "error",
      reason: "error",
      error: { error: { kind: "overloaded", status: 503, retryable: true, retryAfterMs: 3_000 } },
    },
  ]);
});

test("a scripted error after content keeps the content", async () => {
  const provider = scripted([{ text: "half", error: { kind: "server", message: "broke" } }]);
  const events = await read(provider.stream(request()));
  expect(events[0]?.type).toBe("start");
  expect(events.at(-1)).toMatchObject({
    type: "error",
    error: { content: [{ type: "text", text: "half" }], errorMessage: "broke" },
  });
});

test.each([
  ["cut", { type: "cut", afterEvents: 3 }],
  ["end", { type: "end", afterEvents: 3 }],
] as const)(
  'the fault "%s" ends the stream with a network error after so many events',
  async (_, fault) => {
    const provider = scripted([{ text: "abcdef", deltaSize: 1, fault }]);
    const events = await read(provider.stream(request()));
    expect(events).toHaveLength(4);
    expect(events[3]).toMatchObject({
      type: "error",
      error: { content: [{ text: "a" }], error: { kind: "network", retryable: true } },
    });
  },
);

test("a fault that only a wire has is refused, with the way out", async () => {
  const provider = scripted([{ text: "x", fault: { type: "garbage", afterEvents: 0 } }]);
  expect((await provider.complete(request())).errorMessage).toContain("Use vendorServer()");
});

test("the delay passes on the clock, before the first event and between events", async () => {
  const clock = manualClock();
  const provider = scripted([{ text: "ab", deltaSize: 1, delayMs: 10 }], { clock });
  const times: [string, number][] = [];
  const reading = (async () => {
    for await (const event of provider.stream(request())) times.push([event.type, clock.now()]);
  })();
  await clock.advance(1_000);
  await reading;
  expect(times).toEqual([
    ["start", 10],
    ["text_start", 20],
    ["text_delta", 30],
    ["text_delta", 40],
    ["text_end", 50],
    ["done", 60],
  ]);
});

test("an abort before the first event is the only event, and takes no step", async () => {
  const provider = scripted([{ text: "kept" }]);
  const events = await read(provider.stream(request("Hi", { signal: AbortSignal.abort() })));
  expect(events).toMatchObject([
    { type: "error", reason: "aborted", error: { errorMessage: "Request was aborted" } },
  ]);
  expect(provider.callCount).toBe(0);
  expect(textOf(await provider.complete(request()))).toBe("kept");
});

test("an abort between events keeps exactly what had arrived", async () => {
  const abort = new AbortController();
  const provider = scripted([{ text: "abcdef", deltaSize: 1 }]);
  const events: StreamEvent[] = [];
  for await (const event of provider.stream(request("Hi", { signal: abort.signal }))) {
    events.push(event);
    if (event.type === "text_delta" && event.delta === "b") abort.abort();
  }
  expect(events.at(-1)).toMatchObject({
    type: "error",
    reason: "aborted",
    error: { content: [{ text: "ab" }], stopReason: "aborted", error: { kind: "aborted" } },
  });
  expect(events).toHaveLength(5);
});

const waits: Record<string, Step | (() => Promise<Step>)> = {
  "a delay": { text: "never", delayMs: 1_000 },
  "a stall": { text: "never", fault: { type: "stall", afterEvents: 0 } },
  "a slow step function": () => new Promise<Step>(() => {}),
};

test.each(Object.entries(waits))(
  "an abort ends %s at once and leaves no timer",
  async (_, step) => {
    const clock = manualClock();
    const abort = new AbortController();
    const reading = read(
      scripted([step], { clock }).stream(request("Hi", { signal: abort.signal })),
    );
    await clock.advance(0);
    abort.abort();
    expect(await reading).toMatchObject([{ type: "error", reason: "aborted" }]);
    expect(clock.pending).toBe(0);
  },
);

test.each(Object.entries(waits))(
  "leaving during %s ends it and leaves no timer",
  async (_, step) => {
    const clock = manualClock();
    const events = scripted([step], { clock }).stream(request())[Symbol.asyncIterator]();
    const next = events.next();
    await clock.advance(0);
    await events.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await events.next()).toEqual({ done: true, value: undefined });
    expect(clock.pending).toBe(0);
  },
);

test("a stall hands out so many events and then waits for the abort", async () => {
  const abort = new AbortController();
  const clock = manualClock();
  const provider = scripted([
    { text: "abc", deltaSize: 1, fault: { type: "stall", afterEvents: 3 } },
  ]);
  const seen: string[] = [];
  const reading = (async () => {
    for await (const event of provider.stream(request("Hi", { signal: abort.signal }))) {
      seen.push(event.type);
    }
  })();
  await clock.advance(0);
  expect(seen).toEqual(["start", "text_start", "text_delta"]);
  abort.abort();
  await reading;
  expect(seen.at(-1)).toBe("error");
});

test("usage: the step's wins over the option's, which wins over the estimate", async () => {
  const provider = scripted([{ text: "12345678", usage: { output: 3 } }, { text: "12345678" }], {
    usage: { input: 7, output: 9 },
  });
  expect((await provider.complete(request())).usage).toMatchObject({ input: 7, output: 3 });
  expect((await provider.complete(request())).usage).toMatchObject({ input: 7, output: 9 });
  const estimated = await scripted([{ thinking: "1234", text: "12345678" }]).complete(
    request("12"),
  );
  expect(estimated.usage).toMatchObject({ input: 1, output: 3, reasoning: 1, totalTokens: 4 });
});

test("cache simulation reads what the session's last request had in common, and prices it", async () => {
  const provider = scripted([{ text: "a" }], { cacheSimulation: true, onExhausted: "repeat" });
  const first = request("x".repeat(400), { sessionId: "one" });
  const longer = {
    ...first,
    messages: [...first.messages, ...request("y".repeat(200)).messages],
  };
  const usages = [];
  for (const asked of [first, longer, { ...longer, sessionId: "two" }, request("x".repeat(400))]) {
    usages.push((await provider.complete(asked)).usage);
  }
  const [cold, warm, other, plain] = usages;
  expect(cold).toMatchObject({ input: 0, cacheRead: 0 });
  expect(cold?.cacheWrite).toBeGreaterThanOrEqual(100);
  expect(warm?.cacheRead).toBeGreaterThanOrEqual((cold?.cacheWrite ?? 0) - 1);
  expect(warm?.cacheWrite).toBeLessThan(80);
  expect(other?.cacheRead).toBe(0);
  expect(plain).toMatchObject({ cacheRead: 0, cacheWrite: 0 });
  expect(plain?.input).toBeGreaterThanOrEqual(100);
});

test("cache simulation respects a retention of none", async () => {
  const provider = scripted([{ text: "a" }], { cacheSimulation: true, onExhausted: "repeat" });
  const asked = request("x".repeat(400), { sessionId: "one", cacheRetention: "none" });
  await provider.complete(asked);
  expect((await provider.complete(asked)).usage).toMatchObject({ cacheRead: 0, cacheWrite: 0 });
});

test("onResponse gets the step's headers and status", async () => {
  const seen: unknown[] = [];
  const onResponse = (response: unknown) => seen.push(response);
  const provider = scripted([
    { text: "a", headers: { "x-left": "1" } },
    { error: { kind: "rate_limit" } },
    { error: { kind: "network" } },
  ]);
  for (let turn = 0; turn < 3; turn++) await provider.complete(request("Hi", { onResponse }));
  expect(seen).toEqual([
    { status: 200, headers: { "x-left": "1" } },
    { status: 429, headers: {} },
  ]);
});
