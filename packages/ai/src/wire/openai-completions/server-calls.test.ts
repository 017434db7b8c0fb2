import { expect, test } from "vitest";
import { openaiCompatible } from "../../providers/openai-compatible.ts";
import { testModel } from "../../testing/test-model.ts";

const baseUrl = "https://llm.example/v1";
const model = testModel({ baseUrl });

async function answerTo(body: string, type: string) {
  const fetch = async () => new Response(body, { headers: { "content-type": type } });
  const messages = [{ role: "user" as const, content: "hello", timestamp: 0 }];
  const message = await openaiCompatible({ baseUrl, fetch }).complete({ model, messages });
  return message.content.map((block) => {
    if (block.type === "toolCall") return [block.id, block.name, block.arguments];
    return block.type === "text" ? block.text : [block.type, block.thinking];
  });
}

function streamed(...deltas: object[]) {
  const chunks = deltas.map((delta) => ({ choices: [{ delta }] }));
  const end = { choices: [{ delta: {}, finish_reason: "stop" }] };
  const body = [...chunks, end].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("");
  return answerTo(body, "text/event-stream");
}

const pieces = (...calls: object[]) => streamed(...calls.map((call) => ({ tool_calls: [call] })));

test("pieces of a vendor's call are one text", async () => {
  const search = { id: "a", type: "web_search" };
  expect(
    await pieces(
      { index: 0, ...search, function: { name: "search", arguments: '{"q":' } },
      { index: 0, ...search, function: { name: "search", arguments: '"x"}' } },
      { index: 0, outputs: [{ url: "u" }], status: "done" },
    ),
  ).toEqual([
    '{"id":"a","type":"web_search","function":{"name":"search","arguments":"{\\"q\\":\\"x\\"}"},' +
      '"outputs":[{"url":"u"}],"status":"done"}',
  ]);
});

test.each([
  ["the same index", 0],
  ["no index", undefined],
])("calls of the vendor and of the client are told apart with %s", async (_, index) => {
  expect(
    await pieces(
      { index, id: "a", type: "web_search", web_search: {} },
      { index, id: "b", type: "code_interpreter", code_interpreter: { input: "1" } },
      { index, id: "c", type: "function", function: { name: "read", arguments: "{}" } },
      { index, id: "d", type: "retrieval" },
    ),
  ).toEqual([
    '{"id":"a","type":"web_search","web_search":{}}',
    '{"id":"b","type":"code_interpreter","code_interpreter":{"input":"1"}}',
    ["c", "read", {}],
    '{"id":"d","type":"retrieval"}',
  ]);
});

test("the content keeps the order in which things came", async () => {
  expect(
    await streamed(
      { reasoning: "Hm." },
      { executed_tools: [{ index: 0, type: "search", arguments: "{}" }] },
      { reasoning: "Ah." },
      { content: "One" },
      { tool_calls: [{ index: 0, id: "a", type: "web_search" }] },
      { content: " two", executed_tools: [{ index: 0, type: "search", output: "found" }] },
    ),
  ).toEqual([
    ["thinking", "Hm."],
    '{"type":"search","arguments":"{}"}',
    ["thinking", "Ah."],
    "One",
    '{"id":"a","type":"web_search"}',
    '{"type":"search","output":"found"}',
    " two",
  ]);
});

test("an answer that is not streamed keeps them before its text", async () => {
  const tool = { type: "python", arguments: "1", output: "1", code_results: [{ text: "1" }] };
  const message = { content: "Hi", executed_tools: [{ index: 0, ...tool }], tool_calls: [] };
  const body = JSON.stringify({ choices: [{ message, finish_reason: "stop" }] });
  expect(await answerTo(body, "application/json")).toEqual([JSON.stringify(tool), "Hi"]);
});

test("names of a prototype's are fields like others", async () => {
  const piece = '{"index":0,"id":"a","type":"x","__proto__":{"polluted":"y"}}';
  const chunk = `data: {"choices":[{"delta":{"tool_calls":[${piece}]}}]}\n\n`;
  const end = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n';
  expect(await answerTo(chunk + chunk + end, "text/event-stream")).toHaveLength(1);
  expect({}).not.toHaveProperty("polluted");
});
