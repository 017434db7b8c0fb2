import { expect, test } from "vitest";
import { postExample } from "./example-requests.ts";
import { problemsOfExample } from "./problems-of-example.ts";
import { vendorServer } from "./server.ts";

const api = "openai-responses";
const user = { role: "user", content: "Hi" };
const call = (call_id: string, more = {}) => ({
  type: "function_call",
  id: `fc_${call_id}`,
  call_id,
  name: "read",
  arguments: "{}",
  ...more,
});
const output = (call_id: string, more = {}) => ({
  type: "function_call_output",
  call_id,
  output: "A",
  ...more,
});
const thought = (more = {}) => ({
  type: "reasoning",
  id: "rs_1",
  summary: [],
  encrypted_content: "g",
  ...more,
});
const said = {
  type: "message",
  role: "assistant",
  id: "msg_1",
  status: "completed",
  content: [{ type: "output_text", text: "a", annotations: [] }],
};
const plain = { model: "gpt-4o", reasoning: undefined, include: undefined };

test("the example is accepted", () => {
  expect(problemsOfExample(api)).toEqual([]);
});

const accepted: Record<string, Record<string, unknown>> = {
  "a thought before text": { input: [user, thought(), said, user] },
  "parallel calls with outputs in another order": {
    input: [user, thought(), call("a"), call("b"), output("b"), output("a")],
  },
  "a call without an item id": { input: [user, call("a", { id: undefined }), output("a")] },
  "an output with an image": {
    input: [
      user,
      call("a"),
      output("a", {
        output: [{ type: "input_image", detail: "auto", image_url: "data:image/png;base64,AA==" }],
      }),
    ],
  },
  "an image in a message": {
    input: [
      {
        role: "user",
        content: [{ type: "input_image", detail: "auto", image_url: "https://a/b" }],
      },
    ],
  },
  "text as input": { input: "Hi" },
  "temperature on a plain model": { ...plain, temperature: 0.2 },
  "a stored thought without its content": {
    store: true,
    input: [user, thought({ encrypted_content: undefined }), said, user],
  },
};

test.each(Object.entries(accepted))("%s is accepted", (_, changes) => {
  expect(problemsOfExample(api, changes)).toEqual([]);
});

const refused: [string, Record<string, unknown>, RegExp][] = [
  ["a field it does not know", { messages: [] }, /^messages: Expected no such field/],
  ["no input", { input: undefined }, /^input: .*required/],
  [
    "an item it does not know",
    { input: [{ type: "tool_result" }] },
    /^input\[0\]\.type: Invalid value/,
  ],
  ["a role it does not know", { input: [{ role: "tool", content: "x" }] }, /^input\[0\]\.role/],
  [
    "a part of another role",
    { input: [{ role: "assistant", content: [{ type: "input_text", text: "a" }] }] },
    /content\[0\]\.type: Invalid value: 'input_text'/,
  ],
  [
    "a part in another vendor's shape",
    { input: [{ role: "user", content: [{ type: "text", text: "a" }] }] },
    /content\[0\]\.type: Invalid value: 'text'/,
  ],
  [
    "an image that is bare base64",
    {
      input: [
        { role: "user", content: [{ type: "input_image", detail: "auto", image_url: "AAAA" }] },
      ],
    },
    /image_url: Expected a web address/,
  ],
  [
    "a call's id in place of an item's",
    { input: [user, call("call_a", { id: "call_a" }), output("call_a")] },
    /^input\[1\]\.id: Expected an id .* begins with 'fc_'/,
  ],
  [
    "a message id of another kind",
    { input: [user, { ...said, id: "item_1" }, user] },
    /^input\[1\]\.id: .*'msg_'/,
  ],
  [
    "a message id that is too long",
    { input: [user, { ...said, id: `msg_${"a".repeat(61)}` }, user] },
    /^input\[1\]\.id/,
  ],
  [
    "a thought's id of another kind",
    { input: [user, thought({ id: "reasoning_1" }), said, user] },
    /^input\[1\]\.id: .*'rs_'/,
  ],
  [
    "a call id that is too long",
    { input: [user, call("a".repeat(65), { id: "fc_1" }), output("a".repeat(65))] },
    /call_id: Expected an id of 1 to 64/,
  ],
  [
    "an item twice",
    { input: [user, thought(), thought(), said, user] },
    /Duplicate item found with id rs_1/,
  ],
  [
    "a thought that nothing follows",
    { input: [user, thought()] },
    /^input\[1\]: .*required following item/,
  ],
  [
    "a thought that a user follows",
    { input: [thought(), user] },
    /^input\[0\]: .*required following item/,
  ],
  [
    "an unstored thought without its content",
    { input: [user, thought({ encrypted_content: undefined }), said, user] },
    /^input\[1\]: .*not persisted/,
  ],
  [
    "a thought without a summary",
    { input: [user, thought({ summary: undefined }), said, user] },
    /summary: .*required/,
  ],
  [
    "a call without an output",
    { input: [user, call("a"), user] },
    /No tool output found for function call a/,
  ],
  [
    "an output without a call",
    { input: [user, output("a")] },
    /^input\[1\]\.call_id: No tool call found/,
  ],
  [
    "an output before its call",
    { input: [user, output("a"), call("a")] },
    /^input\[1\]\.call_id: No tool call found/,
  ],
  [
    "two outputs for a call",
    { input: [user, call("a"), output("a"), output("a")] },
    /more than one output for call_id a/,
  ],
  [
    "two calls with one id",
    { input: [user, call("a"), call("a", { id: "fc_2" }), output("a")] },
    /Duplicate call_id a/,
  ],
  [
    "arguments that are an object",
    { input: [user, call("a", { arguments: {} }), output("a")] },
    /arguments: Expected a string/,
  ],
  ["half of a surrogate pair", { input: "\ud800" }, /surrogate/],
  [
    "too small a limit",
    { max_output_tokens: 15 },
    /^max_output_tokens: Expected a whole number from 16/,
  ],
  ["max_tokens", { max_tokens: 100 }, /^max_tokens: Expected no such field/],
  ["temperature on a reasoning model", { temperature: 0.5 }, /^temperature: Unsupported value/],
  [
    "an effort on a plain model",
    { ...plain, reasoning: { effort: "low" } },
    /^reasoning\.effort: Unsupported parameter/,
  ],
  [
    "a summary on a plain model",
    { ...plain, reasoning: { summary: "auto" } },
    /^reasoning\.summary: Unsupported parameter/,
  ],
  [
    "encrypted thoughts of a plain model",
    { ...plain, include: ["reasoning.encrypted_content"] },
    /^include: Encrypted content/,
  ],
  [
    "an effort it does not know",
    { reasoning: { effort: "off" } },
    /^reasoning\.effort: Expected one of/,
  ],
  ["something to include that it does not know", { include: ["usage"] }, /^include/],
  [
    "a tool in the shape of Chat Completions",
    { tools: [{ type: "function", function: { name: "read" } }] },
    /^tools\[0\]\.name: .*required/,
  ],
  [
    "two tools with one name",
    {
      tools: ["t", "t"].map((name) => ({ type: "function", name, parameters: { type: "object" } })),
    },
    /more than one tool named "t"/,
  ],
  [
    "a strict tool that is open",
    {
      tools: [
        {
          type: "function",
          name: "t",
          strict: true,
          parameters: { type: "object", properties: {} },
        },
      ],
    },
    /'additionalProperties' is required/,
  ],
  [
    "a tool choice that names no tool",
    { tool_choice: { type: "function", name: "x" } },
    /^tool_choice: Tool choice 'x' not found/,
  ],
  [
    "a required choice without tools",
    { tools: undefined, tool_choice: "required" },
    /^tool_choice: .*specified with 'tools'/,
  ],
  [
    "a format without a name",
    { text: { format: { type: "json_schema", schema: {} } } },
    /^text\.format\.name: .*required/,
  ],
  [
    "a strict format that is open",
    {
      text: {
        format: { type: "json_schema", name: "a", strict: true, schema: { type: "object" } },
      },
    },
    /^text\.format\.schema/,
  ],
  ["a cache key that is too long", { prompt_cache_key: "a".repeat(65) }, /^prompt_cache_key/],
];

test.each(refused)("%s is refused", (_, changes, problem) => {
  expect(problemsOfExample(api, changes)).toContainEqual(expect.stringMatching(problem));
});

test("the refusal has the vendor's shape", async () => {
  await using server = await vendorServer();
  const response = await postExample(server.url, api, { max_output_tokens: 1 });
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { error: { type: "invalid_request_error", param: "max_output_tokens" } },
  ]);
});
