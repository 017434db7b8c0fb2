import type { Model } from "../model.ts";

/** A model row for tests; what `overrides` does not name is ordinary. */
export function testModel(overrides: Partial<Model> = {}): Model {
  return {
    id: "test-model",
    name: "Test model",
    api: "openai-completions",
    provider: "scripted",
    baseUrl: "http://127.0.0.1:1/v1",
    input: ["text", "image"],
    contextWindow: 200_000,
    maxTokens: 32_000,
    reasoning: true,
    vision: true,
    ...overrides,
  };
}
