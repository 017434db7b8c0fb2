import { expect, test } from "vitest";
import type { Model } from "../model.ts";
import { catalogueVendor, getModel, listModels, listProviders } from "./index.ts";

const own: Model = {
  id: "gpt-4o",
  name: "Our GPT-4o",
  api: "openai-completions",
  provider: "openai",
  baseUrl: "https://proxy.example/v1",
  input: ["text"],
  contextWindow: 1_000,
  maxTokens: 100,
  reasoning: false,
  vision: false,
};
const local: Model = { ...own, id: "llama", provider: "home" };

test("every call gives a fresh object", () => {
  const first = getModel("anthropic", "claude-opus-4-20250514");
  first.maxTokens = 1;
  first.input.push("text");
  Object.assign(first.pricing ?? {}, { input: 99 });
  const second = getModel("anthropic", "claude-opus-4-20250514");
  expect(second).toMatchObject({ maxTokens: 16_384, input: ["text", "image"] });
  expect(second.pricing?.input).toBe(15);
  const [listed] = listModels({ provider: "anthropic", query: "claude-opus-4-20250514" });
  expect(listed).toEqual(second);
});

test("a known other name leads to the model", () => {
  expect(getModel("anthropic", "claude-4.5-sonnet-20250514").id).toBe("claude-sonnet-4-5-20250929");
  expect(getModel("zai", "GLM-4.7").id).toBe("glm-4.7");
  expect(getModel("zai", "GLM-4.7-Flash").id).toBe("glm-4.7-flash");
});

test("an unknown id is an error with the nearest ids", () => {
  expect(() => getModel("openai", "gpt-4oo")).toThrow(
    expect.objectContaining({
      code: "not_found",
      provider: "openai",
      retryable: false,
      nearest: expect.arrayContaining(["gpt-4o"]),
      message: expect.stringMatching(/"openai" has no model "gpt-4oo".*"gpt-4o"/),
    }),
  );
});

test("an unknown provider is an error with the nearest providers", () => {
  expect(() => getModel("antropic", "claude-opus-4-20250514")).toThrow(
    expect.objectContaining({
      code: "not_found",
      nearest: expect.arrayContaining(["anthropic"]),
    }),
  );
});

test.each(["toString", "__proto__", "constructor", ""])(
  "%j is neither a model nor a provider",
  (name) => {
    const notFound = expect.objectContaining({ code: "not_found" });
    expect(() => getModel("openai", name)).toThrow(notFound);
    expect(() => getModel(name, "gpt-4o")).toThrow(notFound);
    expect(catalogueVendor(name)).toBeUndefined();
  },
);

test("the caller's own models win over the database and may be of any provider", () => {
  const models = [own, local];
  expect(getModel("openai", "gpt-4o", { models })).toEqual(own);
  expect(getModel("openai", "gpt-4o", { models })).not.toBe(own);
  expect(getModel("home", "llama", { models })).toEqual(local);
  expect(() => getModel("home", "lama", { models })).toThrow(
    expect.objectContaining({ nearest: ["llama"] }),
  );
  expect(listModels({ provider: "home", models })).toEqual([local]);

  const openai = listModels({ provider: "openai", models });
  expect(openai.filter((model) => model.id === "gpt-4o")).toEqual([own]);
  expect(openai).toHaveLength(listModels({ provider: "openai" }).length);
  expect(listModels({ models }).filter((model) => model.provider === "home")).toEqual([local]);
});

test("a query needs all its words, in the id, the name or the provider", () => {
  const ids = listModels({ query: "Anthropic OPUS 4.5" }).map(
    (model) => `${model.provider}/${model.id}`,
  );
  expect(ids).toContain("anthropic/claude-opus-4-5");
  expect(ids).toContain("openrouter/anthropic/claude-opus-4.5");
  expect(ids).not.toContain("anthropic/claude-opus-4-6");
  expect(listModels({ query: "no such model" })).toEqual([]);
  expect(listModels({ provider: "anthropic", query: "sonnet 3.5" })).not.toEqual([]);
  expect(listModels({ provider: "no-such-provider" })).toEqual([]);
});

test("providers are listed with their names, the built-in ones first", () => {
  const providers = listProviders();
  expect(providers.slice(0, 7)).toEqual([
    { id: "anthropic", name: "Anthropic" },
    { id: "openai", name: "OpenAI" },
    { id: "openai-responses", name: "OpenAI Responses" },
    { id: "google", name: "Google" },
    { id: "xai", name: "xAI" },
    { id: "minimax", name: "MiniMax" },
    { id: "zai", name: "Z.AI" },
  ]);
  expect(providers).toContainEqual({ id: "groq", name: "Groq" });
});

test("a catalogue provider is everything that a wire provider needs", () => {
  expect(catalogueVendor("groq")).toMatchObject({
    id: "groq",
    name: "Groq",
    apis: ["openai-completions"],
    baseUrls: ["https://api.groq.com/openai/v1"],
    keyNames: ["GROQ_API_KEY"],
  });
  expect(catalogueVendor("openrouter")?.compat?.thinkingFormat).toBe("openrouter");
  expect(catalogueVendor("openai")).toBeUndefined();
  expect(catalogueVendor("groq")).not.toBe(catalogueVendor("groq"));
});
