import { expect, test } from "vitest";
import { postExample } from "./example-requests.ts";
import { problemsOfExample } from "./problems-of-example.ts";
import { vendorServer } from "./server.ts";

const api = "openai-completions";
const user = { role: "user", content: "Hi" };
const call = (id: string, more = {}) => ({
  id,
  type: "function",
  function: { name: "read", arguments: "{}", ...more },
});
const calls = (...tool_calls: object[]) => ({ role: "assistant", content: null, tool_calls });
const result = (tool_call_id: string, more = {}) => ({
  role: "tool",
  tool_call_id,
  content: "A",
  ...more,
});
const tool = (described: object) => [{ type: "function", function: { name: "t", ...described } }];
const plain = { model: "gpt-4.1", reasoning_effort: undefined };
const open = { type: "object", properties: { a: { type: "string" } } };

test("the example is accepted", () => {
  expect(problemsOfExample(api)).toEqual([]);
});

const accepted: Record<string, Record<string, unknown>> = {
  "parallel calls with results in another order": {
    messages: [user, calls(call("a"), call("b")), result("b"), result("a"), user],
  },
  "two user messages in a row": { messages: [user, user] },
  "an image": {
    messages: [
      {
        role: "user",
        content: [{ type: "image_url", image_url: { url: "data:image/png;base64,AA==" } }],
      },
    ],
  },
  "text beside calls, and an empty result": {
    messages: [user, { ...calls(call("a")), content: "x" }, result("a", { content: "" })],
  },
  "max_tokens and temperature on a plain model": {
    ...plain,
    max_completion_tokens: undefined,
    max_tokens: 100,
    temperature: 0.3,
  },
  "temperature where the effort is none": { reasoning_effort: "none", temperature: 0.3 },
  "another server's model": { model: "glm-4.7", max_completion_tokens: undefined, max_tokens: 9 },
  "a strict tool that is closed": {
    tools: tool({
      strict: true,
      parameters: { ...open, required: ["a"], additionalProperties: false },
    }),
  },
};

test.each(Object.entries(accepted))("%s is accepted", (_, changes) => {
  expect(problemsOfExample(api, changes)).toEqual([]);
});

const refused: [string, Record<string, unknown>, RegExp][] = [
  [
    "a field it does not know",
    { thinking: { type: "enabled" } },
    /^thinking: Expected no such field/,
  ],
  ["no messages", { messages: [] }, /^messages/],
  [
    "a role it does not know",
    { messages: [{ role: "toolResult", content: "x" }] },
    /^messages\[0\]\.role: Invalid value/,
  ],
  [
    "a field of a message it does not know",
    { messages: [{ ...user, timestamp: 1 }] },
    /^messages\[0\]\.timestamp/,
  ],
  [
    "reasoning in a message",
    { messages: [user, { role: "assistant", content: "a", reasoning_content: "b" }] },
    /^messages\[1\]\.reasoning_content/,
  ],
  [
    "content that is null without calls",
    { messages: [{ role: "assistant", content: null }] },
    /^messages\[0\]\.content: Expected/,
  ],
  [
    "an empty list of parts",
    { messages: [{ role: "user", content: [] }] },
    /^messages\[0\]\.content/,
  ],
  [
    "an empty part",
    { messages: [{ role: "user", content: [{ type: "text", text: "" }] }] },
    /content\[0\]\.text: Expected a non-empty/,
  ],
  [
    "an image in a result",
    {
      messages: [
        user,
        calls(call("a")),
        result("a", { content: [{ type: "image_url", image_url: { url: "https://x/y" } }] }),
      ],
    },
    /content\[0\]\.type: Invalid value: 'image_url'/,
  ],
  [
    "an image that is bare base64",
    { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "AAAA" } }] }] },
    /image_url: Expected a web address/,
  ],
  [
    "a call without a result",
    { messages: [user, calls(call("a"), call("b")), result("a"), user] },
    /^messages\[1\]: .*did not have response messages: b/,
  ],
  [
    "a call without a result at the end",
    { messages: [user, calls(call("a"))] },
    /did not have response messages: a/,
  ],
  [
    "a result without a call",
    { messages: [user, result("a")] },
    /^messages\[1\]\.tool_call_id: .*'a' is not open/,
  ],
  [
    "a second result for a call",
    { messages: [user, calls(call("a")), result("a"), result("a")] },
    /'a' is not open/,
  ],
  [
    "a result behind another message",
    { messages: [user, calls(call("a")), user, result("a")] },
    /did not have response messages: a/,
  ],
  [
    "two calls with one id",
    { messages: [user, calls(call("a"), call("a")), result("a")] },
    /Duplicate tool call id 'a'/,
  ],
  [
    "an id that is too long",
    { messages: [user, calls(call("a".repeat(41))), result("a".repeat(41))] },
    /tool_calls\[0\]\.id: Expected an id of 1 to 40/,
  ],
  [
    "arguments that are an object",
    { messages: [user, calls(call("a", { arguments: {} })), result("a")] },
    /function\.arguments: Expected a string/,
  ],
  ["an empty list of calls", { messages: [user, calls()] }, /tool_calls: Expected a list/],
  ["half of a surrogate pair", { messages: [{ role: "user", content: "\udc00" }] }, /surrogate/],
  [
    "max_tokens on a reasoning model",
    { max_completion_tokens: undefined, max_tokens: 100 },
    /^max_tokens: Unsupported parameter/,
  ],
  [
    "max_tokens on an o-series model",
    { model: "o1", max_completion_tokens: undefined, max_tokens: 100 },
    /^max_tokens: Unsupported parameter/,
  ],
  ["both limits", { ...plain, max_tokens: 100 }, /^max_tokens: Cannot be set together/],
  ["temperature on a reasoning model", { temperature: 0.5 }, /^temperature: Unsupported value/],
  ["stop on a reasoning model", { stop: ["x"] }, /^stop: Unsupported parameter/],
  [
    "an effort on a plain model",
    { ...plain, reasoning_effort: "low" },
    /^reasoning_effort: Unrecognized/,
  ],
  ["an effort it does not know", { reasoning_effort: "off" }, /^reasoning_effort: Expected one of/],
  ["five stop sequences", { ...plain, stop: ["a", "b", "c", "d", "e"] }, /^stop: .*at most 4/],
  [
    "stream options without a stream",
    { stream: false },
    /^stream_options: .*only allowed when 'stream'/,
  ],
  ["an empty list of tools", { tools: [] }, /^tools: Expected a list/],
  [
    "a tool choice without tools",
    { tools: undefined, tool_choice: "auto" },
    /^tool_choice: .*only allowed when 'tools'/,
  ],
  [
    "a tool choice that names no tool",
    { tool_choice: { type: "function", function: { name: "x" } } },
    /^tool_choice: Expected/,
  ],
  [
    "a tool name with other characters",
    { tools: tool({ name: "a b" }) },
    /^tools\[0\]\.function\.name/,
  ],
  [
    "two tools with one name",
    { tools: [...tool({}), ...tool({})] },
    /more than one tool named "t"/,
  ],
  [
    "a tool in another vendor's shape",
    { tools: [{ name: "t", input_schema: {} }] },
    /^tools\[0\]\.function: .*required/,
  ],
  [
    "a tool schema that is no object",
    { tools: tool({ parameters: { type: "array" } }) },
    /parameters: Expected a JSON Schema/,
  ],
  [
    "a strict tool that is open",
    { tools: tool({ strict: true, parameters: { ...open, required: ["a"] } }) },
    /'additionalProperties' is required/,
  ],
  [
    "a strict tool with an optional property",
    { tools: tool({ strict: true, parameters: { ...open, additionalProperties: false } }) },
    /Missing 'a'/,
  ],
  [
    "a strict tool that is open further in",
    {
      tools: tool({
        strict: true,
        parameters: {
          type: "object",
          additionalProperties: false,
          required: ["a"],
          properties: { a: { type: "array", items: open } },
        },
      }),
    },
    /parameters\.properties\.a\.items: /,
  ],
  [
    "a response format without a schema",
    { response_format: { type: "json_schema" } },
    /^response_format: Expected type/,
  ],
  [
    "a strict response format that is open",
    {
      response_format: {
        type: "json_schema",
        json_schema: { name: "a", strict: true, schema: open },
      },
    },
    /^response_format\.json_schema\.schema: /,
  ],
  [
    "a cache key that is too long",
    { prompt_cache_key: "a".repeat(65) },
    /^prompt_cache_key: .*at most 64/,
  ],
  [
    "a cache retention it does not know",
    { prompt_cache_retention: "1h" },
    /^prompt_cache_retention/,
  ],
];

test.each(refused)("%s is refused", (_, changes, problem) => {
  expect(problemsOfExample(api, changes)).toContainEqual(expect.stringMatching(problem));
});

test("extra fields are accepted at any depth", () => {
  const changes = {
    thinking: { type: "enabled" },
    messages: [user, { role: "assistant", content: "a", reasoning_content: "b" }],
  };
  const extraFields = ["thinking", "reasoning_content"];
  expect(problemsOfExample(api, changes, { extraFields })).toEqual([]);
});

test("the refusal has the vendor's shape", async () => {
  await using server = await vendorServer();
  const response = await postExample(server.url, api, { temperature: 0.5 });
  expect([response.status, await response.json()]).toMatchObject([
    400,
    {
      error: {
        message: "Unsupported value: 'temperature' does not support 0.5 with this model.",
        type: "invalid_request_error",
        param: "temperature",
      },
    },
  ]);
});
