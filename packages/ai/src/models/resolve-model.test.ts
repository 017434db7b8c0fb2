import fc from "fast-check";
import { expect, test } from "vitest";
import { AiError } from "../error.ts";
import type { Model } from "../model.ts";
import { listModels } from "./list-models.ts";
import { parseModelName } from "./model-name.ts";
import { nearest } from "./nearest.ts";
import { resolveModel } from "./resolve-model.ts";

const ours: Model[] = [
  model("alpha-1-small"),
  model("alpha-2-small"),
  model("alpha-2-small-20260101"),
  model("alpha-2-small-20260301"),
  model("alpha-2.1-large"),
  model("beta-3"),
  model("beta-3-20250101"),
  model("beta-3-20260101"),
  model("gamma-70b"),
  model("gamma-2-70b-0731"),
  model("gamma-2-70b-1017"),
];

test.each([
  ["alpha-1-small", "alpha-1-small", "an id is itself"],
  ["ALPHA-1-SMALL", "alpha-1-small", "case does not matter"],
  ["small", "alpha-2-small", "the newest version, and the name without a date"],
  ["alpha 2 small", "alpha-2-small", "any separator"],
  ["small-alpha-2", "alpha-2-small", "any order"],
  ["alpha", "alpha-2.1-large", "the newest of all that fit"],
  ["alpha-2", "alpha-2-small", "the very version wins over a newer one that starts with it"],
  ["alpha-2.1", "alpha-2.1-large", "a version with its parts"],
  ["alpha-2-1", "alpha-2.1-large", "a version with other separators"],
  ["alpha2.1", "alpha-2.1-large", "a version without a separator"],
  ["alpha-2-small-20260101", "alpha-2-small-20260101", "a date is kept"],
  ["small-20260301", "alpha-2-small-20260301", "a date narrows"],
  ["gamma-2", "gamma-2-70b-1017", "without a moving name the newest release"],
  ["gamma-70b", "gamma-70b", "a size is no version"],
])("%j means %s: %s", (reference, id) => {
  expect(resolveModel(reference, { provider: "acme", models: ours }).id).toBe(id);
  expect(resolveModel(`acme/${reference}`, { models: ours }).id).toBe(id);
});

test.each([
  ["alpha-3", "no such version"],
  ["alpha-2-small-20260202", "a wrong date is not replaced by another"],
  ["delta", "no such word"],
  ["2", "a version alone says nothing"],
  ["", "nothing at all"],
])("%j means none: %s", (reference) => {
  expect(() => resolveModel(reference, { provider: "acme", models: ours })).toThrow(
    expect.objectContaining({ code: "not_found", provider: "acme" }),
  );
});

test.each([
  ["claude-3.5", undefined, "anthropic", "claude-3-5-sonnet-20241022"],
  ["claude-3.5", "anthropic", "anthropic", "claude-3-5-sonnet-20241022"],
  ["gpt-4o", undefined, "openai", "gpt-4o"],
  ["gpt4o", undefined, "openai", "gpt-4o"],
  ["openai/gpt-4o", undefined, "openai", "gpt-4o"],
  ["openai/gpt-4o", "openai", "openai", "gpt-4o"],
  ["openai-responses/gpt-4o", undefined, "openai-responses", "gpt-4o"],
  ["o1", undefined, "openai", "o1"],
  ["claude-4.5-sonnet", undefined, "anthropic", "claude-sonnet-4-5"],
  ["claude-4.5-sonnet-20250514", undefined, "anthropic", "claude-sonnet-4-5-20250929"],
  ["claude-sonnet-4", undefined, "anthropic", "claude-sonnet-4-20250514"],
  ["claude-opus-4-20250514", undefined, "anthropic", "claude-opus-4-20250514"],
  ["minimax-m2.1", undefined, "minimax", "MiniMax-M2.1"],
  ["m2-her", undefined, "minimax", "M2-her"],
  ["GLM-4.7-Flash", undefined, "zai", "glm-4.7-flash"],
  ["google/gemini-2.5-flash", undefined, "google", "gemini-2.5-flash"],
  ["google/gemini-2.5-flash", "openrouter", "openrouter", "google/gemini-2.5-flash"],
  ["openrouter/google/gemini-2.5-flash", undefined, "openrouter", "google/gemini-2.5-flash"],
  ["llama-3.3-70b-versatile", undefined, "groq", "llama-3.3-70b-versatile"],
])("%j of %s is %s/%s", (reference, provider, expectedProvider, id) => {
  const found = resolveModel(reference, { provider });
  expect([found.provider, found.id]).toEqual([expectedProvider, id]);
});

test.each([
  ["sonnet", "anthropic", /^claude-sonnet-/],
  ["claude-sonnet", "anthropic", /^claude-sonnet-/],
  ["opus", "anthropic", /^claude-opus-/],
  ["grok", "xai", /^grok-\d/],
  ["gemini flash", "google", /^gemini-.*flash$/],
])("%j is the newest of its family", (reference, provider, family) => {
  const found = resolveModel(reference);
  expect(found.provider).toBe(provider);
  expect(found.id).toMatch(family);
  const versions = listModels({ provider })
    .filter((candidate) => family.test(candidate.id))
    .map((candidate) => parseModelName(candidate.id))
    .filter((name) => name.words.length === parseModelName(found.id).words.length)
    .map((name) => Number(`${name.version[0] ?? 0}.${name.version[1] ?? 0}`));
  const [major = 0, minor = 0] = parseModelName(found.id).version;
  expect(Number(`${major}.${minor}`)).toBe(Math.max(...versions));
});

test("every id of the database is itself, with its provider before it or beside it", () => {
  for (const known of listModels()) {
    const { provider, id } = known;
    expect(resolveModel(`${provider}/${id}`)).toEqual(known);
    expect(resolveModel(id, { provider })).toEqual(known);
  }
});

test("several models that nothing tells apart are all named", () => {
  const models = [model("delta-1-small"), model("delta-1-large")];
  expect(() => resolveModel("delta", { provider: "acme", models })).toThrow(
    expect.objectContaining({ code: "not_found", nearest: ["delta-1-small", "delta-1-large"] }),
  );
});

test("the same model of several providers is named so that one can be chosen", () => {
  const models = [model("delta-1"), { ...model("delta-1"), provider: "other" }];
  expect(() => resolveModel("delta-1", { models })).toThrow(
    expect.objectContaining({ nearest: ["acme/delta-1", "other/delta-1"] }),
  );
  expect(resolveModel("other/delta-1", { models }).provider).toBe("other");
});

test("versions of different providers are not compared", () => {
  const models = [model("delta-1"), { ...model("delta-2"), provider: "other" }];
  expect(() => resolveModel("delta", { models })).toThrow(
    expect.objectContaining({ nearest: ["other/delta-2", "acme/delta-1"] }),
  );
});

test.each([
  ["claude-sonet-4-5", undefined, "anthropic/claude-sonnet-4-5"],
  ["claude-sonet-4-5", "anthropic", "claude-sonnet-4-5"],
  ["gpt-4o", "opnai", "openai"],
])("%j of %s is an error that suggests %s", (reference, provider, suggested) => {
  expect(() => resolveModel(reference, { provider })).toThrow(
    expect.objectContaining({
      code: "not_found",
      nearest: expect.arrayContaining([suggested]),
      message: expect.stringContaining(suggested),
    }),
  );
});

test("whatever is asked for, the answer is a model of the database or an error that says so", () => {
  const piece = fc.constantFrom("claude", "gpt", "4", "o", "3.5", "-", "/", "openai", "latest", "");
  const reference = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(reference, (text) => {
      try {
        const found = resolveModel(text);
        expect(listModels({ provider: found.provider })).toContainEqual(found);
      } catch (error) {
        if (!AiError.isInstance(error)) throw error;
        expect(error.code).toBe("not_found");
      }
    }),
  );
});

test("a fresh object is returned", () => {
  resolveModel("gpt-4o").maxTokens = 1;
  expect(resolveModel("gpt-4o").maxTokens).toBe(16_384);
});

test.each([
  ["claude-opus-4-20250514", ["claude", "opus"], [4], "20250514"],
  ["gpt-4o-2024-08-06", ["gpt", "o"], [4], "20240806"],
  ["MiniMax-M2.1", ["minimax", "m"], [2, 1], undefined],
  ["gemini-flash-latest", ["gemini", "flash"], [], undefined],
  ["meta/llama-3.3-70b", ["meta", "llama", "70b"], [3, 3], undefined],
])("%s is taken apart", (id, words, version, stamp) => {
  expect(parseModelName(id)).toEqual({ words, version, stamp });
});

test("the nearest names come first, and unlike ones not at all", () => {
  expect(nearest("gpt-4oo", ["zzz", "claude", "gpt-4o-mini", "gpt-4o"])).toEqual([
    "gpt-4o",
    "gpt-4o-mini",
  ]);
  expect(nearest("a", ["a1", "b2"])).toEqual(["a1"]);
  expect(
    nearest(
      "gpt",
      Array.from({ length: 9 }, (_, n) => `gpt-${n}`),
      3,
    ),
  ).toHaveLength(3);
});

function model(id: string): Model {
  return {
    id,
    name: id,
    api: "openai-completions",
    provider: "acme",
    baseUrl: "https://acme.example/v1",
    input: ["text"],
    contextWindow: 1_000,
    maxTokens: 100,
    reasoning: false,
    vision: false,
  };
}
