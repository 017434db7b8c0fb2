import { expect, test } from "vitest";
import { convertRow } from "./convert-row.ts";
import type { SourceRow } from "./source-row.ts";

const noPrice = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

test("a whole row is converted", () => {
  const row = sourceRow({
    input: ["text", "image"],
    cost: {
      input: 2,
      output: 10,
      cacheRead: 0.2,
      cacheWrite: 2.5,
      tiers: [
        { inputTokensAbove: 500_000, input: 8, output: 30, cacheRead: 0, cacheWrite: 0 },
        { inputTokensAbove: 200_000, input: 4, output: 15, cacheRead: 0.4, cacheWrite: 0 },
      ],
    },
    headers: { "x-poll": "1" },
  });
  expect(convertRow(row)).toEqual({
    name: "Model One",
    api: "openai-completions",
    baseUrl: "https://one.example/v1",
    input: ["text", "image"],
    contextWindow: 1000,
    maxTokens: 100,
    reasoning: true,
    pricing: {
      input: 2,
      output: 10,
      cacheRead: 0.2,
      cacheWrite: 2.5,
      tiers: [
        { above: 200_000, input: 4, output: 15, cacheRead: 0.4 },
        { above: 500_000, input: 8, output: 30 },
      ],
    },
    headers: { "x-poll": "1" },
  });
});

test("an answer is never longer than the window", () => {
  expect(convertRow(sourceRow({ contextWindow: 50, maxTokens: 100 })).maxTokens).toBe(50);
});

test.each([
  ["an unknown price", "model-1", "Model One", undefined],
  ["a free variant", "model-1:free", "Model One", { input: 0, output: 0 }],
  ["a free id", "model-1-free", "Model One", { input: 0, output: 0 }],
  ["a free name", "model-1", "Model One (free)", { input: 0, output: 0 }],
  ["a name that only contains the word", "freedom-1", "Freedom", undefined],
])("zero prices: %s", (_, id, name, pricing) => {
  expect(convertRow(sourceRow({ id, name, cost: noPrice })).pricing).toEqual(pricing);
});

test("a rate of zero beside real ones is unknown", () => {
  const cost = { input: 1, output: 2, cacheRead: 0, cacheWrite: 0 };
  expect(convertRow(sourceRow({ cost })).pricing).toEqual({ input: 1, output: 2 });
});

test.each<[string, Record<string, string | null> | undefined, boolean, object | undefined]>([
  ["own words are kept", { off: "none", high: "HIGH" }, true, { off: "none", high: "HIGH" }],
  ["missing levels are kept", { off: null, minimal: null }, true, { off: null, minimal: null }],
  ["a level's own name is left out", { low: "low", xhigh: null, max: null }, true, undefined],
  ["xhigh is kept though it is its own name", { xhigh: "xhigh" }, true, { xhigh: "xhigh" }],
  ["max becomes xhigh", { max: "max" }, true, { xhigh: "max" }],
  ["max becomes xhigh where xhigh is missing", { xhigh: null, max: "max" }, true, { xhigh: "max" }],
  ["xhigh wins over max", { xhigh: "xhigh", max: "max" }, true, { xhigh: "xhigh" }],
  ["no levels without reasoning", { off: null }, false, undefined],
  ["no map, no levels", undefined, true, undefined],
])("thinking levels: %s", (_, thinkingLevelMap, reasoning, expected) => {
  const row = convertRow(sourceRow({ reasoning, thinkingLevelMap }));
  expect(row.thinkingLevels).toEqual(expected);
});

test.each<[Record<string, unknown>, object | undefined]>([
  [{}, undefined],
  [
    { supportsStore: false, supportsStrictMode: false, maxTokensField: "max_completion_tokens" },
    undefined,
  ],
  [{ supportsReasoningEffort: false }, { thinkingFormat: "none" }],
  [{ thinkingFormat: "openai", supportsReasoningEffort: true }, undefined],
  [
    { thinkingFormat: "deepseek" },
    { thinkingFormat: "thinking_type", supportsReasoningEffort: true },
  ],
  [
    { thinkingFormat: "deepseek", supportsReasoningEffort: false },
    { thinkingFormat: "thinking_type" },
  ],
  [{ thinkingFormat: "zai" }, { thinkingFormat: "thinking_type" }],
  [
    { thinkingFormat: "zai", supportsReasoningEffort: true, zaiToolStream: true },
    { thinkingFormat: "thinking_type", supportsReasoningEffort: true, toolStream: true },
  ],
  [{ thinkingFormat: "qwen" }, { thinkingFormat: "enable_thinking" }],
  [{ thinkingFormat: "together" }, { thinkingFormat: "reasoning_enabled" }],
  [{ thinkingFormat: "openrouter" }, { thinkingFormat: "openrouter" }],
  [
    { requiresReasoningContentOnAssistantMessages: true },
    { reasoningField: "reasoning_content", requiresReasoningField: true },
  ],
  [
    { forceAdaptiveThinking: true, supportsTemperature: false, allowEmptySignature: true },
    { adaptiveThinking: true, supportsTemperature: false, allowsEmptySignature: true },
  ],
])("quirks: %j", (compat, expected) => {
  expect(convertRow(sourceRow({ compat })).compat).toEqual(expected);
});

test("a Gemini model with levels takes the level parameter", () => {
  const api = "google-generative-ai";
  const gemini3 = convertRow(sourceRow({ api, thinkingLevelMap: { off: null } }));
  expect(gemini3.compat).toEqual({ thinkingLevelParameter: true });
  expect(convertRow(sourceRow({ api })).compat).toBeUndefined();
});

test("an unknown thinking format stops the generation", () => {
  const row = sourceRow({ compat: { thinkingFormat: "telepathy" } });
  expect(() => convertRow(row)).toThrow(/"telepathy"/);
});

function sourceRow(fields: Partial<SourceRow>): SourceRow {
  return {
    id: "model-1",
    name: "Model One",
    api: "openai-completions",
    baseUrl: "https://one.example/v1",
    reasoning: true,
    input: ["text"],
    cost: { input: 1, output: 2, cacheRead: 0, cacheWrite: 0 },
    contextWindow: 1000,
    maxTokens: 100,
    ...fields,
  };
}
