import { expect, test } from "vitest";
import type { StreamEvent } from "../../event.ts";
import type { AssistantMessage } from "../../message.ts";
import { openaiCompatible } from "../../providers/openai-compatible.ts";
import { testModel } from "../../testing/test-model.ts";

const baseUrl = "https://llm.example/v1";

async function answerTo(body: string, contentType: string) {
  const provider = openaiCompatible({
    baseUrl,
    fetch: async () => new Response(body, { headers: { "content-type": contentType } }),
  });
  const messages = [{ role: "user" as const, content: "hello", timestamp: 0 }];
  const model = testModel({ baseUrl });
  const events: StreamEvent[] = await Array.fromAsync(provider.stream({ model, messages }));
  const end = events.at(-1);
  if (end?.type !== "done") throw new Error("The answer is not complete.");
  return { events, message: end.message };
}

/** The answer to a stream of these deltas. */
function streamed(deltas: object[], finish_reason = "tool_calls") {
  const chunks = [...deltas.map((delta) => ({ choices: [{ delta }] }))];
  const end = { choices: [{ delta: {}, finish_reason }] };
  const body = [...chunks, end].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("");
  return answerTo(body, "text/event-stream");
}

/** The answer to a stream of these elements of `tool_calls`, one a chunk. */
function pieces(...calls: object[]) {
  return streamed(calls.map((call) => ({ tool_calls: [call] })));
}

function whole(message: object, finish_reason = "tool_calls") {
  return answerTo(JSON.stringify({ choices: [{ message, finish_reason }] }), "application/json");
}

function callsOf({ message }: { message: AssistantMessage }) {
  return message.content.flatMap((block) =>
    block.type === "toolCall" ? [[block.id, block.name, block.arguments]] : [],
  );
}

const generated = expect.stringMatching(/^call_\w{20,35}$/);
const named = (name: string, args?: unknown) => ({ function: { name, arguments: args } });
const args = (text: unknown) => ({ function: { arguments: text } });

test.each<[string, object[], unknown[]]>([
  [
    "parallel calls whose pieces are interleaved by index",
    [
      { index: 0, id: "a", ...named("read", "") },
      { index: 1, id: "b", ...named("write", '{"p":') },
      { index: 0, ...args('{"p"') },
      { index: 1, ...args("2}") },
      { index: 0, ...args(":1}") },
    ],
    [
      ["a", "read", { p: 1 }],
      ["b", "write", { p: 2 }],
    ],
  ],
  [
    "calls without an index that come whole (Mistral)",
    [
      { id: "a", ...named("read", '{"p":1}') },
      { id: "b", ...named("read", '{"p":2}') },
    ],
    [
      ["a", "read", { p: 1 }],
      ["b", "read", { p: 2 }],
    ],
  ],
  [
    "pieces without an index follow their id, and without an id the last call (llama.cpp)",
    [
      { id: "a", ...named("read", '{"p"') },
      { id: "b", ...named("read", '{"p"') },
      { id: "a", ...args(":1}") },
      { ...args(":2}") },
    ],
    [
      ["a", "read", { p: 1 }],
      ["b", "read", { p: 2 }],
    ],
  ],
  [
    "every call has the index 0 (Gemini's compatible endpoint)",
    [
      { index: 0, id: "a", ...named("read", '{"p":1}') },
      { index: 0, id: "b", ...named("read", '{"p":2}') },
      { index: 0, id: "c", ...named("list", "") },
      { index: 0, id: "d", ...named("list", "") },
    ],
    [
      ["a", "read", { p: 1 }],
      ["b", "read", { p: 2 }],
      ["c", "list", {}],
      ["d", "list", {}],
    ],
  ],
  [
    "calls without any id get one each",
    [
      { index: 0, ...named("read", '{"p":1}') },
      { index: 1, id: "", ...named("read", "{}") },
    ],
    [
      [generated, "read", { p: 1 }],
      [generated, "read", {}],
    ],
  ],
  [
    "an id that another call has already is replaced",
    [
      { index: 0, id: "read", ...named("read", "{}") },
      { index: 1, id: "read", ...named("read", "{}") },
    ],
    [
      ["read", "read", {}],
      [generated, "read", {}],
    ],
  ],
  [
    "the id is repeated with every piece (its arguments were reset)",
    [
      { index: 0, id: "a", ...named("read", '{"p"') },
      { index: 0, id: "a", ...args(":1}") },
    ],
    [["a", "read", { p: 1 }]],
  ],
  [
    "the name is repeated with every piece (it was concatenated)",
    [
      { index: 0, id: "a", ...named("read", "") },
      { index: 0, id: "a", ...named("read", '{"p"') },
      { index: 0, ...named("read", ":1}") },
    ],
    [["a", "read", { p: 1 }]],
  ],
  [
    "name and a new id are repeated with every piece (vLLM with a named tool)",
    [
      { index: 0, id: "a", ...named("read", '{"p":') },
      { index: 0, id: "b", ...named("read", "1") },
      { index: 0, id: "c", ...named("read", "}") },
    ],
    [["a", "read", { p: 1 }]],
  ],
  [
    "the name comes in pieces",
    [
      { index: 0, id: "a", ...named("read_", "") },
      { index: 0, ...named("file") },
      { index: 0, ...args("{}") },
    ],
    [["a", "read_file", {}]],
  ],
  [
    "arguments come before the name",
    [
      { index: 0, id: "a", ...args('{"p"') },
      { index: 0, ...named("read", ":1}") },
    ],
    [["a", "read", { p: 1 }]],
  ],
  [
    "arguments as an object instead of text",
    [{ index: 0, id: "a", ...named("read", { p: 1 }) }],
    [["a", "read", { p: 1 }]],
  ],
  [
    "arguments sent again as a whole at the end",
    [
      { index: 0, id: "a", ...named("read", '{"p":') },
      { index: 0, ...args('{"x":1}}') },
      { index: 0, ...args('{"p": {"x": 1}}') },
    ],
    [["a", "read", { p: { x: 1 } }]],
  ],
  [
    "a piece inside a string that repeats the beginning is kept",
    [
      { index: 0, id: "a", ...named("read", '{"p":"') },
      { index: 0, ...args("{p}") },
      { index: 0, ...args('{p}"}') },
    ],
    [["a", "read", { p: "{p}{p}" }]],
  ],
  [
    "a call without arguments",
    [{ index: 0, id: "a", ...named("list", null) }],
    [["a", "list", {}]],
  ],
  [
    "calls that the vendor executes itself are not the client's",
    [
      { index: 0, id: "a", type: "web_search", web_search: {}, ...named("search", "{}") },
      { index: 0, ...args("{}") },
      { index: 1, id: "b", type: "function", ...named("read", "{}") },
    ],
    [["b", "read", {}]],
  ],
  [
    "custom calls, which are never declared",
    [
      { index: 0, id: "a", type: "custom", custom: { name: "read", input: "x" } },
      { index: 1, id: "b", type: "function", ...named("read", "{}") },
    ],
    [["b", "read", {}]],
  ],
  [
    "an empty place in the list",
    [{ index: 0 }, { index: 1, id: "a", ...named("read", "{}") }],
    [["a", "read", {}]],
  ],
])("%s", async (_name, calls, expected) => {
  const answer = await pieces(...calls);
  expect(callsOf(answer)).toEqual(expected);
  expect(answer.message.stopReason).toBe("toolUse");
});

test("the legacy function_call is a tool call", async () => {
  const answer = await streamed(
    [
      { function_call: { name: "read", arguments: '{"p"' } },
      { function_call: { arguments: ":1}" } },
    ],
    "function_call",
  );
  expect(callsOf(answer)).toEqual([[generated, "read", { p: 1 }]]);
});

test("deltas are exactly the argument text, between one start and one end", async () => {
  const { events } = await pieces(
    { index: 0, id: "a", ...named("read", '{"p"') },
    { index: 0, ...args(":1}") },
  );
  const toolCall = { type: "toolCall", id: "a", name: "read", arguments: { p: 1 } };
  expect(events.slice(0, -1)).toEqual([
    expect.objectContaining({ type: "start" }),
    { type: "toolcall_start", contentIndex: 0, id: "a", name: "read" },
    { type: "toolcall_delta", contentIndex: 0, delta: '{"p"' },
    { type: "toolcall_delta", contentIndex: 0, delta: ":1}" },
    { type: "toolcall_end", contentIndex: 0, toolCall },
  ]);
});

test("text, calls and text again keep their order", async () => {
  const { message } = await streamed([
    { content: "First" },
    { tool_calls: [{ index: 0, id: "a", ...named("list", "") }] },
    { content: "then" },
  ]);
  expect(message.content.map((block) => block.type)).toEqual(["text", "toolCall", "text"]);
});

test.each([
  ["in the middle of its arguments", '{"path":"/data/x'],
  ["before its arguments", ""],
])("a call cut by the token limit %s is not to be executed", async (_where, cut) => {
  const call = { index: 0, id: "a", ...named("rm", cut) };
  const { message } = await streamed([{ tool_calls: [call] }], "length");
  expect(message.stopReason).toBe("length");
  expect(message.content).toMatchObject([
    { name: "rm", arguments: {}, argumentsError: expect.any(String) },
  ]);
});

test("an encrypted thought is kept with the call that it belongs to, even if it comes first", async () => {
  const detail = { type: "reasoning.encrypted", id: "a", data: "secret" };
  const { message } = await streamed([
    { reasoning_details: [detail, { ...detail, id: "other" }] },
    { tool_calls: [{ index: 0, id: "a", ...named("read", "{}") }] },
  ]);
  expect(message.content).toMatchObject([{ thoughtSignature: JSON.stringify(detail) }]);
});

test("a whole answer has its thinking, text and calls", async () => {
  const answer = await whole({
    role: "assistant",
    content: "I read.",
    reasoning_content: "Hm.",
    tool_calls: [
      { id: "a", type: "function", ...named("read", '{"p":1}') },
      { type: "function", ...named("read", '{"p":1}') },
    ],
  });
  expect(answer.message).toMatchObject({
    stopReason: "toolUse",
    content: [{ thinking: "Hm." }, { text: "I read." }, {}, {}],
  });
  expect(callsOf(answer)).toEqual([
    ["a", "read", { p: 1 }],
    [generated, "read", { p: 1 }],
  ]);
});

test("a message at the end of a stream that repeats it is not taken twice", async () => {
  const chunks = [
    { choices: [{ delta: { content: "Hi" } }] },
    { choices: [{ message: { content: "Hi" }, finish_reason: "stop" }] },
  ];
  const body = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("");
  const { message } = await answerTo(body, "text/event-stream");
  expect(message.content).toEqual([{ type: "text", text: "Hi" }]);
});
