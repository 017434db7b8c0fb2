import { orThrow, type Provider, type StreamEvent, type TurnRequest, textOf } from "@argent/ai";
import { describeProvider, manualClock, scripted, testModel } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { all } from "../../test/kit.ts";
import { AssistantMessageEventStream } from "../pi-ai/assistant-message-event-stream.ts";
import { EventStream } from "./event-stream.ts";
import { fromPiStream } from "./from-pi-stream.ts";
import { toPiModel } from "./pi-model.ts";
import type {
  PiAssistantMessage,
  PiAssistantMessageEvent,
  PiSimpleStreamOptions,
} from "./pi-types.ts";
import { createArgentStreamSimple } from "./stream-simple.ts";

const thereAndBack = (provider: Provider) => fromPiStream(createArgentStreamSimple(provider));

describeProvider(
  "a provider that went to Pi and back",
  { open: (steps) => ({ provider: thereAndBack(scripted(steps)), model: testModel() }) },
  { describe, test },
);

const request = (overrides: Partial<TurnRequest> = {}): TurnRequest => ({
  model: testModel(),
  messages: [{ role: "user", content: "hi", timestamp: 0 }],
  ...overrides,
});

/** An answer as Pi's providers build it: one object that every event shares, with their scratch on its blocks. */
function piAnswer(overrides: Partial<PiAssistantMessage> = {}): PiAssistantMessage {
  return {
    role: "assistant",
    content: [],
    api: "bedrock-converse-stream",
    provider: "amazon-bedrock",
    model: "m",
    usage: {
      input: 1,
      output: 2,
      cacheRead: 0,
      cacheWrite: 0,
      totalTokens: 3,
      cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
    },
    stopReason: "stop",
    timestamp: 7,
    ...overrides,
  };
}

function playing(
  play: (stream: AssistantMessageEventStream, options: PiSimpleStreamOptions) => void,
) {
  return fromPiStream((_, __, options = {}) => {
    const stream = new AssistantMessageEventStream();
    queueMicrotask(() => play(stream, options));
    return stream;
  });
}

test("there and back every event and every field is the same", async () => {
  const steps = [
    {
      content: [
        { type: "thinking" as const, thinking: "hm", signature: "sig" },
        { type: "thinking" as const, thinking: "", redacted: true, signature: "enc" },
        { type: "text" as const, text: "Hello" },
        { type: "toolCall" as const, id: "1", name: "t", arguments: { a: [1, 2] } },
      ],
    },
  ];
  const clock = manualClock(5);
  const direct = await all(scripted(steps, { clock }).stream(request()));
  const bridged = await all(thereAndBack(scripted(steps, { clock })).stream(request()));
  expect(JSON.parse(JSON.stringify(bridged))).toEqual(JSON.parse(JSON.stringify(direct)));
});

test("there and back every option is the same", async () => {
  const provider = scripted([{ text: "ok" }]);
  const image = { type: "image" as const, data: "AA==", mimeType: "image/png" };
  const asked = request({
    systemPrompt: "Be brief.",
    messages: [
      { role: "user", content: [{ type: "text", text: "look" }, image], timestamp: 1 },
      {
        role: "toolResult",
        toolCallId: "1",
        toolName: "t",
        content: [image],
        isError: true,
        details: { kept: true },
        timestamp: 2,
      },
    ],
    tools: [{ name: "t", description: "T", parameters: { type: "object" } }],
    toolChoice: { name: "t" },
    thinking: "high",
    thinkingBudgets: { high: 5_000 },
    maxTokens: 50,
    temperature: 0.5,
    stopSequences: ["."],
    responseSchema: { type: "object" },
    cacheRetention: "long",
    sessionId: "s",
    metadata: { user_id: "u" },
    headers: { a: "b" },
    apiKey: "k",
    timeoutMs: 9,
    idleTimeoutMs: 10,
    fetch,
  });
  const { warnings } = await thereAndBack(provider).complete(asked);
  expect(provider.requests[0]).toMatchObject(asked);
  expect(warnings).toHaveLength(3);
});

test("events are cleaned of what Pi's providers leave on them, and missing starts are added", async () => {
  const call = {
    type: "toolCall" as const,
    id: "",
    name: "",
    arguments: {},
    partialJson: "",
    index: 0,
  };
  const message = piAnswer({ content: [call] });
  const provider = playing((stream) => {
    stream.push({ type: "toolcall_start", contentIndex: 0, partial: message });
    Object.assign(call, { id: "c", name: "read", partialJson: "{}" });
    stream.push({ type: "toolcall_delta", contentIndex: 0, delta: "{}", partial: message });
    stream.push({ type: "toolcall_end", contentIndex: 0, toolCall: call, partial: message });
    stream.push({ type: "done", reason: "toolUse", message });
  });
  const events = await all(provider.stream(request()));
  expect(events.map((event) => event.type)).toEqual([
    "start",
    "toolcall_start",
    "toolcall_delta",
    "toolcall_end",
    "done",
  ]);
  expect(events[1]).toMatchObject({ id: "c", name: "read" });
  const clean = { type: "toolCall", id: "c", name: "read", arguments: {} };
  expect(events[3]).toMatchObject({ toolCall: clean });
  expect(events.at(-1)).toMatchObject({ message: { stopReason: "toolUse", content: [clean] } });
  expect(JSON.stringify(events)).not.toMatch(/partialJson|index":0,"|"partial"/);
});

test("a price that is unknown is not read as free", async () => {
  const provider = playing((stream) =>
    stream.push({ type: "done", reason: "stop", message: piAnswer() }),
  );
  const { usage } = await provider.complete(request());
  expect(usage.cost.known).toBe(false);
});

describe("exactly one terminal event", () => {
  test.each<[string, (stream: AssistantMessageEventStream) => void, string]>([
    ["a stream that ends without a word", (stream) => stream.end(), "network"],
    [
      "a second terminal event",
      (stream) => {
        stream.push({
          type: "error",
          reason: "error",
          error: piAnswer({ errorMessage: "529 busy" }),
        });
        stream.push({ type: "done", reason: "stop", message: piAnswer() });
      },
      "overloaded",
    ],
    [
      "an error in words only",
      (stream) =>
        stream.push({
          type: "error",
          reason: "error",
          error: piAnswer({
            errorMessage: '429 {"error":{"type":"rate_limit_error","message":"slow"}}',
          }),
        }),
      "rate_limit",
    ],
  ])("%s", async (_, play, kind) => {
    const events = await all(playing(play).stream(request()));
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      type: "error",
      error: { stopReason: "error", error: { kind } },
    });
  });

  test("an outcome beside the events counts (Pi's end(result))", async () => {
    const provider = playing((stream) =>
      stream.end(piAnswer({ content: [{ type: "text", text: "late" }] })),
    );
    expect(textOf(orThrow(await provider.complete(request())))).toBe("late");
  });

  test("a result that never settles is not waited for (argentos 30)", async () => {
    const provider = fromPiStream(() => {
      const stream = new EventStream<PiAssistantMessageEvent, PiAssistantMessage>(
        () => false,
        () => piAnswer(),
      );
      const iterator = stream[Symbol.asyncIterator]();
      stream.end();
      return { [Symbol.asyncIterator]: () => iterator, result: () => new Promise(() => {}) };
    });
    expect((await provider.complete(request())).error?.kind).toBe("network");
  });

  test("a throw is an event", async () => {
    const provider = fromPiStream(() => {
      throw new Error("No API provider registered for api: x");
    });
    expect(await provider.complete(request())).toMatchObject({
      stopReason: "error",
      errorMessage: "No API provider registered for api: x",
    });
  });
});

describe("abort", () => {
  test("a stream that ignores it is left behind after the grace, with what had arrived", async () => {
    const clock = manualClock(0);
    const abort = new AbortController();
    const provider = fromPiStream(
      () => {
        const stream = new AssistantMessageEventStream();
        const partial = piAnswer({ content: [{ type: "text", text: "half" }] });
        stream.push({ type: "start", partial });
        stream.push({ type: "text_delta", contentIndex: 0, delta: "half", partial });
        return stream;
      },
      { clock, abortGraceMs: 100 },
    );
    const events: StreamEvent[] = [];
    for await (const event of provider.stream(request({ signal: abort.signal }))) {
      events.push(event);
      if (event.type !== "text_delta") continue;
      abort.abort();
      queueMicrotask(() => void clock.advance(100));
    }
    expect(events.at(-1)).toMatchObject({
      type: "error",
      reason: "aborted",
      error: { content: [{ text: "half" }], errorMessage: "Request was aborted" },
    });
  });

  test("leaving the stream aborts it, reading it to the end does not", async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const provider = playing((stream, options) => {
      signals.push(options.signal);
      const message = piAnswer();
      stream.push({ type: "start", partial: message });
      stream.push({ type: "done", reason: "stop", message });
    });
    await provider.complete(request());
    for await (const _ of provider.stream(request())) break;
    expect(signals.map((signal) => signal?.aborted)).toEqual([false, true]);
  });
});

test("partial shows the answer as it was, without what comes later", async () => {
  const provider = thereAndBack(scripted([{ text: "one two", deltaSize: 4 }]));
  const stream = createArgentStreamSimple(provider)(toPiModel(testModel()), { messages: [] });
  await stream.result();
  const texts: unknown[] = [];
  for await (const event of stream) {
    if (event.type === "text_delta") texts.push(event.partial.content[0]);
  }
  expect(texts).toEqual([
    { type: "text", text: "one " },
    { type: "text", text: "one two" },
  ]);
});
