import { expect, test } from "vitest";
import { postExample } from "./example-requests.ts";
import { problemsOfExample } from "./problems-of-example.ts";
import { vendorServer } from "./server.ts";

const api = "anthropic-messages";
const user = { role: "user", content: "Hi" };
const use = (id: string, more = {}) => ({ type: "tool_use", id, name: "read", input: {}, ...more });
const result = (id: string, more = {}) => ({ type: "tool_result", tool_use_id: id, ...more });
const assistant = (...content: object[]) => ({ role: "assistant", content });
const asks = (...content: object[]) => ({ role: "user", content });
const system = (content: unknown) => ({ role: "system", content });
const answer = assistant({ type: "text", text: "Hello" });
/** A model that takes instructions in the middle of a conversation, and what it needs to be asked with. */
const steerable = { model: "claude-opus-4-8", thinking: { type: "adaptive" } };
const png = { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" };

test("the example is accepted", () => {
  expect(problemsOfExample(api)).toEqual([]);
});

const accepted: Record<string, Record<string, unknown>> = {
  "parallel calls with results in another order": {
    messages: [user, assistant(use("a"), use("b")), asks(result("b"), result("a"))],
  },
  "a result without content": { messages: [user, assistant(use("a")), asks(result("a"))] },
  "messages of one role in a row, which are one turn": {
    messages: [
      user,
      user,
      assistant(use("a")),
      assistant(use("b")),
      asks(result("a")),
      asks(result("b")),
      user,
    ],
  },
  "a system message at the end": { ...steerable, messages: [user, system("Be brief.")] },
  "system messages between a user's and an answer": {
    ...steerable,
    messages: [
      user,
      system("Be brief."),
      system([{ type: "text", text: "Be kind.", cache_control: { type: "ephemeral" } }]),
      answer,
      user,
    ],
  },
  "a system message behind a result": {
    ...steerable,
    messages: [user, assistant(use("a")), asks(result("a")), system("Be brief.")],
  },
  "images in a message and in a result": {
    messages: [
      asks({ type: "image", source: png }),
      assistant(use("a")),
      asks(result("a", { content: [{ type: "image", source: png }] })),
    ],
  },
  "a hidden thought": {
    messages: [
      user,
      assistant({ type: "redacted_thinking", data: "abc" }, use("a")),
      asks(result("a")),
    ],
  },
  "adaptive thinking with an effort": {
    model: "claude-opus-4-7",
    thinking: { type: "adaptive", display: "summarized" },
    output_config: { effort: "max" },
  },
  "a model's own word for no thinking": {
    model: "claude-sonnet-5-5",
    thinking: { type: "between_tools" },
    output_config: { effort: "high" },
  },
  "temperature without thinking": { thinking: undefined, temperature: 0.2 },
  "no tools": { tools: [], tool_choice: undefined },
  "a schema with references": {
    tools: [{ name: "t", input_schema: { type: "object", $defs: { a: {} } } }],
  },
};

test.each(Object.entries(accepted))("%s is accepted", (_, changes) => {
  expect(problemsOfExample(api, changes)).toEqual([]);
});

const refused: [string, Record<string, unknown>, RegExp][] = [
  [
    "a field it does not know",
    { frequency_penalty: 1 },
    /^frequency_penalty: Expected no such field/,
  ],
  ["no model", { model: undefined }, /^model: .*required/],
  ["no max_tokens", { max_tokens: undefined }, /^max_tokens: .*required/],
  [
    "a max_tokens that is no number",
    { max_tokens: "many" },
    /^max_tokens: Expected a whole number/,
  ],
  ["no messages", { messages: [] }, /^messages: Expected a list/],
  [
    "a first message that is not the user's",
    { messages: [assistant({ type: "text", text: "a" }), user] },
    /^messages\.0\.role: The first/,
  ],
  [
    "a last message that is the assistant's",
    { messages: [user, assistant({ type: "text", text: "a" })] },
    /^messages\.1\.role: .*prefill/,
  ],
  [
    "a system message for a model that takes none",
    { messages: [user, system("Be brief.")] },
    /^messages\.1\.role: .*not supported on this model/,
  ],
  [
    "a system message for Sonnet 5",
    { ...steerable, model: "claude-sonnet-5", messages: [user, system("Be brief.")] },
    /^messages\.1\.role: .*not supported on this model/,
  ],
  [
    "a system message in front",
    { ...steerable, messages: [system("Be brief."), user] },
    /^messages\.0\.role: Use the top-level/,
  ],
  [
    "a system message behind an answer",
    { ...steerable, messages: [user, answer, system("Be brief."), user] },
    /^messages\.2\.role: .*must follow/,
  ],
  [
    "a system message between two of the user",
    { ...steerable, messages: [user, system("Be brief."), user] },
    /^messages\.1\.role: .*must precede/,
  ],
  [
    "a system message between a call and its result",
    {
      ...steerable,
      messages: [user, assistant(use("a")), system("Be brief."), asks(result("a"))],
    },
    /^messages\.2: .*without `tool_result` blocks immediately after: a/,
  ],
  [
    "an image in a system message",
    { ...steerable, messages: [user, system([{ type: "image", source: png }])] },
    /^messages\.1\.content\.0\.type: Invalid value: 'image'/,
  ],
  [
    "a role it does not know",
    { messages: [{ role: "tool", content: "x" }] },
    /^messages\.0\.role: Expected one of/,
  ],
  [
    "empty content",
    { messages: [{ role: "user", content: "" }] },
    /^messages\.0\.content: .*non-empty/,
  ],
  ["an empty list of blocks", { messages: [asks()] }, /^messages\.0\.content: .*non-empty/],
  [
    "an empty text block",
    { messages: [asks({ type: "text", text: " \n" })] },
    /content\.0\.text: Expected text with more/,
  ],
  [
    "an empty text block in a result",
    {
      messages: [
        user,
        assistant(use("a")),
        asks(result("a", { content: [{ type: "text", text: "" }] })),
      ],
    },
    /content\.0\.content\.0\.text/,
  ],
  [
    "a block of another role",
    { messages: [asks(use("a"))] },
    /content\.0\.type: Invalid value: 'tool_use'/,
  ],
  [
    "a block it does not know",
    { messages: [asks({ type: "input_text", text: "a" })] },
    /content\.0\.type: Invalid value: 'input_text'/,
  ],
  [
    "a field in a block that it does not know",
    { messages: [asks({ type: "text", text: "a", textSignature: "s" })] },
    /content\.0\.textSignature/,
  ],
  [
    "a call without a result",
    { messages: [user, assistant(use("a"), use("b")), asks(result("a"))] },
    /without `tool_result` blocks immediately after: b/,
  ],
  [
    "a result later than the next message",
    {
      messages: [
        user,
        assistant(use("a")),
        user,
        assistant({ type: "text", text: "x" }),
        asks(result("a")),
      ],
    },
    /immediately after: a/,
  ],
  [
    "a result without a call",
    { messages: [user, assistant({ type: "text", text: "x" }), asks(result("a"))] },
    /unexpected `tool_use_id`.*a\./,
  ],
  [
    "two results for a call",
    { messages: [user, assistant(use("a")), asks(result("a"), result("a"))] },
    /more than one `tool_result` for a/,
  ],
  [
    "two calls with one id",
    { messages: [user, assistant(use("a"), use("a")), asks(result("a"))] },
    /ids must be unique; a/,
  ],
  [
    "text before a result",
    { messages: [user, assistant(use("a")), asks({ type: "text", text: "x" }, result("a"))] },
    /must come before other content/,
  ],
  [
    "text before a result in the message before it",
    { messages: [user, assistant(use("a")), user, asks(result("a"))] },
    /^messages\.2\.content: .*must come before other content/,
  ],
  [
    "an id with other characters",
    { messages: [user, assistant(use("call|fc")), asks(result("call|fc"))] },
    /content\.0\.id: Expected a string that matches/,
  ],
  [
    "an id that is too long",
    { messages: [user, assistant(use("a".repeat(65))), asks(result("a".repeat(65)))] },
    /content\.0\.id/,
  ],
  [
    "input that is no object",
    { messages: [user, assistant(use("a", { input: "{}" })), asks(result("a"))] },
    /content\.0\.input: Expected an object/,
  ],
  [
    "an image in an error result",
    {
      messages: [
        user,
        assistant(use("a")),
        asks(result("a", { is_error: true, content: [{ type: "image", source: png }] })),
      ],
    },
    /must be of type "text" if `is_error`/,
  ],
  [
    "an image of a type it does not read",
    { messages: [asks({ type: "image", source: { ...png, media_type: "image/bmp" } })] },
    /source: Expected a media_type/,
  ],
  [
    "an image that is a data URL",
    { messages: [asks({ type: "image", source: { ...png, data: "data:image/png;base64,AA==" } })] },
    /source: Expected data in base64/,
  ],
  [
    "a thought without a signature",
    {
      messages: [user, assistant({ type: "thinking", thinking: "x" }, use("a")), asks(result("a"))],
    },
    /signature: .*required/,
  ],
  [
    "a thought with an empty signature",
    {
      messages: [
        user,
        assistant({ type: "thinking", thinking: "x", signature: "" }, use("a")),
        asks(result("a")),
      ],
    },
    /signature: Expected a non-empty/,
  ],
  [
    "a thought at the end of a message",
    { messages: [user, assistant({ type: "thinking", thinking: "x", signature: "s" }), user] },
    /final block.*cannot be `thinking`/,
  ],
  [
    "half of a surrogate pair",
    { messages: [{ role: "user", content: "\ud83d" }] },
    /^messages\.0\.content: .*surrogate/,
  ],
  [
    "a thinking budget below the least",
    { thinking: { type: "enabled", budget_tokens: 1_000 } },
    /^thinking\.budget_tokens: Expected a whole number from 1024/,
  ],
  [
    "a thinking budget as large as the answer",
    { thinking: { type: "enabled", budget_tokens: 4_096 } },
    /^max_tokens: Must be greater/,
  ],
  ["a thinking type it does not know", { thinking: { type: "on" } }, /^thinking\.type/],
  [
    "no thinking, on a model with a word of its own for it",
    { model: "claude-sonnet-5-5", thinking: { type: "disabled" } },
    /^thinking\.type: "disabled"/,
  ],
  [
    "a word for no thinking that is another model's",
    { model: "claude-opus-4-7", thinking: { type: "between_tools" } },
    /^thinking\.type: "between_tools"/,
  ],
  [
    "a high effort between tools",
    {
      model: "claude-sonnet-5-5",
      thinking: { type: "between_tools" },
      output_config: { effort: "xhigh" },
    },
    /^output_config\.effort: "xhigh"/,
  ],
  ["temperature with thinking", { temperature: 0.5 }, /^temperature: May only be 1/],
  [
    "a temperature above one",
    { thinking: undefined, temperature: 1.5 },
    /^temperature: Expected a number from 0 to 1/,
  ],
  ["top_k with thinking", { top_k: 5 }, /^top_k: Must be unset/],
  ["a low top_p with thinking", { top_p: 0.5 }, /^top_p: Must be at least/],
  [
    "a forced tool with thinking",
    { tool_choice: { type: "any" } },
    /^tool_choice: Thinking may not/,
  ],
  [
    "temperature on a model that samples by itself",
    { model: "claude-opus-4-7", thinking: undefined, temperature: 1 },
    /^temperature: .*deprecated/,
  ],
  [
    "a thinking budget on a model that has none",
    { model: "claude-opus-5" },
    /^thinking\.type: .*adaptive/,
  ],
  [
    "an effort it does not know",
    { output_config: { effort: "minimal" } },
    /^output_config\.effort/,
  ],
  [
    "an output format without a schema",
    { output_config: { format: { type: "json_schema" } } },
    /^output_config\.format/,
  ],
  [
    "a tool name with other characters",
    { tools: [{ name: "a.b", input_schema: { type: "object" } }] },
    /^tools\.0\.custom\.name/,
  ],
  [
    "two tools with one name",
    {
      tools: [
        { name: "a", input_schema: { type: "object" } },
        { name: "a", input_schema: { type: "object" } },
      ],
    },
    /^tools: Tool names must be unique/,
  ],
  [
    "a tool schema that is no object",
    { tools: [{ name: "a", input_schema: { type: "string" } }] },
    /input_schema: Expected a JSON Schema of type "object"/,
  ],
  [
    "a tool schema that is a union",
    { tools: [{ name: "a", input_schema: { type: "object", anyOf: [] } }] },
    /input_schema: .*without "anyOf"/,
  ],
  [
    "a tool in another vendor's shape",
    { tools: [{ name: "a", parameters: {} }] },
    /custom\.input_schema: .*required/,
  ],
  [
    "a tool choice without tools",
    { tools: undefined, tool_choice: { type: "auto" } },
    /^tool_choice: .*while providing tools/,
  ],
  [
    "a tool choice that names no tool",
    { thinking: undefined, tool_choice: { type: "tool", name: "x" } },
    /^tool_choice\.name: There is no tool "x"/,
  ],
  ["an empty system text", { system: [{ type: "text", text: "" }] }, /^system\.0\.text/],
  ["an empty stop sequence", { stop_sequences: [" "] }, /^stop_sequences/],
  ["metadata of any kind", { metadata: { session: "a" } }, /^metadata\.session/],
  [
    "five cache markers",
    {
      system: Array.from({ length: 5 }, () => ({
        type: "text",
        text: "a",
        cache_control: { type: "ephemeral" },
      })),
    },
    /maximum of 4 blocks/,
  ],
  [
    "a long cache marker behind a short one",
    {
      messages: [
        asks({ type: "text", text: "a", cache_control: { type: "ephemeral", ttl: "1h" } }),
      ],
    },
    /^cache_control\.ttl/,
  ],
  [
    "a cache marker of another type",
    { system: [{ type: "text", text: "a", cache_control: { type: "forever" } }] },
    /^cache_control: Expected type/,
  ],
];

test.each(refused)("%s is refused", (_, changes, problem) => {
  expect(problemsOfExample(api, changes)).toContainEqual(expect.stringMatching(problem));
});

test("a request without a version is refused", () => {
  expect(problemsOfExample(api, {}, { headers: {} })).toEqual([
    "anthropic-version: This header is required.",
  ]);
});

test("the refusal has the vendor's shape, and takes no step", async () => {
  await using server = await vendorServer({ steps: [{ text: "kept" }] });
  const response = await postExample(server.url, api, { temperature: 0.5 });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    type: "error",
    error: {
      type: "invalid_request_error",
      message: "temperature: May only be 1 when thinking is enabled.",
    },
  });
  expect(await (await postExample(server.url, api)).text()).toContain("kept");
});

test("validate: false and extraFields let requests through", async () => {
  await using lax = await vendorServer({ validate: false });
  expect((await postExample(lax.url, api, { temperature: 0.5 })).status).toBe(200);
  await using extended = await vendorServer({ extraFields: ["vendor_option"] });
  expect((await postExample(extended.url, api, { vendor_option: 1 })).status).toBe(200);
});
