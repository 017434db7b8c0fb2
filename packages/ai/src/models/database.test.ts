import { expect, test } from "vitest";
import type { Compat, Model, Rates } from "../model.ts";
import { thinkingLevels } from "../thinking.ts";
import { builtInVendors } from "../vendors.ts";
import { catalogueVendors } from "./catalogue-vendor.ts";
import { getModel } from "./get-model.ts";
import { listModels } from "./list-models.ts";
import { modelProviders, readModelFile } from "./model-file.ts";

const models = listModels();
const protocols = [
  "anthropic-messages",
  "google-generative-ai",
  "openai-completions",
  "openai-responses",
];

/** What the data may say; a quirk that is not here was not meant to be in it. */
const quirks: Partial<Record<keyof Compat, readonly unknown[]>> = {
  maxTokensField: ["max_tokens"],
  supportsUsageInStreaming: [false],
  supportsStrictMode: [true],
  supportsTemperature: [false],
  supportsLongCacheRetention: [false],
  longCacheTtl: ["12h"],
  sessionHeader: ["x-session-affinity", "x-session-id"],
  supportsCacheControlOnTools: [false],
  supportsReasoningEffort: [true],
  thinkingFormat: [
    "none",
    "openrouter",
    "thinking_type",
    "enable_thinking",
    "reasoning_enabled",
    "thinking_adaptive",
  ],
  preservesThinking: [true],
  reasoningField: ["reasoning", "reasoning_content"],
  requiresReasoningField: [true],
  requiresToolResultName: [true],
  cacheControlFormat: ["anthropic"],
  errorInBody: ["base_resp"],
  recoversReasoningOnly: [true],
  responseFormat: ["json_object"],
  userField: ["user_id"],
  toolStream: [true],
  toolCallIdAlphanumerics: [9],
  adaptiveThinking: [true],
  allowsEmptySignature: [true],
  thinkingLevelParameter: [true],
};

test.each(modelProviders())("every row of %s is sound", (provider) => {
  const rows = models.filter((model) => model.provider === provider);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.flatMap(faults)).toEqual([]);
});

test.each(modelProviders())("every model of %s is at an address that its key may go to", (id) => {
  const vendor = builtInVendors.find((candidate) => candidate.id === id) ?? catalogueVendors()[id];
  const origins = vendor?.baseUrls.map((url) => new URL(url).origin);
  for (const model of models.filter(({ provider }) => provider === id)) {
    expect(vendor?.apis).toContain(model.api);
    expect(origins).toContain(new URL(model.baseUrl).origin);
  }
});

test("every catalogue provider is described whole", () => {
  for (const [id, vendor] of Object.entries(catalogueVendors())) {
    expect(Object.keys(vendor).sort()).toEqual([
      "apis",
      "baseUrls",
      ...(vendor.compat ? ["compat"] : []),
      "id",
      "keyNames",
      "name",
    ]);
    expect(vendor.id).toBe(id);
    expect(vendor.name).not.toBe("");
    expect(protocols).toEqual(expect.arrayContaining([...vendor.apis]));
    expect(vendor.keyNames.every((name) => /^[A-Z][A-Z0-9_]+$/.test(name))).toBe(true);
    expect(vendor.keyNames.length).toBeGreaterThan(0);
    expect(builtInVendors.map((builtIn) => builtIn.id)).not.toContain(id);
  }
});

test("every file is named, dated and sourced, and its aliases lead to models", () => {
  for (const provider of modelProviders()) {
    const file = readModelFile(provider);
    expect(file?.provider.id).toBe(provider);
    expect(file?.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(file?.source).toMatch(/^@?[\w/.-]+@\d+\.\d+\.\d+$/);
    for (const [alias, id] of Object.entries(file?.aliases ?? {})) {
      expect(file?.models).toHaveProperty([id]);
      expect(file?.models).not.toHaveProperty([alias]);
    }
  }
});

test("the whole database stays small enough to ship", () => {
  const bytes = [catalogueVendors(), ...modelProviders().map(readModelFile)]
    .map((part) => JSON.stringify(part).length)
    .reduce((sum, length) => sum + length, 0);
  expect(bytes).toBeLessThan(1_200_000);
});

test.each<[provider: string, id: string, expected: Partial<Model>]>([
  [
    "anthropic",
    "claude-opus-4-20250514",
    {
      api: "anthropic-messages",
      baseUrl: "https://api.anthropic.com",
      input: ["text", "image"],
      contextWindow: 200_000,
      maxTokens: 16_384,
      reasoning: true,
      vision: true,
    },
  ],
  ["anthropic", "claude-sonnet-4-20250514", { contextWindow: 200_000, reasoning: true }],
  ["anthropic", "claude-3-5-sonnet-20241022", { maxTokens: 8_192, reasoning: false }],
  ["anthropic", "claude-sonnet-5-5", { thinkingLevels: { off: "between_tools" } }],
  ["openai", "gpt-4o", { api: "openai-completions", baseUrl: "https://api.openai.com/v1" }],
  ["openai", "gpt-4", { api: "openai-completions", reasoning: false, vision: false }],
  ["openai", "o1", { api: "openai-completions", reasoning: true }],
  ["openai", "o1-pro", { api: "openai-responses" }],
  ["openai-responses", "gpt-4o", { api: "openai-responses", provider: "openai-responses" }],
  ["google", "gemini-2.5-flash", { api: "google-generative-ai", contextWindow: 1_048_576 }],
  ["google", "gemini-2.5-pro", { thinkingLevels: { off: null } }],
  ["google", "gemini-1.5-pro", { reasoning: false }],
  ["openrouter", "google/gemini-2.5-flash", { api: "openai-completions", vision: true }],
  ["xai", "grok-4", { api: "openai-completions", baseUrl: "https://api.x.ai/v1" }],
  ["xai", "grok-3", { api: "openai-completions" }],
  [
    "minimax",
    "MiniMax-M2.1",
    {
      api: "openai-completions",
      baseUrl: "https://api.minimax.io/v1",
      contextWindow: 204_800,
      thinkingLevels: { off: null },
    },
  ],
  ["minimax", "M2-her", { api: "openai-completions", contextWindow: 65_536, reasoning: false }],
  [
    "minimax-anthropic",
    "MiniMax-M2.1",
    { api: "anthropic-messages", baseUrl: "https://api.minimax.io/anthropic" },
  ],
  ["zai", "glm-4.7", { api: "openai-completions", baseUrl: "https://api.z.ai/api/paas/v4" }],
  ["zai", "glm-4.7-flash", { pricing: { input: 0, output: 0 } }],
  ["zai-coding", "glm-4.7", { baseUrl: "https://api.z.ai/api/coding/paas/v4" }],
  ["mistral", "mistral-large-latest", { api: "openai-completions" }],
])("%s has %s", (provider, id, expected) => {
  expect(getModel(provider, id)).toMatchObject({ provider, id, ...expected });
});

test.each<[provider: string, id: string, input: number, output: number]>([
  ["anthropic", "claude-opus-4-20250514", 15, 75],
  ["anthropic", "claude-sonnet-4-20250514", 3, 15],
  ["openai", "gpt-4o", 2.5, 10],
  ["openai", "gpt-4", 30, 60],
  ["openai", "o1", 15, 60],
  ["google", "gemini-2.5-flash", 0.3, 2.5],
  ["xai", "grok-4", 3, 15],
  ["minimax", "MiniMax-M2.1", 0.3, 1.2],
  ["minimax", "M2-her", 0.3, 1.2],
  ["zai", "glm-4.7", 0.6, 2.2],
])("%s/%s costs %d and %d", (provider, id, input, output) => {
  expect(getModel(provider, id).pricing).toMatchObject({ input, output });
});

test("OpenAI Responses has every OpenAI model", () => {
  const ids = (provider: string) => listModels({ provider }).map((model) => model.id);
  expect(ids("openai-responses")).toEqual(ids("openai"));
});

test("a price that nobody knows is absent", () => {
  expect(getModel("zai", "glm-5.3-highspeed")).not.toHaveProperty("pricing");
  expect(getModel("openrouter", "openrouter/auto")).not.toHaveProperty("pricing");
});

test.each(["groq", "deepseek", "mistral", "moonshotai", "cerebras", "together", "fireworks"])(
  "%s works without being built in",
  (provider) => {
    expect(listModels({ provider }).length).toBeGreaterThan(0);
    expect(catalogueVendors()).toHaveProperty([provider, "keyNames"]);
  },
);

/** Everything that is wrong with a model, as `id: field = value`. */
function faults(model: Model): string[] {
  const { pricing, thinkingLevels: levels = {}, compat = {}, headers = {} } = model;
  const checks: Record<string, boolean> = {
    id: model.id.trim() === model.id && model.id !== "",
    name: model.name.trim() !== "",
    api: protocols.includes(model.api),
    baseUrl: URL.parse(model.baseUrl)?.protocol === "https:" && !model.baseUrl.endsWith("/"),
    input: ["text", "text,image"].includes(model.input.join()),
    vision: model.vision === model.input.includes("image"),
    reasoning: typeof model.reasoning === "boolean",
    contextWindow: isCount(model.contextWindow),
    maxTokens: isCount(model.maxTokens) && model.maxTokens <= model.contextWindow,
    asOf: /^\d{4}-\d\d-\d\d$/.test(model.asOf ?? "") && !Number.isNaN(Date.parse(model.asOf ?? "")),
    source: Boolean(model.source),
    pricing: pricing === undefined || isFree(pricing) || areRates(pricing, ["tiers"]),
    tiers: (pricing?.tiers ?? []).every(
      (tier, index, all) =>
        areRates(tier, ["above"]) &&
        isCount(tier.above) &&
        tier.above > (all[index - 1]?.above ?? 0),
    ),
    thinkingLevels:
      (model.reasoning || model.thinkingLevels === undefined) &&
      Object.entries(levels).every(
        ([level, word]) =>
          thinkingLevels.some((known) => known === level) && (word === null || word !== ""),
      ),
    compat: Object.entries(compat).every(([name, value]) =>
      Object.entries(quirks).some(([known, values]) => known === name && values.includes(value)),
    ),
    headers: Object.values(headers).every((value) => typeof value === "string"),
    fields: Object.keys(model).every((field) => fields.has(field)),
  };
  return Object.entries(checks)
    .filter(([, isSound]) => !isSound)
    .map(([field]) => `${model.id}: ${field} of ${JSON.stringify(model)}`);
}

const fields = new Set(
  [
    "id name api provider baseUrl input contextWindow maxTokens reasoning vision pricing thinkingLevels headers compat asOf source",
  ].flatMap((names) => names.split(" ")),
);

function isCount(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}

function isFree(rates: Rates): boolean {
  return JSON.stringify(rates) === JSON.stringify({ input: 0, output: 0 });
}

function areRates(rates: Rates, others: readonly string[]): boolean {
  const known = ["input", "output", "cacheRead", "cacheWrite", "cacheWrite1h"];
  return (
    rates.input > 0 &&
    rates.output > 0 &&
    Object.entries(rates).every(
      ([name, rate]) =>
        others.includes(name) ||
        (known.includes(name) && typeof rate === "number" && Number.isFinite(rate) && rate > 0),
    )
  );
}
