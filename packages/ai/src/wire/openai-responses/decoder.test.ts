import { describe, expect, test } from "vitest";
import type { StreamEvent } from "../../event.ts";
import type { AssistantMessage } from "../../message.ts";
import { openai } from "../../providers/openai.ts";
import { testModel } from "../../testing/test-model.ts";

const model = testModel({
  id: "gpt-test",
  api: "openai-responses",
  provider: "openai",
  baseUrl: "https://api.openai.com/v1",
  pricing: { input: 1, output: 10, cacheRead: 0.1 },
});

async function answerTo(body: string, type: string) {
  const provider = openai({
    apiKey: "key",
    fetch: async () => new Response(body, { headers: { "content-type": type } }),
  });
  const messages = [{ role: "user" as const, content: "hello", timestamp: 0 }];
  const events = await Array.fromAsync(provider.stream({ model, messages }));
  return { events, message: messageOf(events) };
}

function messageOf(events: StreamEvent[]): AssistantMessage {
  const last = events.at(-1);
  if (last?.type === "done") return last.message;
  if (last?.type === "error") return last.error;
  throw new Error("The stream has no terminal event.");
}

const streamed = (...payloads: object[]) =>
  answerTo(payloads.map((it) => `data: ${JSON.stringify(it)}\n\n`).join(""), "text/event-stream");

const whole = (payload: object) => answerTo(JSON.stringify(payload), "application/json");

const created = { type: "response.created", response: { id: "resp_1", model: "gpt-test-1" } };
const usage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 60 },
  output_tokens: 50,
  output_tokens_details: { reasoning_tokens: 20 },
  total_tokens: 150,
};

function closing(status: string, fields: object = {}) {
  const response = { id: "resp_1", model: "gpt-test-1", status, usage, ...fields };
  return { type: `response.${status}`, response };
}

const completed = closing("completed");

function added(output_index: number | undefined, item: object) {
  return { type: "response.output_item.added", output_index, item };
}

function done(output_index: number | undefined, item: object) {
  return { type: "response.output_item.done", output_index, item };
}

function textDelta(output_index: number | undefined, delta: string, item_id?: string) {
  return { type: "response.output_text.delta", output_index, item_id, content_index: 0, delta };
}

function argumentsDelta(output_index: number | undefined, delta: string, item_id?: string) {
  return { type: "response.function_call_arguments.delta", output_index, item_id, delta };
}

function summaryDelta(summary_index: number, delta: string) {
  const type = "response.reasoning_summary_text.delta";
  return { type, output_index: 0, item_id: "rs_1", summary_index, delta };
}

const messageItem = { type: "message", id: "msg_1", role: "assistant", content: [] };
const reasoningItem = { type: "reasoning", id: "rs_1", summary: [] };

function callItem(number: number, args = "") {
  const ids = { id: `fc_${number}`, call_id: `call_${number}` };
  return { type: "function_call", ...ids, name: "look", arguments: args };
}

function outputText(text: string) {
  return { ...messageItem, content: [{ type: "output_text", text, annotations: [] }] };
}

const texts = (message: AssistantMessage) =>
  message.content.map((block) => (block.type === "text" ? block.text : block.type));

const calls = (message: AssistantMessage) =>
  message.content.map((block) =>
    block.type === "toolCall" ? [block.id, block.name, block.arguments] : block.type,
  );

describe("text", () => {
  test("deltas become one block, signed with its item", async () => {
    const { events, message } = await streamed(
      created,
      added(0, messageItem),
      textDelta(0, "Hel", "msg_1"),
      textDelta(0, "lo", "msg_1"),
      { type: "response.output_text.done", output_index: 0, content_index: 0, text: "Hello" },
      done(0, outputText("Hello")),
      completed,
    );
    expect(events.map((event) => event.type)).toEqual([
      "start",
      "text_start",
      "text_delta",
      "text_delta",
      "text_end",
      "done",
    ]);
    expect(message).toMatchObject({
      content: [{ type: "text", text: "Hello", textSignature: '{"v":1,"id":"msg_1"}' }],
      responseId: "resp_1",
      responseModel: "gpt-test-1",
      stopReason: "stop",
    });
  });

  test("the phase of a message is kept", async () => {
    const item = { ...outputText("Hi"), phase: "commentary" };
    const { message } = await streamed(created, done(0, item), completed);
    expect(message.content[0]).toMatchObject({
      textSignature: '{"v":1,"id":"msg_1","phase":"commentary"}',
    });
  });

  test("a server that sends text whole only is understood", async () => {
    const whenDone = { type: "response.output_text.done", output_index: 0, text: "Hello" };
    for (const event of [whenDone, done(0, outputText("Hello"))]) {
      const { message } = await streamed(added(0, messageItem), event, completed);
      expect(texts(message)).toEqual(["Hello"]);
    }
  });

  test("annotations and unknown events change nothing", async () => {
    const { message } = await streamed(
      added(0, messageItem),
      { type: "response.output_text.annotation.added", output_index: 0, annotation: {} },
      { type: "response.some_new.event", output_index: 0, delta: "x" },
      { type: "keepalive" },
      textDelta(0, "Hi"),
      completed,
    );
    expect(texts(message)).toEqual(["Hi"]);
  });

  test("several messages are several blocks, an empty one is none", async () => {
    const { message } = await streamed(
      added(0, messageItem),
      textDelta(0, "one", "msg_1"),
      added(1, { ...messageItem, id: "msg_2" }),
      done(1, { ...messageItem, id: "msg_2" }),
      added(2, { ...messageItem, id: "msg_3" }),
      textDelta(2, "two", "msg_3"),
      completed,
    );
    expect(texts(message)).toEqual(["one", "two"]);
  });
});

describe("reasoning", () => {
  const secret = { ...reasoningItem, encrypted_content: "secret" };

  test("parts of the summary are paragraphs, and the whole item is the signature", async () => {
    const item = { ...secret, summary: [{ type: "summary_text", text: "One." }] };
    const { message } = await streamed(
      added(0, reasoningItem),
      summaryDelta(0, "On"),
      summaryDelta(0, "e."),
      {
        type: "response.reasoning_summary_text.done",
        output_index: 0,
        summary_index: 0,
        text: "One.",
      },
      summaryDelta(1, "Two."),
      done(0, item),
      done(1, outputText("Hi")),
      completed,
    );
    expect(message.content[0]).toEqual({
      type: "thinking",
      thinking: "One.\n\nTwo.",
      thinkingSignature: JSON.stringify(item),
    });
  });

  test("a thought without words is kept for replay", async () => {
    const { message } = await streamed(added(0, reasoningItem), done(0, secret), completed);
    expect(message.content).toEqual([
      { type: "thinking", thinking: "", thinkingSignature: JSON.stringify(secret) },
    ]);
  });

  test("an item that holds no thought is not signed", async () => {
    const item = { ...reasoningItem, summary: [{ type: "summary_text", text: "Hm." }] };
    const { message } = await streamed(done(0, item), done(1, reasoningItem), completed);
    expect(message.content).toEqual([{ type: "thinking", thinking: "Hm." }]);
  });

  test("reasoning and its summary are not said twice", async () => {
    const content = [{ type: "reasoning_text", text: "Raw." }];
    const { message } = await streamed(
      added(0, reasoningItem),
      { type: "response.reasoning_text.delta", output_index: 0, content_index: 0, delta: "Raw." },
      summaryDelta(0, "Summary."),
      done(0, { ...reasoningItem, content }),
      completed,
    );
    expect(message.content).toMatchObject([{ thinking: "Raw." }]);
  });

  test("an encrypted thought that comes only with the whole response is kept", async () => {
    const { message } = await streamed(
      added(0, reasoningItem),
      summaryDelta(0, "Hm."),
      done(0, reasoningItem),
      closing("completed", { output: [secret] }),
    );
    expect(message.content).toMatchObject([{ thinkingSignature: JSON.stringify(secret) }]);
  });

  test("reasoning that led to a tool of the vendor is not replayed, as that item is not", async () => {
    const { message } = await streamed(
      added(0, reasoningItem),
      summaryDelta(0, "Hm."),
      done(0, secret),
      added(1, { type: "web_search_call", id: "ws_1" }),
      done(1, { type: "web_search_call", id: "ws_1" }),
      done(2, outputText("Found.")),
      closing("completed", { output: [secret] }),
    );
    expect(message.content).toEqual([
      { type: "thinking", thinking: "Hm." },
      { type: "text", text: '{"type":"web_search_call","id":"ws_1"}' },
      { type: "text", text: "Found.", textSignature: '{"v":1,"id":"msg_1"}' },
    ]);
  });
});

describe("tool calls", () => {
  test("pieces of arguments are joined, and the stop becomes a tool use", async () => {
    const { events, message } = await streamed(
      created,
      added(0, callItem(1)),
      argumentsDelta(0, '{"x"', "fc_1"),
      argumentsDelta(0, ":1}", "fc_1"),
      done(0, callItem(1, '{"x":1}')),
      completed,
    );
    expect(calls(message)).toEqual([["call_1|fc_1", "look", { x: 1 }]]);
    expect(events.at(-1)).toMatchObject({ type: "done", reason: "toolUse" });
  });

  test("parallel calls may be interleaved", async () => {
    const { message } = await streamed(
      added(0, callItem(1)),
      added(1, callItem(2)),
      argumentsDelta(1, '{"x":', "fc_2"),
      argumentsDelta(0, '{"x":', "fc_1"),
      argumentsDelta(1, "2}", "fc_2"),
      argumentsDelta(0, "1}", "fc_1"),
      done(1, callItem(2, '{"x":2}')),
      done(0, callItem(1, '{"x":1}')),
      completed,
    );
    expect(calls(message)).toEqual([
      ["call_1|fc_1", "look", { x: 1 }],
      ["call_2|fc_2", "look", { x: 2 }],
    ]);
  });

  test.each([
    ["without output_index", (number: number) => [undefined, `fc_${number}`] as const],
    ["with the same output_index for all", (number: number) => [0, `fc_${number}`] as const],
    ["with item ids that change", (number: number) => [number, crypto.randomUUID()] as const],
  ])("calls are told apart %s", async (_name, names) => {
    const events = [1, 2].flatMap((number) => {
      const [index, id] = names(number);
      return [
        added(index, callItem(number)),
        argumentsDelta(index, `{"x":${number}}`, id),
        done(index, { ...callItem(number, `{"x":${number}}`), id: names(number)[1] }),
      ];
    });
    const { message } = await streamed(...events, completed);
    expect(calls(message)).toEqual([
      ["call_1|fc_1", "look", { x: 1 }],
      ["call_2|fc_2", "look", { x: 2 }],
    ]);
  });

  test.each([
    ["without any index", undefined, {}],
    ["with one index for all", 0, {}],
    ["without index and item id", undefined, { id: undefined }],
  ])("calls that come only when they are done, %s, are all kept", async (_name, index, fields) => {
    const items = [1, 2].map((number) =>
      done(index, { ...callItem(number, `{"x":${number}}`), ...fields }),
    );
    const { message } = await streamed(...items, completed);
    expect(calls(message)).toMatchObject([
      [expect.stringMatching(/^call_1/), "look", { x: 1 }],
      [expect.stringMatching(/^call_2/), "look", { x: 2 }],
    ]);
  });

  test("arguments that come whole, or twice, count once", async () => {
    const complete = {
      type: "response.function_call_arguments.done",
      output_index: 0,
      item_id: "fc_1",
      arguments: '{"x":1}',
    };
    const { message } = await streamed(
      added(0, callItem(1)),
      complete,
      complete,
      done(0, callItem(1, '{"x":1}')),
      done(0, callItem(1, '{"x":1}')),
      completed,
    );
    expect(calls(message)).toEqual([["call_1|fc_1", "look", { x: 1 }]]);
  });

  test("arguments may be an object, and there may be none", async () => {
    const { message } = await streamed(
      done(0, { ...callItem(1), arguments: { x: 1 } }),
      done(1, callItem(2)),
      completed,
    );
    expect(calls(message)).toEqual([
      ["call_1|fc_1", "look", { x: 1 }],
      ["call_2|fc_2", "look", {}],
    ]);
  });

  test("a call without ids gets one, and a call id is no item id", async () => {
    const { message } = await streamed(
      done(0, { type: "function_call", name: "look", arguments: "{}" }),
      done(1, { ...callItem(2), id: "call_2" }),
      completed,
    );
    expect(calls(message)).toEqual([
      [expect.stringMatching(/^call_\w{24}$/), "look", {}],
      ["call_2", "look", {}],
    ]);
  });

  test("truncated arguments are never executed as empty ones", async () => {
    const { message } = await streamed(
      added(0, callItem(1)),
      argumentsDelta(0, '{"path":"/data/x'),
      closing("incomplete", { incomplete_details: { reason: "max_output_tokens" } }),
    );
    expect(message.stopReason).toBe("length");
    expect(message.content[0]).toMatchObject({
      arguments: {},
      argumentsError: expect.stringContaining("/data/x"),
    });
  });
});

describe("the end", () => {
  test("usage keeps cached and reasoning tokens apart, and the vendor's total", async () => {
    const { message } = await streamed(done(0, outputText("Hi")), completed);
    expect(message.usage).toMatchObject({
      input: 40,
      output: 50,
      cacheRead: 60,
      cacheWrite: 0,
      reasoning: 20,
      totalTokens: 150,
    });
    expect(message.usage.cost.total).toBeCloseTo((40 + 500 + 6) / 1e6, 12);
  });

  test("a refusal is an error that carries the vendor's words", async () => {
    const words = "I cannot help with that.";
    const refusal = { ...messageItem, content: [{ type: "refusal", refusal: words }] };
    const deltas = ["I cannot help", " with that."].map((delta) => ({
      type: "response.refusal.delta",
      output_index: 0,
      delta,
    }));
    for (const events of [[done(0, refusal)], [...deltas, done(0, refusal)], deltas]) {
      const { message } = await streamed(added(0, messageItem), ...events, completed);
      expect(message).toMatchObject({
        content: [],
        stopReason: "error",
        errorMessage: words,
        error: { kind: "content_filter", retryable: false },
      });
    }
  });

  test.each([
    { type: "error", code: "rate_limit_exceeded", message: "Slow down.", param: null },
    {
      type: "error",
      error: { type: "tokens", code: "rate_limit_exceeded", message: "Slow down." },
    },
    { error: { code: "rate_limit_exceeded", message: "Slow down." } },
  ])("an error inside the stream is not an empty success: %j", async (event) => {
    const { events, message } = await streamed(created, event, closing("failed"));
    expect(message.error).toEqual({
      kind: "rate_limit",
      code: "rate_limit_exceeded",
      retryable: true,
    });
    expect(events.filter((it) => it.type === "error" || it.type === "done")).toHaveLength(1);
  });

  test("a body that ends without a closing event is an error", async () => {
    const { message } = await streamed(created, added(0, messageItem), textDelta(0, "Hel"));
    expect(message).toMatchObject({ stopReason: "error", error: { kind: "network" } });
    expect(texts(message)).toEqual(["Hel"]);
  });
});

describe("whole answers", () => {
  const output = [reasoningItem, outputText("Hi"), callItem(1, '{"x":1}')];

  test("a server that does not stream is understood", async () => {
    const { message } = await whole({ id: "resp_1", status: "completed", output, usage });
    expect(texts(message)).toEqual(["Hi", "toolCall"]);
    expect(message).toMatchObject({ stopReason: "toolUse", usage: { totalTokens: 150 } });
  });

  test("output that comes only with the closing event is kept", async () => {
    const { message } = await streamed(created, closing("completed", { output }));
    expect(texts(message)).toEqual(["Hi", "toolCall"]);
  });
});
