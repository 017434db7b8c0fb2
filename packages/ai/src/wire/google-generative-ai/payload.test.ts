import { describe, expect, test } from "vitest";
import type { Compat, Model, ThinkingLevel } from "../../model.ts";
import type { TurnRequest } from "../../provider.ts";
import { testModel } from "../../testing/test-model.ts";
import { googlePayload } from "./payload.ts";

interface Options {
  model?: Partial<Model>;
  compat?: Compat;
  thinking?: ThinkingLevel;
  maxTokens?: number;
}

function payloadOf(request: Partial<TurnRequest>, options: Options = {}) {
  const model = testModel({
    id: "gemini-2.5-flash",
    api: "google-generative-ai",
    provider: "google",
    ...options.model,
  });
  return googlePayload({
    request: { model, messages: [{ role: "user", content: "hello", timestamp: 0 }], ...request },
    model,
    compat: options.compat ?? {},
    thinking: options.thinking ?? "off",
    maxTokens: options.maxTokens ?? 20_000,
  });
}

const configOf = (request: Partial<TurnRequest>, options?: Options) =>
  payloadOf(request, options).config;

test("a plain request keeps nothing at the vendor", () => {
  const options = { model: { reasoning: false } };
  expect(payloadOf({ systemPrompt: "Be brief." }, options)).toEqual({
    model: "gemini-2.5-flash",
    contents: [{ role: "user", parts: [{ text: "hello" }] }],
    config: {
      systemInstruction: { parts: [{ text: "Be brief." }] },
      maxOutputTokens: 20_000,
      store: false,
    },
  });
  expect(configOf({}, { compat: { supportsStore: false } })).not.toHaveProperty("store");
});

describe("thinking", () => {
  test.each([
    ["off", { thinkingBudget: 0 }],
    ["minimal", { includeThoughts: true, thinkingBudget: 1_024 }],
    ["low", { includeThoughts: true, thinkingBudget: 2_048 }],
    ["medium", { includeThoughts: true, thinkingBudget: 8_192 }],
    ["high", { includeThoughts: true, thinkingBudget: 16_384 }],
    ["xhigh", { includeThoughts: true, thinkingBudget: 18_976 }],
  ] as const)("%s is sent to a model of budgets as %j", (thinking, thinkingConfig) => {
    expect(configOf({}, { thinking }).thinkingConfig).toEqual(thinkingConfig);
  });

  test("a budget may be the request's, or the model's own number", () => {
    const options: Options = { thinking: "high", model: { thinkingLevels: { high: "12000" } } };
    const budget = (request: Partial<TurnRequest>) => configOf(request, options).thinkingConfig;
    expect(budget({})).toMatchObject({ thinkingBudget: 12_000 });
    expect(budget({ thinkingBudgets: { high: 4_000 } })).toMatchObject({ thinkingBudget: 4_000 });
  });

  test.each([
    ["minimal", { includeThoughts: true, thinkingLevel: "MINIMAL" }],
    ["low", { includeThoughts: true, thinkingLevel: "LOW" }],
    ["medium", { includeThoughts: true, thinkingLevel: "MEDIUM" }],
    ["high", { includeThoughts: true, thinkingLevel: "HIGH" }],
    ["xhigh", { includeThoughts: true, thinkingLevel: "HIGH" }],
  ] as const)("%s is sent to a model of levels as %j", (thinking, thinkingConfig) => {
    const model = { id: "gemini-3-flash", thinkingLevels: { xhigh: "high" } };
    expect(configOf({}, { thinking, model }).thinkingConfig).toEqual(thinkingConfig);
  });

  test("off is the word that a model of levels has for it, else nothing is sent", () => {
    const id = "gemini-3-flash";
    expect(configOf({}, { model: { id, thinkingLevels: { off: "minimal" } } })).toMatchObject({
      thinkingConfig: { thinkingLevel: "MINIMAL" },
    });
    expect(configOf({}, { model: { id } })).not.toHaveProperty("thinkingConfig");
  });

  test("the endpoint may say that it takes levels", () => {
    const options: Options = { thinking: "low", compat: { thinkingLevelParameter: true } };
    expect(configOf({}, options).thinkingConfig).toMatchObject({ thinkingLevel: "LOW" });
  });

  test("a model that does not reason is told nothing", () => {
    expect(configOf({}, { model: { reasoning: false } })).not.toHaveProperty("thinkingConfig");
  });
});

describe("options", () => {
  const schema = { type: "object", properties: { x: { type: "number" } }, $defs: {} };
  const tools = [{ name: "look", description: "Looks.", parameters: schema }];

  test("tools keep their whole schema and their order", () => {
    const second = { name: "listen", description: "Listens.", parameters: schema };
    expect(configOf({ tools: [...tools, second] }).tools).toEqual([
      {
        functionDeclarations: [
          { name: "look", description: "Looks.", parametersJsonSchema: schema },
          { name: "listen", description: "Listens.", parametersJsonSchema: schema },
        ],
      },
    ]);
  });

  test.each([
    ["auto", { mode: "AUTO" }],
    ["none", { mode: "NONE" }],
    ["required", { mode: "ANY" }],
    [{ name: "look" }, { mode: "ANY", allowedFunctionNames: ["look"] }],
  ] as const)("the tool choice %j is sent as %j", (toolChoice, functionCallingConfig) => {
    expect(configOf({ tools, toolChoice }).toolConfig).toEqual({ functionCallingConfig });
  });

  test("without tools there is no tool choice", () => {
    const config = configOf({ tools: [], toolChoice: "auto" });
    expect(config).not.toHaveProperty("tools");
    expect(config).not.toHaveProperty("toolConfig");
  });

  test("structured output is JSON of the schema", () => {
    expect(configOf({ responseSchema: schema })).toMatchObject({
      responseMimeType: "application/json",
      responseJsonSchema: schema,
    });
  });

  test("stop sequences and temperature are sent to models that take them", () => {
    const request = { temperature: 0.5, stopSequences: ["END"] };
    expect(configOf(request)).toMatchObject(request);
    const newest = { model: { id: "gemini-3.8-flash" } };
    expect(configOf(request, newest)).not.toHaveProperty("temperature");
    expect(configOf({ stopSequences: [] })).not.toHaveProperty("stopSequences");
  });
});
