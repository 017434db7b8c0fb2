import { createRequire } from "node:module";
import { expect, test } from "vitest";
import * as models from "./index.ts";
import { type ModelFile, modelOf } from "./model-file.ts";

// First in this file: later tests load files.
test("nothing is loaded before it is asked for, and then only that provider", () => {
  expect(loaded()).toEqual([]);
  models.getModel("xai", "grok-4");
  expect(loaded()).toEqual(["providers.json", "xai.json"]);
});

test("a provider id cannot lead out of the folder of models", () => {
  expect(() => models.getModel("../package", "name")).toThrow(/no models of a provider/);
});

const file: ModelFile = {
  provider: { id: "acme", name: "Acme" },
  asOf: "2026-01-01",
  source: "newest@1.0.0",
  defaults: {
    api: "openai-completions",
    baseUrl: "https://acme.example/v1",
    compat: { maxTokensField: "max_tokens" },
    headers: { "x-poll": "1" },
  },
  models: {
    usual: {
      name: "Usual",
      input: ["text"],
      contextWindow: 10,
      maxTokens: 5,
      reasoning: false,
      compat: { supportsStrictMode: true },
    },
    other: {
      name: "Other",
      api: "anthropic-messages",
      baseUrl: "https://acme.example/anthropic",
      input: ["text", "image"],
      contextWindow: 10,
      maxTokens: 5,
      reasoning: false,
      asOf: "2025-01-01",
      source: "https://acme.example/models",
    },
  },
};

test("a row is completed by the file's defaults", () => {
  expect(modelOf(file, "usual")).toEqual({
    id: "usual",
    name: "Usual",
    provider: "acme",
    api: "openai-completions",
    baseUrl: "https://acme.example/v1",
    input: ["text"],
    vision: false,
    contextWindow: 10,
    maxTokens: 5,
    reasoning: false,
    compat: { maxTokensField: "max_tokens", supportsStrictMode: true },
    headers: { "x-poll": "1" },
    asOf: "2026-01-01",
    source: "newest@1.0.0",
  });
});

test("a row of another protocol takes no defaults, and keeps its own date and source", () => {
  const model = modelOf(file, "other");
  expect(model).toMatchObject({
    api: "anthropic-messages",
    baseUrl: "https://acme.example/anthropic",
    vision: true,
    asOf: "2025-01-01",
    source: "https://acme.example/models",
  });
  expect(model).not.toHaveProperty("compat");
  expect(model).not.toHaveProperty("headers");
});

test("an inherited property is no model", () => {
  expect(modelOf(file, "toString")).toBeUndefined();
});

/** The names of the JSON files that Node has read from the folder of models. */
function loaded(): string[] {
  return Object.keys(createRequire(import.meta.url).cache)
    .filter((path) => /[\\/]ai[\\/]models[\\/]/.test(path))
    .map((path) => path.split(/[\\/]/).at(-1) ?? "")
    .sort();
}
