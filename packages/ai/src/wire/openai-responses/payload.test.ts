import { describe, expect, test } from "vitest";
import type { AssistantContent, AssistantMessage, Message } from "../../message.ts";
import type { Compat, Model, ThinkingLevel } from "../../model.ts";
import type { TurnRequest } from "../../provider.ts";
import { testModel } from "../../testing/test-model.ts";
import type { Turn } from "../adapter.ts";
import { openaiResponses } from "./adapter.ts";
import { inputItems } from "./input-items.ts";

const model = testModel({ id: "gpt-test", api: "openai-responses", provider: "openai" });
const user: Message = { role: "user", content: "hello", timestamp: 0 };

interface Options {
  model?: Partial<Model>;
  compat?: Compat;
  thinking?: ThinkingLevel;
  maxTokens?: number;
}

function turnOf(request: Partial<TurnRequest>, options: Options = {}): Turn {
  const asked = { ...model, ...options.model };
  return {
    request: { model: asked, messages: [user], ...request },
    model: asked,
    compat: options.compat ?? {},
    thinking: options.thinking ?? "off",
    maxTokens: options.maxTokens ?? 1_000,
  };
}

function payloadOf(request: Partial<TurnRequest>, options?: Options) {
  return openaiResponses.buildPayload(turnOf(request, options));
}

function answer(content: AssistantContent[], of: Partial<Model> = {}): AssistantMessage {
  const { id, api, provider } = { ...model, ...of };
  const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 };
  const usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, totalTokens: 0, cost };
  return {
    role: "assistant",
    content,
    api,
    provider,
    model: id,
    usage,
    stopReason: "stop",
    timestamp: 0,
  };
}

function result(
  toolCallId: string,
  content: (Message & { role: "toolResult" })["content"],
): Message {
  return {
    role: "toolResult",
    toolCallId,
    toolName: "look",
    content,
    isError: false,
    timestamp: 0,
  };
}

const text = (value: string) => ({ type: "text" as const, text: value });
const image = { type: "image" as const, data: "AAAA", mimeType: "image/png" };
const imagePart = { type: "input_image", detail: "auto", image_url: "data:image/png;base64,AAAA" };

test("a plain request stores nothing and asks for encrypted reasoning", () => {
  expect(payloadOf({ systemPrompt: "Be brief." })).toEqual({
    model: "gpt-test",
    input: [
      { role: "system", content: "Be brief." },
      { role: "user", content: [{ type: "input_text", text: "hello" }] },
    ],
    stream: true,
    store: false,
    max_output_tokens: 1_000,
    include: ["reasoning.encrypted_content"],
  });
});

test("a model that does not reason is asked for no reasoning", () => {
  const payload = payloadOf({}, { model: { reasoning: false } });
  expect(payload).not.toHaveProperty("include");
  expect(payload).not.toHaveProperty("reasoning");
});

describe("thinking", () => {
  const words = { off: "none", xhigh: "max" };
  test.each([
    ["off", { effort: "none" }],
    ["minimal", { effort: "minimal", summary: "auto" }],
    ["low", { effort: "low", summary: "auto" }],
    ["medium", { effort: "medium", summary: "auto" }],
    ["high", { effort: "high", summary: "auto" }],
    ["xhigh", { effort: "max", summary: "auto" }],
  ] as const)("%s is sent as %j", (thinking, reasoning) => {
    const payload = payloadOf({}, { thinking, model: { thinkingLevels: words } });
    expect(payload).toMatchObject({ reasoning });
  });

  test("off is not sent to a model that has no word for it", () => {
    expect(payloadOf({}, { thinking: "off" })).not.toHaveProperty("reasoning");
  });

  test("an endpoint without the parameter is not sent one", () => {
    const options: Options = { thinking: "high", compat: { thinkingFormat: "none" } };
    expect(payloadOf({}, options)).not.toHaveProperty("reasoning");
  });
});

describe("options", () => {
  const schema = { type: "object", properties: { x: { type: "number" } }, required: ["x"] };
  const tools = [{ name: "look", description: "Looks.", parameters: schema }];

  test("tools are functions that are not strict, in their order", () => {
    const second = { ...tools[0], name: "listen", description: "Listens.", parameters: schema };
    expect(payloadOf({ tools: [...tools, second] })).toMatchObject({
      tools: [
        {
          type: "function",
          name: "look",
          description: "Looks.",
          parameters: schema,
          strict: false,
        },
        { type: "function", name: "listen", strict: false },
      ],
    });
  });

  test.each([
    ["auto", "auto"],
    ["none", "none"],
    ["required", "required"],
    [{ name: "look" }, { type: "function", name: "look" }],
  ] as const)("the tool choice %j is sent as %j", (toolChoice, tool_choice) => {
    expect(payloadOf({ tools, toolChoice })).toMatchObject({ tool_choice });
  });

  test("without tools there is no tool choice", () => {
    const payload = payloadOf({ tools: [], toolChoice: "auto" });
    expect(payload).not.toHaveProperty("tools");
    expect(payload).not.toHaveProperty("tool_choice");
  });

  test.each([
    [schema, false],
    [{ ...schema, additionalProperties: false }, true],
  ])("structured output is strict only if the schema allows it", (responseSchema, strict) => {
    expect(payloadOf({ responseSchema })).toMatchObject({
      text: { format: { type: "json_schema", name: "response", schema: responseSchema, strict } },
    });
  });

  test("temperature is not sent to reasoning models of an endpoint that refuses it", () => {
    const compat = { reasoningRefusesTemperature: true };
    expect(payloadOf({ temperature: 0 })).toHaveProperty("temperature", 0);
    expect(payloadOf({ temperature: 0 }, { compat })).not.toHaveProperty("temperature");
    const plain: Options = { compat, model: { reasoning: false } };
    expect(payloadOf({ temperature: 0 }, plain)).toHaveProperty("temperature", 0);
    const allowed: Options = { compat: { ...compat, supportsTemperature: true } };
    expect(payloadOf({ temperature: 0 }, allowed)).toHaveProperty("temperature", 0);
  });

  test("the server's least number of output tokens is kept to", () => {
    expect(payloadOf({}, { maxTokens: 5 })).toHaveProperty("max_output_tokens", 16);
  });

  test("the session keys the cache, cut to what the server takes", () => {
    const compat = { supportsPromptCacheKey: true };
    expect(payloadOf({ sessionId: "s".repeat(80) }, { compat })).toHaveProperty(
      "prompt_cache_key",
      "s".repeat(64),
    );
    expect(payloadOf({ sessionId: "s" })).not.toHaveProperty("prompt_cache_key");
    const none = payloadOf({ sessionId: "s", cacheRetention: "none" }, { compat });
    expect(none).not.toHaveProperty("prompt_cache_key");
  });

  test("long retention is asked for where it is understood", () => {
    const long: Partial<TurnRequest> = { cacheRetention: "long" };
    const compat = { supportsPromptCacheKey: true };
    expect(payloadOf(long, { compat })).toHaveProperty("prompt_cache_retention", "24h");
    expect(payloadOf({}, { compat })).not.toHaveProperty("prompt_cache_retention");
    const without = { ...compat, supportsLongCacheRetention: false };
    expect(payloadOf(long, { compat: without })).not.toHaveProperty("prompt_cache_retention");
    const newer = payloadOf(long, { compat: { ...compat, longCacheTtl: "12h" } });
    expect(newer).toHaveProperty("prompt_cache_options", { ttl: "12h" });
    expect(newer).not.toHaveProperty("prompt_cache_retention");
  });

  test("the user's id goes where the vendor keeps it", () => {
    const request = { metadata: { user_id: "u1", other: 1 } };
    const options: Options = { compat: { userField: "safety_identifier" } };
    expect(payloadOf(request, options)).toHaveProperty("safety_identifier", "u1");
    expect(JSON.stringify(payloadOf(request))).not.toContain("u1");
  });
});

describe("input items", () => {
  const inputOf = (messages: Message[], options?: Options) =>
    inputItems(turnOf({ messages }, options));
  const reasoning = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "secret" };
  const thought = {
    type: "thinking" as const,
    thinking: "Hm.",
    thinkingSignature: JSON.stringify(reasoning),
  };
  const call = {
    type: "toolCall" as const,
    id: "call_1|fc_1",
    name: "look",
    arguments: { x: 1 },
  };
  const callItem = {
    type: "function_call",
    id: "fc_1",
    call_id: "call_1",
    name: "look",
    arguments: '{"x":1}',
  };
  const { id: _, ...namelessCallItem } = callItem;

  test("the system prompt of a reasoning model is the developer's where that role exists", () => {
    const options: Options = { compat: { supportsDeveloperRole: true } };
    const payload = payloadOf({ systemPrompt: "Be brief." }, options);
    expect(payload).toMatchObject({ input: [{ role: "developer" }, { role: "user" }] });
  });

  test("images of the user are data URLs", () => {
    expect(inputOf([{ ...user, content: [text("see"), image] }])).toEqual([
      { role: "user", content: [{ type: "input_text", text: "see" }, imagePart] },
    ]);
  });

  test("reasoning is replayed whole, followed by the item made from it", () => {
    expect(inputOf([user, answer([thought, call])]).slice(1)).toEqual([reasoning, callItem]);
  });

  test("a call id is never sent as an item id", () => {
    const foreign = { ...call, id: "call_1|call_1" };
    expect(inputOf([answer([foreign])])).toEqual([namelessCallItem]);
    expect(inputOf([answer([{ ...call, id: "call_1" }])])).toEqual([namelessCallItem]);
  });

  test("items made from reasoning that is not replayed are sent without their ids", () => {
    const lost = { type: "thinking" as const, thinking: "Hm." };
    expect(inputOf([answer([lost, call])])).toEqual([namelessCallItem]);
    const foreign = { ...thought, thinkingSignature: "c2lnbmF0dXJl" };
    expect(inputOf([answer([foreign, call])])).toEqual([namelessCallItem]);
    expect(inputOf([answer([call], { id: "gpt-other" })])).toEqual([namelessCallItem]);
  });

  test("reasoning that nothing was made from is not replayed", () => {
    expect(inputOf([user, answer([thought])])).toEqual(inputOf([user]));
    expect(inputOf([answer([thought, call, thought])])).toEqual([reasoning, callItem]);
  });

  test("text goes back as the message item it came in, with its phase", () => {
    const block = { ...text("Hi."), textSignature: '{"v":1,"id":"msg_1","phase":"commentary"}' };
    expect(inputOf([answer([block])])).toEqual([
      {
        type: "message",
        id: "msg_1",
        role: "assistant",
        status: "completed",
        content: [{ type: "output_text", text: "Hi.", annotations: [] }],
        phase: "commentary",
      },
    ]);
    expect(inputOf([answer([text("Hi.")])])).toEqual([{ role: "assistant", content: "Hi." }]);
  });

  test("a result answers the call by the first half of its id", () => {
    expect(inputOf([result("call_1|fc_1", [text("a"), text("b")])])).toEqual([
      { type: "function_call_output", call_id: "call_1", output: "a\nb" },
    ]);
  });

  test("images stay inside their result", () => {
    expect(inputOf([result("call_1", [text("see"), image])])).toEqual([
      {
        type: "function_call_output",
        call_id: "call_1",
        output: [{ type: "input_text", text: "see" }, imagePart],
      },
    ]);
  });

  test("where results take no images, these follow after all results of the step", () => {
    const messages = [result("call_1", [image]), result("call_2", [text("b")]), user];
    const options: Options = { compat: { supportsImagesInToolResults: false } };
    expect(inputOf(messages, options)).toEqual([
      { type: "function_call_output", call_id: "call_1", output: "(see attached image)" },
      { type: "function_call_output", call_id: "call_2", output: "b" },
      {
        role: "user",
        content: [{ type: "input_text", text: "Attached image(s) from tool result:" }, imagePart],
      },
      { role: "user", content: [{ type: "input_text", text: "hello" }] },
    ]);
  });

  test("the next turn's input starts with this turn's", () => {
    const first = inputOf([user, answer([thought, call]), result("call_1|fc_1", [text("a")])]);
    const messages = [user, answer([thought, call]), result("call_1|fc_1", [text("a")]), user];
    expect(inputOf(messages).slice(0, -1)).toEqual(first);
  });
});
