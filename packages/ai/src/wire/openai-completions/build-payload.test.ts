import { Type } from "@sinclair/typebox";
import { expect, test } from "vitest";
import { emptyUsage } from "../../cost.ts";
import type { AssistantMessage } from "../../message.ts";
import type { Compat, Model, ThinkingLevel } from "../../model.ts";
import type { Provider, TurnRequest } from "../../provider.ts";
import { minimax } from "../../providers/minimax.ts";
import { openai } from "../../providers/openai.ts";
import { openaiCompatible } from "../../providers/openai-compatible.ts";
import { xai } from "../../providers/xai.ts";
import { zai } from "../../providers/zai.ts";
import { testModel } from "../../testing/test-model.ts";
import type { ProviderOptions } from "../wire-provider.ts";

const baseUrl = "https://llm.example/v1";
const model = testModel({ baseUrl, reasoning: false });
const reasoner = testModel({ baseUrl });

type Body = Record<string, unknown>;

/** The body that a provider sends for a request. */
async function bodyOf(
  request: Partial<TurnRequest> = {},
  factory: (options: ProviderOptions) => Provider = openaiCompatible,
): Promise<Body> {
  const bodies: string[] = [];
  const provider = factory({
    baseUrl,
    apiKey: "key",
    fetch: async (_url, init) => {
      bodies.push(String(init?.body));
      return new Response("{}", { headers: { "content-type": "application/json" } });
    },
  });
  const messages = [{ role: "user" as const, content: "hello", timestamp: 0 }];
  await provider.complete({ model, messages, ...request });
  return JSON.parse(bodies[0] ?? "null");
}

function withCompat(compat: Compat, base: Model = model): Partial<TurnRequest> {
  return { model: { ...base, compat } };
}

const read = {
  name: "read",
  description: "Reads a file.",
  parameters: Type.Object({ path: Type.String() }),
};
const write = { ...read, name: "write", description: "Writes a file." };

test("an ordinary body has a model, messages, a limit and asks for a stream with usage", async () => {
  expect(await bodyOf({ maxTokens: 100 })).toEqual({
    model: "test-model",
    messages: [{ role: "user", content: "hello" }],
    max_tokens: 100,
    stream: true,
    stream_options: { include_usage: true },
  });
});

test("OpenAI's reasoning models get max_completion_tokens, because they refuse max_tokens", async () => {
  const body = await bodyOf({ model: reasoner, maxTokens: 100 }, openai);
  expect(body).toMatchObject({ max_completion_tokens: 100, store: false });
  expect(body).not.toHaveProperty("max_tokens");
});

test("the limit is that of the model when the request asks for more", async () => {
  const body = await bodyOf({ model: { ...model, maxTokens: 50 }, maxTokens: 100 });
  expect(body.max_tokens).toBe(50);
});

test("no usage is asked for where the endpoint does not know how", async () => {
  expect(await bodyOf(withCompat({ supportsUsageInStreaming: false }))).not.toHaveProperty(
    "stream_options",
  );
});

const levels: ThinkingLevel[] = ["off", "minimal", "low", "medium", "high"];

test.each<[string, Compat, Body[]]>([
  [
    "reasoning_effort (the default)",
    {},
    [
      {},
      { reasoning_effort: "minimal" },
      { reasoning_effort: "low" },
      { reasoning_effort: "medium" },
      { reasoning_effort: "high" },
    ],
  ],
  ["none", { thinkingFormat: "none" }, [{}, {}, {}, {}, {}]],
  [
    "openrouter",
    { thinkingFormat: "openrouter" },
    [
      { reasoning: { enabled: false } },
      { reasoning: { effort: "minimal" } },
      { reasoning: { effort: "low" } },
      { reasoning: { effort: "medium" } },
      { reasoning: { effort: "high" } },
    ],
  ],
  [
    "reasoning_enabled beside an effort",
    { thinkingFormat: "reasoning_enabled", supportsReasoningEffort: true },
    [
      { reasoning: { enabled: false } },
      { reasoning: { enabled: true }, reasoning_effort: "minimal" },
      { reasoning: { enabled: true }, reasoning_effort: "low" },
      { reasoning: { enabled: true }, reasoning_effort: "medium" },
      { reasoning: { enabled: true }, reasoning_effort: "high" },
    ],
  ],
  [
    "thinking_type",
    { thinkingFormat: "thinking_type" },
    [{ thinking: { type: "disabled" } }, ...Array(4).fill({ thinking: { type: "enabled" } })],
  ],
  [
    "thinking_type that reads what it thought before",
    { thinkingFormat: "thinking_type", preservesThinking: true },
    [
      { thinking: { type: "disabled" } },
      ...Array(4).fill({ thinking: { type: "enabled", clear_thinking: false } }),
    ],
  ],
  [
    "thinking_adaptive",
    { thinkingFormat: "thinking_adaptive" },
    [{ thinking: { type: "disabled" } }, ...Array(4).fill({ thinking: { type: "adaptive" } })],
  ],
  [
    "enable_thinking",
    { thinkingFormat: "enable_thinking" },
    [{ enable_thinking: false }, ...Array(4).fill({ enable_thinking: true })],
  ],
  [
    "chat_template",
    { thinkingFormat: "chat_template" },
    [
      { chat_template_kwargs: { enable_thinking: false } },
      ...Array(4).fill({ chat_template_kwargs: { enable_thinking: true } }),
    ],
  ],
])("each thinking level on the wire as %s", async (_name, compat, expected) => {
  for (const [index, thinking] of levels.entries()) {
    const body = await bodyOf({ ...withCompat(compat, reasoner), thinking });
    expect(thinkingFields(body)).toEqual(expected[index]);
  }
});

const thinkingNames = [
  "reasoning_effort",
  "reasoning",
  "thinking",
  "enable_thinking",
  "thinking_budget",
  "chat_template_kwargs",
];

function thinkingFields(body: Body): Body {
  return Object.fromEntries(Object.entries(body).filter(([name]) => thinkingNames.includes(name)));
}

test("a level is said in the model's own word, off included", async () => {
  const thinkingLevels = { off: "none", high: "max", xhigh: "ultra" };
  const worded = { ...reasoner, thinkingLevels };
  const wordOf = async (thinking: ThinkingLevel) =>
    (await bodyOf({ model: worded, thinking })).reasoning_effort;
  expect(await wordOf("off")).toBe("none");
  expect(await wordOf("high")).toBe("max");
  expect(await wordOf("xhigh")).toBe("ultra");
});

test("a model that does not reason is told nothing about thinking", async () => {
  const body = await bodyOf({
    ...withCompat({ thinkingFormat: "thinking_type" }),
    thinking: "off",
  });
  expect(thinkingFields(body)).toEqual({});
});

test("a budget that the caller names goes with enable_thinking", async () => {
  const body = await bodyOf({
    ...withCompat({ thinkingFormat: "enable_thinking" }, reasoner),
    thinking: "low",
    thinkingBudgets: { low: 500 },
  });
  expect(thinkingFields(body)).toEqual({ enable_thinking: true, thinking_budget: 500 });
});

test("tools keep their order and their whole schema", async () => {
  const { tools } = await bodyOf({ tools: [write, read] });
  expect(tools).toEqual([
    {
      type: "function",
      function: {
        name: "write",
        description: "Writes a file.",
        parameters: {
          type: "object",
          required: ["path"],
          properties: { path: { type: "string" } },
        },
      },
    },
    {
      type: "function",
      function: { name: "read", description: "Reads a file.", parameters: expect.anything() },
    },
  ]);
});

test("an empty list of tools, which vLLM refuses, is not sent, nor is a choice among none", async () => {
  const body = await bodyOf({ tools: [], toolChoice: "auto" });
  expect(body).not.toHaveProperty("tools");
  expect(body).not.toHaveProperty("tool_choice");
});

test.each([
  ["auto" as const, "auto"],
  ["none" as const, "none"],
  ["required" as const, "required"],
  [{ name: "read" }, { type: "function", function: { name: "read" } }],
])("the tool choice %j", async (toolChoice, expected) => {
  expect((await bodyOf({ tools: [read], toolChoice })).tool_choice).toEqual(expected);
});

test("a response schema is asked for as JSON schema, strictly where schema and endpoint allow it", async () => {
  const open = Type.Object({ x: Type.Number() });
  const closed = Type.Object({ x: Type.Number() }, { additionalProperties: false });
  const strictOf = async (responseSchema: typeof open, compat: Compat) => {
    const body = await bodyOf({ ...withCompat(compat), responseSchema });
    expect(body).toMatchObject({
      response_format: { type: "json_schema", json_schema: { name: "response" } },
    });
    return JSON.parse(JSON.stringify(body.response_format)).json_schema.strict;
  };
  expect(await strictOf(closed, { supportsStrictMode: true })).toBe(true);
  expect(await strictOf(open, { supportsStrictMode: true })).toBe(false);
  expect(await strictOf(closed, {})).toBeUndefined();
});

test("where only json_object is known, the schema goes into the system prompt", async () => {
  const responseSchema = { type: "object", properties: { x: { type: "number" } } };
  const body = await bodyOf({ responseSchema, systemPrompt: "Be brief." }, zai);
  expect(body.response_format).toEqual({ type: "json_object" });
  expect(body.messages).toMatchObject([
    {
      role: "system",
      content: `Be brief.\n\nAnswer with JSON only, of this schema: ${JSON.stringify(responseSchema)}`,
    },
    { role: "user" },
  ]);
});

test("stop sequences and temperature are passed on", async () => {
  const body = await bodyOf({ stopSequences: ["END"], temperature: 0.3 });
  expect(body).toMatchObject({ stop: ["END"], temperature: 0.3 });
});

test("a temperature is dropped where it is refused: OpenAI's reasoning models, and by compat", async () => {
  const temperature = 0.3;
  expect(await bodyOf({ model: reasoner, temperature }, openai)).not.toHaveProperty("temperature");
  expect(await bodyOf({ temperature }, openai)).toHaveProperty("temperature", 0.3);
  expect(await bodyOf({ model: reasoner, temperature }, xai)).toHaveProperty("temperature", 0.3);
  const refusing = withCompat({ supportsTemperature: false });
  expect(await bodyOf({ ...refusing, temperature })).not.toHaveProperty("temperature");
});

test("stop sequences are dropped where reasoning models refuse them: OpenAI's and xAI's", async () => {
  const stopSequences = ["END"];
  for (const factory of [openai, xai]) {
    expect(await bodyOf({ model: reasoner, stopSequences }, factory)).not.toHaveProperty("stop");
    expect(await bodyOf({ stopSequences }, factory)).toHaveProperty("stop", ["END"]);
  }
  expect(await bodyOf({ model: reasoner, stopSequences }, zai)).toHaveProperty("stop", ["END"]);
});

test("the session is the cache key, cut to what OpenAI takes, unless caching is off", async () => {
  const sessionId = "s".repeat(80);
  expect(await bodyOf({ sessionId }, openai)).toHaveProperty("prompt_cache_key", "s".repeat(64));
  const off = await bodyOf({ sessionId, cacheRetention: "none" }, openai);
  expect(off).not.toHaveProperty("prompt_cache_key");
  expect(await bodyOf({ sessionId })).not.toHaveProperty("prompt_cache_key");
});

test("long retention is asked for where it is known", async () => {
  const long = await bodyOf({ cacheRetention: "long" }, openai);
  expect(long.prompt_cache_retention).toBe("24h");
  const compat = { supportsLongCacheRetention: false };
  const unknown = await bodyOf({ ...withCompat(compat), cacheRetention: "long" }, openai);
  expect(unknown).not.toHaveProperty("prompt_cache_retention");
});

test("the user is named in the field that the vendor documents", async () => {
  const metadata = { user_id: "u-1", other: "never sent" };
  expect(await bodyOf({ metadata }, openai)).toHaveProperty("safety_identifier", "u-1");
  expect(await bodyOf({ metadata }, zai)).toHaveProperty("user_id", "u-1");
  const body = await bodyOf({ metadata });
  expect(JSON.stringify(body)).not.toMatch(/u-1|never sent/);
});

test("MiniMax is asked for reasoning apart from the text, Z.AI for tool arguments in pieces", async () => {
  expect(await bodyOf({ model: reasoner }, minimax)).toMatchObject({ reasoning_split: true });
  expect(await bodyOf({}, minimax)).not.toHaveProperty("reasoning_split");
  expect(await bodyOf({ tools: [read] }, zai)).toMatchObject({ tool_stream: true });
  expect(await bodyOf({}, zai)).not.toHaveProperty("tool_stream");
});

test("cache markers in Anthropic's form end the tools, the system prompt and the conversation", async () => {
  const marker = { type: "ephemeral" };
  const body = await bodyOf({
    ...withCompat({ cacheControlFormat: "anthropic" }),
    systemPrompt: "Be brief.",
    tools: [read, write],
  });
  expect(body.messages).toEqual([
    { role: "system", content: [{ type: "text", text: "Be brief.", cache_control: marker }] },
    { role: "user", content: [{ type: "text", text: "hello", cache_control: marker }] },
  ]);
  expect(body.tools).toMatchObject([{ type: "function" }, { cache_control: marker }]);
  expect(JSON.stringify(body).match(/cache_control/g)).toHaveLength(3);
});

test("and the place where the request before ended", async () => {
  const user = (content: string) => ({ role: "user" as const, content, timestamp: 0 });
  const answer: AssistantMessage = {
    role: "assistant",
    content: [{ type: "text", text: "b" }],
    api: model.api,
    provider: model.provider,
    model: model.id,
    usage: emptyUsage(),
    stopReason: "stop",
    timestamp: 0,
  };
  const { messages } = await bodyOf({
    ...withCompat({ cacheControlFormat: "anthropic" }),
    messages: [user("a"), answer, user("c")],
  });
  const marked = JSON.stringify(messages).match(/"text":"\w","cache_control"/g);
  expect(marked).toEqual(['"text":"a","cache_control"', '"text":"c","cache_control"']);
});

test.each([
  ["long", { type: "ephemeral", ttl: "1h" }],
  ["none", undefined],
] as const)("cache markers for %s retention", async (cacheRetention, marker) => {
  const compat = { cacheControlFormat: "anthropic" as const };
  const { messages } = await bodyOf({ ...withCompat(compat), cacheRetention });
  const content = marker ? [{ type: "text", text: "hello", cache_control: marker }] : "hello";
  expect(messages).toEqual([{ role: "user", content }]);
});

test("the same request gives the same bytes, and a longer conversation the same beginning", async () => {
  const user = (content: string) => ({ role: "user" as const, content, timestamp: Math.random() });
  const first = await bodyOf({ tools: [read], messages: [user("a")] });
  const again = await bodyOf({ tools: [read], messages: [user("a")] });
  const longer = await bodyOf({ tools: [read], messages: [user("a"), user("b")] });
  expect(JSON.stringify(again)).toBe(JSON.stringify(first));
  expect(JSON.stringify(longer.messages)).toContain(JSON.stringify(first.messages).slice(0, -1));
});
