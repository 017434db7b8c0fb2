import { expect, test } from "vitest";
import { apiKeyFor, keyNamesFor } from "./keys.ts";

test.each([
  ["anthropic", "ANTHROPIC_API_KEY"],
  ["openai", "OPENAI_API_KEY"],
  ["openai-responses", "OPENAI_API_KEY"],
  ["google", "GEMINI_API_KEY"],
  ["google", "GOOGLE_API_KEY"],
  ["xai", "XAI_API_KEY"],
  ["minimax", "MINIMAX_API_KEY"],
  ["minimax-anthropic", "MINIMAX_API_KEY"],
  ["zai", "ZAI_API_KEY"],
  ["zai-coding", "ZAI_CODING_API_KEY"],
  ["openrouter", "OPENROUTER_API_KEY"],
  ["groq", "GROQ_API_KEY"],
  ["deepseek", "DEEPSEEK_API_KEY"],
  ["mistral", "MISTRAL_API_KEY"],
  ["moonshotai", "MOONSHOT_API_KEY"],
  ["huggingface", "HF_TOKEN"],
  ["vercel-ai-gateway", "AI_GATEWAY_API_KEY"],
])("the key of %s is in %s", (provider, name) => {
  expect(apiKeyFor(provider, { [name]: "secret" })).toBe("secret");
  expect(keyNamesFor(provider)).toContain(name);
});

test.each([
  ["anthropic", "ANTHROPIC_OAUTH_TOKEN", "ANTHROPIC_API_KEY"],
  ["google", "GEMINI_API_KEY", "GOOGLE_API_KEY"],
  ["huggingface", "HF_TOKEN", "HUGGINGFACE_API_KEY"],
  ["zai-coding", "ZAI_CODING_API_KEY", "ZAI_API_KEY"],
])("for %s, %s wins over %s", (provider, first, second) => {
  expect(apiKeyFor(provider, { [first]: "first", [second]: "second" })).toBe("first");
  expect(apiKeyFor(provider, { [second]: "second" })).toBe("second");
});

test.each(["", "  ", "\n", undefined])("%j is no key", (blank) => {
  expect(apiKeyFor("openai", { OPENAI_API_KEY: blank })).toBeUndefined();
  const env = { ANTHROPIC_OAUTH_TOKEN: blank, ANTHROPIC_API_KEY: "key" };
  expect(apiKeyFor("anthropic", env)).toBe("key");
});

test("space around a key is dropped", () => {
  expect(apiKeyFor("openai", { OPENAI_API_KEY: " secret\n" })).toBe("secret");
});

test("the first name is the one to tell a person", () => {
  expect(keyNamesFor("anthropic")[0]).toBe("ANTHROPIC_API_KEY");
  expect(keyNamesFor("google")[0]).toBe("GEMINI_API_KEY");
});

test("a provider gets no other provider's key", () => {
  expect(apiKeyFor("xai", { OPENAI_API_KEY: "secret" })).toBeUndefined();
  expect(apiKeyFor("openai-compatible", { OPENAI_API_KEY: "secret" })).toBeUndefined();
});

test.each(["nobody", "toString", "__proto__", ""])("%j has no key", (provider) => {
  expect(apiKeyFor(provider, { OPENAI_API_KEY: "secret" })).toBeUndefined();
  expect(keyNamesFor(provider)).toEqual([]);
});
