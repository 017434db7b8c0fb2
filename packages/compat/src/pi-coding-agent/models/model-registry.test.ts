import { afterEach, expect, test } from "vitest";
import { argent, outcome, testBoth } from "../../../test/coding-agent/both-sides.ts";
import { workspace } from "../../../test/coding-agent/workspace.ts";
import type { PiModules } from "../../../test/contract/contract.ts";
import type { Loose } from "../../pi-ai/loose.ts";

const { coding } = argent;

afterEach(() => {
  delete process.env.OLLAMA_KEY;
});

const modelsJson = `{
  // a server on this machine
  "providers": {
    "ollama": {
      "baseUrl": "http://localhost:11434/v1", "api": "openai-completions", "apiKey": "OLLAMA_KEY",
      "headers": { "x-team": "a" },
      "models": [
        { "id": "qwen", "reasoning": true, "compat": { "supportsStore": false } },
        { "id": "big", "name": "Big", "contextWindow": 9, "maxTokens": 8, "headers": { "x-model": "b" } },
      ],
    },
    "gateway": {
      "baseUrl": "https://gate.example/", "api": "anthropic-messages", "apiKey": "literal", "authHeader": true,
      "models": [{ "id": "claude", "input": ["text", "image"], "cost": { "input": 1, "output": 2, "cacheRead": 0, "cacheWrite": 0 } }],
    },
  },
}`;

function registryOf({ coding: pi }: PiModules, folder: string, auth: Loose = {}) {
  return pi.ModelRegistry.create(pi.AuthStorage.inMemory(auth), `${folder}/models.json`);
}

const messageOf = (text: string | undefined) => text?.split("\n\nFile:")[0];

testBoth("models that a file defines, with their keys and headers", async (pi) => {
  using folder = workspace({ "models.json": modelsJson });
  process.env.OLLAMA_KEY = "from-the-environment";
  const registry = registryOf(pi, folder.path);
  const models = [
    registry.find("ollama", "qwen"),
    registry.find("ollama", "big"),
    registry.find("gateway", "claude"),
  ];
  return {
    models,
    available: registry
      .getAvailable()
      .map(({ provider, id }) => `${provider}/${id}`)
      .filter((name) => /ollama|gateway/.test(name)),
    requests: await Promise.all(
      models.map((model) => model && registry.getApiKeyAndHeaders(model)),
    ),
    statuses: ["ollama", "gateway", "nobody"].map((name) => registry.getProviderAuthStatus(name)),
    keys: await Promise.all(
      ["ollama", "gateway", "nobody"].map((name) => registry.getApiKeyForProvider(name)),
    ),
    names: ["ollama", "groq", "anthropic"].map((name) => registry.getProviderDisplayName(name)),
    none: registry.find("ollama", "none") === undefined,
    error: registry.getError(),
  };
});

testBoth("what is wrong with a file, in words", async (pi) => {
  const wrong = [
    { a: {} },
    { a: { models: [{ id: "m" }] } },
    { a: { baseUrl: "http://x", models: [{ id: "m" }] } },
    { a: { baseUrl: "http://x", apiKey: "k", models: [{ id: "m" }] } },
    { a: { baseUrl: "http://x", apiKey: "k", api: "x", models: [{ id: "m", contextWindow: -1 }] } },
  ];
  return wrong.map((providers) => {
    using folder = workspace({ "models.json": JSON.stringify({ providers }) });
    const registry = registryOf(pi, folder.path);
    return [messageOf(registry.getError()), registry.getAll().length > 0];
  });
});

testBoth("a provider that the host registers, and takes away", async (pi) => {
  using folder = workspace({ "models.json": modelsJson });
  const registry = registryOf(pi, folder.path);
  const model = {
    ...{ id: "m", name: "M", reasoning: false, input: ["text" as const], contextWindow: 5 },
    ...{ maxTokens: 4, cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 } },
    headers: { "x-m": "1" },
  };
  registry.registerProvider("mine", {
    name: "Mine",
    baseUrl: "http://mine",
    apiKey: "k",
    api: "openai-completions",
    models: [model],
  });
  const found = registry.find("mine", "m");
  const seen = [
    found,
    found && (await registry.getApiKeyAndHeaders(found)),
    registry.getProviderDisplayName("mine"),
  ];
  registry.registerProvider("ollama", { baseUrl: "http://elsewhere/v1" });
  const moved = registry.find("ollama", "qwen")?.baseUrl;
  registry.unregisterProvider("mine");
  registry.unregisterProvider("ollama");
  return [
    seen,
    moved,
    registry.find("mine", "m") === undefined,
    registry.find("ollama", "qwen")?.baseUrl,
    await outcome(() => registry.registerProvider("x", { models: [model] })),
    await outcome(() => registry.registerProvider("x", { baseUrl: "http://x", models: [model] })),
    await outcome(() =>
      registry.registerProvider("x", { baseUrl: "http://x", apiKey: "k", models: [model] }),
    ),
  ];
});

test("a file changes the models that there are, and adds to them", () => {
  using folder = workspace({
    "models.json": JSON.stringify({
      providers: {
        anthropic: {
          baseUrl: "https://proxy.example",
          models: [{ id: "my-claude" }],
          modelOverrides: { "claude-opus-4-20250514": { name: "Opus", cost: { input: 1 } } },
        },
      },
    }),
  });
  const registry = registryOf(argent, folder.path);
  const opus = registry.find("anthropic", "claude-opus-4-20250514");
  expect(opus).toMatchObject({
    name: "Opus",
    baseUrl: "https://proxy.example",
    cost: { input: 1 },
  });
  expect(opus?.cost.output).toBeGreaterThan(1);
  expect(registry.find("anthropic", "my-claude")).toMatchObject({
    api: "anthropic-messages",
    baseUrl: "https://proxy.example",
    contextWindow: 128_000,
  });
});

test("a host's own stream function answers for its API, until it is taken away", async () => {
  const registry = coding.ModelRegistry.inMemory(coding.AuthStorage.inMemory());
  const answer = argent.ai.fauxAssistantMessage("Mine.");
  registry.registerProvider("mine", {
    api: "mine-api",
    streamSimple() {
      const stream = argent.ai.createAssistantMessageEventStream();
      stream.push({ type: "done", reason: "stop", message: answer });
      return stream;
    },
  });
  expect(argent.ai.getApiProvider("mine-api")).toBeDefined();
  registry.refresh();
  expect(argent.ai.getApiProvider("mine-api")).toBeDefined();
  registry.unregisterProvider("mine");
  expect(argent.ai.getApiProvider("mine-api")).toBeUndefined();
  expect(argent.ai.getApiProvider("anthropic-messages")).toBeDefined();
});
