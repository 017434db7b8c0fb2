import { expect, test } from "vitest";
import { emptyUsage } from "../../cost.ts";
import type { AssistantContent, AssistantMessage, Message } from "../../message.ts";
import type { Compat, Model, ThinkingLevel } from "../../model.ts";
import { getModel } from "../../models/get-model.ts";
import type { TurnRequest } from "../../provider.ts";
import type { Tool } from "../../tool.ts";
import type { Turn } from "../adapter.ts";
import { parametersOf } from "./parameters.ts";
import { buildPayload } from "./payload.ts";

const model: Model = {
  id: "claude-test",
  name: "Claude Test",
  api: "anthropic-messages",
  provider: "anthropic",
  baseUrl: "https://api.anthropic.com",
  input: ["text", "image"],
  contextWindow: 200_000,
  maxTokens: 64_000,
  reasoning: true,
  vision: true,
};

const hello: Message = { role: "user", content: "hello", timestamp: 0 };
const image = { type: "image" as const, data: "aGk=", mimeType: "image/png" };
const readTool: Tool = {
  name: "read",
  description: "Reads a file.",
  parameters: {
    type: "object",
    properties: { range: { $ref: "#/$defs/range" } },
    required: ["range"],
    additionalProperties: false,
    $defs: { range: { type: "string" } },
  },
};

interface Overrides {
  model?: Partial<Model>;
  compat?: Compat;
  thinking?: ThinkingLevel;
  maxTokens?: number;
}

function turn(request: Partial<TurnRequest> = {}, overrides: Overrides = {}): Turn {
  const row = { ...model, ...overrides.model };
  return {
    request: { model: row, messages: [hello], cacheRetention: "none", ...request },
    model: row,
    compat: overrides.compat ?? {},
    thinking: overrides.thinking ?? "off",
    maxTokens: overrides.maxTokens ?? 32_000,
  };
}

const levels: ThinkingLevel[] = ["off", "minimal", "low", "medium", "high", "xhigh"];
const budgets = [0, 1_024, 2_048, 8_192, 16_384, 32_768];
const efforts = ["", "low", "low", "medium", "high", "max"];

const requests: [string, Partial<TurnRequest>, object][] = [
  ["text", {}, { messages: [{ role: "user", content: [{ type: "text", text: "hello" }] }] }],
  [
    "tools",
    { tools: [readTool] },
    {
      messages: [{ role: "user", content: [{ type: "text", text: "hello" }] }],
      tools: [{ name: "read", description: "Reads a file.", input_schema: readTool.parameters }],
    },
  ],
  [
    "images",
    { messages: [{ role: "user", content: [image], timestamp: 0 }] },
    {
      messages: [
        {
          role: "user",
          content: [
            {
              type: "image",
              source: { type: "base64", media_type: "image/png", data: "aGk=" },
            },
          ],
        },
      ],
    },
  ],
];

for (const [index, level] of levels.entries()) {
  for (const [kind, request, body] of requests) {
    test(`a budget model at "${level}" with ${kind}`, () => {
      const budget = budgets[index];
      expect(buildPayload(turn(request, { thinking: level }))).toEqual({
        model: "claude-test",
        max_tokens: level === "xhigh" ? 33_792 : 32_000,
        thinking: budget ? { type: "enabled", budget_tokens: budget } : { type: "disabled" },
        stream: true,
        ...body,
      });
    });

    test(`an adaptive model at "${level}" with ${kind}`, () => {
      const adaptive = { compat: { adaptiveThinking: true }, thinking: level };
      const words = { thinkingLevels: { xhigh: "max" } };
      expect(buildPayload(turn(request, { ...adaptive, model: words }))).toEqual({
        model: "claude-test",
        max_tokens: 32_000,
        ...(level === "off"
          ? { thinking: { type: "disabled" } }
          : {
              thinking: { type: "adaptive", display: "summarized" },
              output_config: { effort: efforts[index] },
            }),
        stream: true,
        ...body,
      });
    });
  }
}

test("a model that does not reason gets no thinking parameter", () => {
  expect(buildPayload(turn({}, { model: { reasoning: false } }))).not.toHaveProperty("thinking");
});

test("a model's own word for off is used, without an effort", () => {
  const { thinkingLevels } = getModel("anthropic", "claude-sonnet-5-5");
  const payload = buildPayload(
    turn({}, { model: { thinkingLevels }, compat: { adaptiveThinking: true } }),
  );
  expect(payload.thinking).toEqual({ type: "between_tools" });
  expect(payload).not.toHaveProperty("output_config");
});

test("the budget stays below max_tokens when the model's limit is low", () => {
  const payload = buildPayload(
    turn({}, { thinking: "high", model: { maxTokens: 16_384 }, maxTokens: 16_384 }),
  );
  expect(payload).toMatchObject({
    max_tokens: 16_384,
    thinking: { type: "enabled", budget_tokens: 15_360 },
  });
});

test("max_tokens grows to hold the budget, and the answer says so", () => {
  const small = turn({ maxTokens: 500 }, { thinking: "low", maxTokens: 500 });
  expect(parametersOf(small)).toEqual({
    parameters: { max_tokens: 3_072, thinking: { type: "enabled", budget_tokens: 2_048 } },
    warnings: ['maxTokens 500 is too small for "low" thinking; 3072 was used.'],
  });
});

test("a request's own budgets are used", () => {
  const payload = buildPayload(turn({ thinkingBudgets: { low: 5_000 } }, { thinking: "low" }));
  expect(payload.thinking).toEqual({ type: "enabled", budget_tokens: 5_000 });
});

test("temperature is sent when the model does not think", () => {
  expect(buildPayload(turn({ temperature: 0.2 })).temperature).toBe(0.2);
});

test.each<[string, Overrides]>([
  ["while it thinks", { thinking: "low" }],
  ["where the model takes none", { compat: { supportsTemperature: false } }],
])("temperature is left out %s, with a warning", (_, overrides) => {
  const { parameters, warnings } = parametersOf(turn({ temperature: 0.2 }, overrides));
  expect(parameters).not.toHaveProperty("temperature");
  expect(warnings).toEqual([expect.stringContaining("takes no temperature")]);
});

test.each<[TurnRequest["toolChoice"], object]>([
  ["auto", { type: "auto" }],
  ["none", { type: "none" }],
  ["required", { type: "any" }],
  [{ name: "read" }, { type: "tool", name: "read" }],
])("tool choice %j", (toolChoice, expected) => {
  expect(buildPayload(turn({ tools: [readTool], toolChoice })).tool_choice).toEqual(expected);
  expect(buildPayload(turn({ toolChoice })), "without tools").not.toHaveProperty("tool_choice");
});

test("a forced tool choice is left to the model while it thinks, with a warning", () => {
  const forced = turn({ tools: [readTool], toolChoice: "required" }, { thinking: "low" });
  const { parameters, warnings } = parametersOf(forced);
  expect(parameters.tool_choice).toEqual({ type: "auto" });
  expect(warnings).toEqual([expect.stringContaining("cannot be made to call a tool")]);
});

test("structured output is asked for beside the effort, with every object closed", () => {
  const responseSchema = { type: "object", properties: { answer: { type: "string" } } };
  const payload = buildPayload(
    turn({ responseSchema }, { thinking: "high", compat: { adaptiveThinking: true } }),
  );
  expect(payload.output_config).toEqual({
    effort: "high",
    format: { type: "json_schema", schema: { ...responseSchema, additionalProperties: false } },
  });
});

test("stop sequences, the user's id and the system prompt are passed on", () => {
  const payload = buildPayload(
    turn({
      stopSequences: ["END"],
      metadata: { user_id: "u1", other: 1 },
      systemPrompt: "Be brief.",
    }),
  );
  expect(payload).toMatchObject({
    stop_sequences: ["END"],
    metadata: { user_id: "u1" },
    system: [{ type: "text", text: "Be brief." }],
  });
  expect(payload.metadata).not.toHaveProperty("other");
});

test("what was not given is not sent", () => {
  const payload = buildPayload(turn({ systemPrompt: " ", tools: [], stopSequences: [] }));
  expect(Object.keys(payload).sort()).toEqual([
    "max_tokens",
    "messages",
    "model",
    "stream",
    "thinking",
  ]);
});

test("tools stream their arguments in pieces where the endpoint knows how", () => {
  const payload = buildPayload(turn({ tools: [readTool] }, { compat: { toolStream: true } }));
  expect(payload.tools?.[0]?.eager_input_streaming).toBe(true);
});

const conversation: Message[] = [hello, { role: "user", content: "and again", timestamp: 0 }];

test.each<[TurnRequest["cacheRetention"], Compat, object | undefined]>([
  [undefined, {}, { type: "ephemeral" }],
  ["short", {}, { type: "ephemeral" }],
  ["long", {}, { type: "ephemeral", ttl: "1h" }],
  ["long", { supportsLongCacheRetention: false }, { type: "ephemeral" }],
  ["none", {}, undefined],
])("retention %s marks tools, system and the tail", (cacheRetention, compat, marker) => {
  const tools = [{ ...readTool, name: "first" }, readTool];
  const payload = buildPayload(
    turn({ cacheRetention, tools, systemPrompt: "Be brief.", messages: conversation }, { compat }),
  );
  expect(payload.tools?.map((tool) => tool.cache_control)).toEqual([undefined, marker]);
  expect(payload.system?.map((block) => block.cache_control)).toEqual([marker]);
  const blocks = payload.messages.flatMap((message) => message.content);
  expect(blocks.map((block) => block.cache_control)).toEqual([undefined, marker]);
});

function answer(...content: AssistantContent[]): AssistantMessage {
  const { api, provider, id } = model;
  const usage = emptyUsage();
  const stopReason = "toolUse";
  return { role: "assistant", content, api, provider, model: id, usage, stopReason, timestamp: 0 };
}

test("however many calls a turn has, the next request marks where the one before ended", () => {
  const results = (count: number, at: number): Message[] => {
    const ids = Array.from({ length: count }, (_, index) => `toolu_${at}_${index}`);
    const calls = ids.map((id) => ({ type: "toolCall" as const, id, name: "read", arguments: {} }));
    return [
      answer(...calls),
      ...ids.map(
        (toolCallId): Message => ({
          role: "toolResult",
          toolCallId,
          toolName: "read",
          content: [{ type: "text", text: "ok" }],
          isError: false,
          timestamp: 0,
        }),
      ),
    ];
  };
  const messages = [hello, ...results(2, 0), ...results(12, 1)];
  const marked = buildPayload(
    turn({ messages, tools: [readTool], systemPrompt: "Be brief.", cacheRetention: "short" }),
  );
  const blocks = marked.messages.flatMap((message) => message.content);
  const places = blocks.flatMap((block, index) => (block.cache_control ? [index] : []));
  // hello, 2 calls, 2 results, 12 calls, 12 results
  expect(places).toEqual([4, 28]);
  expect(JSON.stringify(marked).match(/cache_control/g)).toHaveLength(4);
});

test("the request is not mutated by its cache markers", () => {
  const request = { cacheRetention: "long" as const, tools: [readTool], messages: conversation };
  const before = structuredClone(request);
  buildPayload(turn(request));
  expect(request).toEqual(before);
});

test("the payload begins with the same bytes on the next turn", () => {
  const head = { tools: [readTool], systemPrompt: "Be brief." };
  const first = JSON.stringify(buildPayload(turn({ ...head, messages: [hello] })));
  const next = JSON.stringify(buildPayload(turn({ ...head, messages: conversation })));
  const shared = first.slice(0, first.indexOf('"hello"') + '"hello"'.length);
  expect(next.startsWith(shared)).toBe(true);
});
