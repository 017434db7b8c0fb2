import { expect, test } from "vitest";
import type { StreamEvent } from "../event.ts";
import type { AssistantMessage } from "../message.ts";
import type { Model } from "../model.ts";
import type { TurnRequest } from "../provider.ts";
import { zai } from "../providers/zai.ts";
import {
  manualClock,
  type Step,
  testModel,
  type VendorServer,
  vendorServer,
} from "../testing/index.ts";

const pricing = { input: 1_000_000, output: 2_000_000 };
const onlyThinking: Step = { thinking: "Hm.", usage: { input: 10, output: 5 } };
const answer: Step = { text: "Hi", usage: { input: 11, output: 2 } };

async function serve(...steps: Step[]) {
  const server = await vendorServer({ validate: false, steps });
  const baseUrl = server.baseUrl("openai-completions");
  return { server, provider: zai({ apiKey: "key", baseUrl }) };
}

function requestTo(server: VendorServer, model: Partial<Model> = {}): TurnRequest {
  const baseUrl = server.baseUrl("openai-completions");
  return {
    model: testModel({ provider: "zai", baseUrl, pricing, ...model }),
    messages: [{ role: "user", content: "hello", timestamp: 0 }],
    thinking: "high",
  };
}

function thinkingTypes(server: VendorServer): unknown[] {
  return server.requests.map((request) => request.body.thinking);
}

test("an answer that only reasoned is asked for once more with thinking off, as one stream", async () => {
  const { server, provider } = await serve(onlyThinking, answer);
  await using _ = server;
  const events = await Array.fromAsync(provider.stream(requestTo(server)));
  expect(thinkingTypes(server)).toEqual([
    { type: "enabled", clear_thinking: false },
    { type: "disabled" },
  ]);
  expect(events.map(shape)).toEqual([
    "start",
    "thinking_start 0",
    "thinking_delta 0",
    "thinking_end 0",
    "text_start 1",
    "text_delta 1",
    "text_end 1",
    "done",
  ]);
});

test("the message has the content, the usage and the cost of both answers", async () => {
  const { server, provider } = await serve(onlyThinking, answer);
  await using _ = server;
  const message = await provider.complete(requestTo(server));
  expect(message).toMatchObject({
    stopReason: "stop",
    content: [{ thinking: "Hm." }, { text: "Hi" }],
    responseId: "chatcmpl-0001",
    usage: { input: 21, output: 7, totalTokens: 28, cost: { total: 21 + 14 } },
    warnings: [expect.stringContaining("thinking off")],
  });
});

test("an answer that thought of a call and did not make it is asked for once more", async () => {
  const { server, provider } = await serve({ ...onlyThinking, stopReason: "toolUse" }, answer);
  await using _ = server;
  const message = await provider.complete(requestTo(server));
  expect(server.requests).toHaveLength(2);
  expect(message).toMatchObject({
    stopReason: "stop",
    content: [{ thinking: "Hm." }, { text: "Hi" }],
  });
});

test.each<[string, Step, Partial<TurnRequest>, Partial<Model>]>([
  ["an answer with text", { thinking: "Hm.", text: "Hi" }, {}, {}],
  ["an answer with a tool call", { thinking: "Hm.", toolCalls: [{ name: "read" }] }, {}, {}],
  ["an answer cut by the token limit", { thinking: "Hm.", stopReason: "length" }, {}, {}],
  ["an answer to a request without thinking", onlyThinking, { thinking: "off" }, {}],
  ["a model that cannot stop thinking", onlyThinking, {}, { thinkingLevels: { off: null } }],
  [
    "an endpoint without the defect",
    onlyThinking,
    {},
    { compat: { recoversReasoningOnly: false } },
  ],
])("%s is not asked for again", async (_name, step, request, model) => {
  const { server, provider } = await serve(step, answer);
  await using _ = server;
  await provider.complete({ ...requestTo(server, model), ...request });
  expect(server.requests).toHaveLength(1);
});

test("a second answer that only reasons is the end", async () => {
  const { server, provider } = await serve(onlyThinking, onlyThinking, answer);
  await using _ = server;
  const message = await provider.complete(requestTo(server));
  expect(server.requests).toHaveLength(2);
  expect(message.content.map((block) => block.type)).toEqual(["thinking", "thinking"]);
});

test("an error of the second answer keeps what the first one said and cost", async () => {
  const { server, provider } = await serve(onlyThinking, { error: { kind: "overloaded" } });
  await using _ = server;
  const message = await provider.complete(requestTo(server));
  expect(message).toMatchObject({
    stopReason: "error",
    error: { kind: "overloaded" },
    content: [{ thinking: "Hm." }],
    usage: { input: 10, output: 5 },
  });
});

test("after an abort nothing is asked again", async () => {
  const { server, provider } = await serve(onlyThinking, answer);
  await using _ = server;
  const abort = new AbortController();
  const events: StreamEvent[] = [];
  for await (const event of provider.stream({ ...requestTo(server), signal: abort.signal })) {
    events.push(event);
    if (event.type === "thinking_end") abort.abort();
  }
  expect(server.requests).toHaveLength(1);
  expect(events.at(-1)).toMatchObject({ type: "error", reason: "aborted" });
});

test("leaving while the second answer is awaited closes its connection", async () => {
  const stalled: Step = { text: "Hi", fault: { type: "stall", afterEvents: 0 } };
  const { server, provider } = await serve(onlyThinking, stalled);
  await using _ = server;
  const iterator = provider.stream(requestTo(server))[Symbol.asyncIterator]();
  for (let count = 0; count < 4; count++) await iterator.next();
  const pending = iterator.next();
  const second = await server.waitForRequest(2);
  await iterator.return?.();
  expect(await second.closedByClient).toBe(true);
  expect(await pending).toEqual({ done: true, value: undefined });
});

test("both answers together may take no longer than timeoutMs", async () => {
  const stalled: Step = { text: "Hi", fault: { type: "stall", afterEvents: 0 } };
  const { server } = await serve(onlyThinking, stalled);
  await using _ = server;
  const clock = manualClock();
  const baseUrl = server.baseUrl("openai-completions");
  const provider = zai({ apiKey: "key", baseUrl, clock });
  const iterator = provider
    .stream({ ...requestTo(server), timeoutMs: 1_000 })
    [Symbol.asyncIterator]();
  await iterator.next();
  await clock.advance(900);
  for (let count = 0; count < 3; count++) await iterator.next();
  const pending = iterator.next();
  await server.waitForRequest(2);
  await clock.advance(100);
  const { value } = await pending;
  expect(messageOf(value)).toMatchObject({
    error: { kind: "timeout" },
    content: [{ thinking: "Hm." }],
  });
});

function shape(event: StreamEvent): string {
  return "contentIndex" in event ? `${event.type} ${event.contentIndex}` : event.type;
}

function messageOf(event: StreamEvent | undefined): AssistantMessage {
  if (event?.type !== "error") throw new Error(`Expected an error, got ${event?.type}.`);
  return event.error;
}
