import { expect, test } from "vitest";
import type { StreamEvent } from "../../event.ts";
import type { AssistantMessage } from "../../message.ts";
import type { Compat, Model } from "../../model.ts";
import type { TurnRequest } from "../../provider.ts";
import { anthropic } from "../../providers/anthropic.ts";

const model: Model = {
  id: "claude-test",
  name: "Claude Test",
  api: "anthropic-messages",
  provider: "anthropic",
  baseUrl: "https://api.anthropic.com",
  input: ["text"],
  contextWindow: 200_000,
  maxTokens: 64_000,
  reasoning: true,
  vision: false,
};

/** What the provider makes of a response with this body. */
async function answerTo(
  body: string,
  contentType: string,
  request: Partial<TurnRequest> = {},
): Promise<{ events: StreamEvent[]; message: AssistantMessage }> {
  const provider = anthropic({
    apiKey: "key",
    fetch: async () => new Response(body, { headers: { "content-type": contentType } }),
  });
  const messages = [{ role: "user" as const, content: "hello", timestamp: 0 }];
  const events = await Array.fromAsync(provider.stream({ model, messages, ...request }));
  const last = events.at(-1);
  if (last?.type === "done") return { events, message: last.message };
  if (last?.type === "error") return { events, message: last.error };
  throw new Error("The stream has no terminal event.");
}

function streamed(payloads: object[], request?: Partial<TurnRequest>) {
  const body = payloads.map((payload) => `data: ${JSON.stringify(payload)}\n\n`).join("");
  return answerTo(body, "text/event-stream", request);
}

function whole(payload: object, request?: Partial<TurnRequest>) {
  return answerTo(JSON.stringify(payload), "application/json", request);
}

function withCompat(compat: Compat): Partial<TurnRequest> {
  return { model: { ...model, compat } };
}

const start = {
  type: "message_start",
  message: { id: "msg_1", model: "claude-test", usage: { input_tokens: 10, output_tokens: 1 } },
};
const stop = { type: "message_stop" };

function opened(index: number, content_block: object) {
  return { type: "content_block_start", index, content_block };
}

function delta(index: number, type: string, field: object) {
  return { type: "content_block_delta", index, delta: { type, ...field } };
}

function closed(index: number) {
  return { type: "content_block_stop", index };
}

function stopped(stop_reason: string | null, details: object = {}) {
  return { type: "message_delta", delta: { stop_reason, ...details }, usage: { output_tokens: 7 } };
}

const hello = [
  opened(0, { type: "text", text: "" }),
  delta(0, "text_delta", { text: "Hel" }),
  delta(0, "text_delta", { text: "lo" }),
  closed(0),
];

test("text arrives as deltas between one start and one done", async () => {
  const { events, message } = await streamed([
    start,
    { type: "ping" },
    ...hello,
    stopped("end_turn"),
    stop,
  ]);
  expect(events.map((event) => event.type)).toEqual([
    "start",
    "text_start",
    "text_delta",
    "text_delta",
    "text_end",
    "done",
  ]);
  expect(message).toMatchObject({
    content: [{ type: "text", text: "Hello" }],
    responseId: "msg_1",
    stopReason: "stop",
    usage: { input: 10, output: 7, totalTokens: 17 },
  });
});

test("thinking keeps its signature, and withheld thinking its data", async () => {
  const { message } = await streamed([
    start,
    opened(0, { type: "thinking", thinking: "", signature: "" }),
    delta(0, "thinking_delta", { thinking: "Hm." }),
    delta(0, "signature_delta", { signature: "si" }),
    delta(0, "signature_delta", { signature: "g" }),
    closed(0),
    opened(1, { type: "redacted_thinking", data: "secret" }),
    closed(1),
    stopped("end_turn"),
    stop,
  ]);
  expect(message.content).toEqual([
    { type: "thinking", thinking: "Hm.", thinkingSignature: "sig" },
    { type: "thinking", thinking: "", thinkingSignature: "secret", redacted: true },
  ]);
});

test("parallel calls are told apart by index, also when their deltas interleave", async () => {
  const { message } = await streamed([
    start,
    opened(0, { type: "tool_use", id: "t1", name: "read", input: {} }),
    opened(1, { type: "tool_use", id: "t2", name: "write", input: {} }),
    delta(0, "input_json_delta", { partial_json: '{"a":' }),
    delta(1, "input_json_delta", { partial_json: '{"b":' }),
    delta(0, "input_json_delta", { partial_json: "1}" }),
    closed(0),
    delta(1, "input_json_delta", { partial_json: "2}" }),
    closed(1),
    stopped("tool_use"),
    stop,
  ]);
  expect(message).toMatchObject({
    content: [
      { type: "toolCall", id: "t1", name: "read", arguments: { a: 1 } },
      { type: "toolCall", id: "t2", name: "write", arguments: { b: 2 } },
    ],
    stopReason: "toolUse",
  });
});

test.each<[string, object, object]>([
  ["with its first event", { a: 1 }, { a: 1 }],
  ["never, because the tool takes none", {}, {}],
])("the arguments of a call come %s", async (_, input, expected) => {
  const call = opened(0, { type: "tool_use", id: "t1", name: "read", input });
  const empty = delta(0, "input_json_delta", { partial_json: "" });
  for (const blocks of [[call, empty, closed(0)], [call]]) {
    const { message } = await streamed([start, ...blocks, stopped("tool_use"), stop]);
    expect(message.content).toEqual([
      { type: "toolCall", id: "t1", name: "read", arguments: expected },
    ]);
  }
});

test("arguments cut off by max_tokens are reported, never executed", async () => {
  const { message } = await streamed([
    start,
    opened(0, { type: "tool_use", id: "t1", name: "rm", input: {} }),
    delta(0, "input_json_delta", { partial_json: '{"path":"/data/x' }),
    closed(0),
    stopped("max_tokens"),
    stop,
  ]);
  expect(message.stopReason).toBe("length");
  expect(message.content[0]).toMatchObject({
    arguments: {},
    argumentsError: expect.stringContaining("/data/x"),
  });
});

test.each([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["pause_turn", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
])("stop reason %s is %s", async (reason, expected) => {
  const { message } = await streamed([start, ...hello, stopped(reason), stop]);
  expect(message.stopReason).toBe(expected);
});

test("a refusal is an error with the vendor's words", async () => {
  const details = { type: "refusal", category: "cyber", explanation: "Blocked by policy." };
  const { message } = await streamed([
    start,
    ...hello,
    stopped("refusal", { stop_details: details }),
    stop,
  ]);
  expect(message).toMatchObject({
    stopReason: "error",
    errorMessage: "Blocked by policy.",
    error: { kind: "content_filter", code: "cyber", retryable: false },
    content: [{ type: "text", text: "Hello" }],
    usage: { output: 7 },
  });
});

test("a refusal without words is still an error that says so", async () => {
  const { message } = await streamed([start, stopped("refusal", { stop_details: null }), stop]);
  expect(message).toMatchObject({
    errorMessage: "The model refused to answer.",
    error: { kind: "content_filter", code: "refusal" },
  });
});

test("an unknown stop reason is an error, not a success", async () => {
  const { message } = await streamed([start, ...hello, stopped("new_reason"), stop]);
  expect(message.error).toEqual({ kind: "server", code: "new_reason", retryable: false });
});

test("an error inside the stream ends it", async () => {
  const { events, message } = await streamed([
    start,
    ...hello,
    { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
    stop,
  ]);
  expect(events.filter((event) => event.type === "error" || event.type === "done")).toHaveLength(1);
  expect(message).toMatchObject({
    errorMessage: "Overloaded",
    error: { kind: "overloaded", code: "overloaded_error", retryable: true },
    content: [{ type: "text", text: "Hello" }],
  });
});

test("a stream without message_stop is an error", async () => {
  const { message } = await streamed([start, ...hello, stopped("end_turn")]);
  expect(message).toMatchObject({
    stopReason: "error",
    errorMessage: expect.stringContaining("ended before the answer was complete"),
    error: { kind: "network", retryable: true },
  });
});

test("a second message_start only adds its usage", async () => {
  const second = { id: "msg_2", model: "other", usage: { input_tokens: 12, output_tokens: 1 } };
  const { events, message } = await streamed([
    start,
    ...hello,
    { type: "message_start", message: second },
    stopped("end_turn"),
    stop,
  ]);
  expect(events.filter((event) => event.type === "start")).toHaveLength(1);
  expect(message).toMatchObject({ responseId: "msg_1", usage: { input: 12, output: 7 } });
  expect(message).not.toHaveProperty("responseModel");
});

test("an index that is used again begins a new block", async () => {
  const again = [opened(0, { type: "text", text: "" }), delta(0, "text_delta", { text: "Again" })];
  const { message } = await streamed([start, ...hello, ...again, stopped("end_turn"), stop]);
  expect(message.content).toEqual([
    { type: "text", text: "Hello" },
    { type: "text", text: "Again" },
  ]);
});

test("events, deltas, blocks and fields that are not known are ignored", async () => {
  const { message } = await streamed([
    start,
    { type: "new_event", index: 0 },
    opened(0, { type: "new_block", text: "?" }),
    delta(0, "text_delta", { text: "?" }),
    closed(0),
    ...hello.slice(0, -1),
    delta(0, "citations_delta", { citation: {} }),
    { type: "content_block_delta", index: "x", delta: null },
    delta(9, "text_delta", { text: "?" }),
    closed(0),
    stopped(null),
    stopped("end_turn"),
    { type: "message_delta", delta: {}, usage: null },
    stop,
  ]);
  expect(message).toMatchObject({
    stopReason: "stop",
    content: [{ type: "text", text: "Hello" }],
  });
});

test("what the vendor's own tools do is text, never a call for us to run", async () => {
  const found = { type: "web_search_tool_result", tool_use_id: "s1", content: [{ url: "u" }] };
  const { message } = await streamed([
    start,
    opened(0, { type: "server_tool_use", id: "s1", name: "web_search", input: {} }),
    delta(0, "input_json_delta", { partial_json: '{"query":' }),
    delta(0, "input_json_delta", { partial_json: '"x"}' }),
    closed(0),
    opened(1, found),
    closed(1),
    stopped("end_turn"),
    stop,
  ]);
  const search = { type: "server_tool_use", id: "s1", name: "web_search", input: { query: "x" } };
  expect(message.stopReason).toBe("stop");
  expect(message.content).toEqual([
    { type: "text", text: JSON.stringify(search) },
    { type: "text", text: JSON.stringify(found) },
  ]);
});

test("usage excludes the cache from input, and later nulls and zeros wipe nothing", async () => {
  const usage = {
    input_tokens: 10,
    output_tokens: 1,
    cache_read_input_tokens: 100,
    cache_creation_input_tokens: 50,
    cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 30 },
  };
  const later = {
    input_tokens: 0,
    output_tokens: 40,
    cache_read_input_tokens: null,
    output_tokens_details: { thinking_tokens: 25 },
  };
  const { message } = await streamed([
    { type: "message_start", message: { ...start.message, usage } },
    ...hello,
    { ...stopped("end_turn"), usage: later },
    stop,
  ]);
  expect(message.usage).toMatchObject({
    input: 10,
    output: 40,
    cacheRead: 100,
    cacheWrite: 50,
    cacheWrite1h: 30,
    reasoning: 25,
    totalTokens: 200,
  });
});

test("the model that answered is named when it is another one", async () => {
  const { message } = await streamed([
    { type: "message_start", message: { ...start.message, model: "claude-test-20260101" } },
    ...hello,
    stopped("end_turn"),
    stop,
  ]);
  expect(message).toMatchObject({ model: "claude-test", responseModel: "claude-test-20260101" });
});

test("a parameter that had to give way is named in the answer", async () => {
  const { message } = await streamed([start, ...hello, stopped("end_turn"), stop], {
    thinking: "low",
    temperature: 0.2,
  });
  expect(message.warnings).toEqual([expect.stringContaining("takes no temperature")]);
});

test("an answer that comes whole gives the same blocks", async () => {
  const { events, message } = await whole({
    ...start.message,
    type: "message",
    content: [
      { type: "thinking", thinking: "Hm.", signature: "sig" },
      { type: "text", text: "Hello" },
      { type: "tool_use", id: "t1", name: "read", input: { path: "a" } },
    ],
    stop_reason: "tool_use",
    usage: { input_tokens: 10, output_tokens: 7 },
  });
  expect(events.filter((event) => event.type.endsWith("_delta"))).toHaveLength(3);
  expect(message).toMatchObject({
    content: [
      { type: "thinking", thinking: "Hm.", thinkingSignature: "sig" },
      { type: "text", text: "Hello" },
      { type: "toolCall", id: "t1", name: "read", arguments: { path: "a" } },
    ],
    stopReason: "toolUse",
    usage: { input: 10, output: 7 },
  });
});

test("an error that comes whole with status 200 is an error", async () => {
  const error = { type: "rate_limit_error", message: "Slow down" };
  const { message } = await whole({ type: "error", error });
  expect(message.error).toMatchObject({ kind: "rate_limit", code: "rate_limit_error" });
});

test("MiniMax's base_resp is an error unless its status is zero", async () => {
  const failed = { base_resp: { status_code: 1008, status_msg: "insufficient balance" } };
  const { message } = await whole(failed, withCompat({ errorInBody: "base_resp" }));
  expect(message).toMatchObject({
    errorMessage: "insufficient balance",
    error: { kind: "quota", code: "1008", retryable: false },
  });

  const fine = { content: [{ type: "text", text: "Hello" }], base_resp: { status_code: 0 } };
  const answer = await whole(fine, withCompat({ errorInBody: "base_resp" }));
  expect(answer.message.stopReason).toBe("stop");
});
