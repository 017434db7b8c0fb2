import { expect, test, vi } from "vitest";
import type { StreamEvent } from "./event.ts";
import type { Model } from "./model.ts";
import type { Provider } from "./provider.ts";
import { createProviderRegistry, type ProviderRegistryOptions } from "./registry.ts";
import { scripted } from "./testing/index.ts";
import { testModel } from "./testing/test-model.ts";

const builtIn = [
  "anthropic",
  "google",
  "minimax",
  "openai",
  "openai-compatible",
  "openai-responses",
  "xai",
  "zai",
];

test("sends each request to the provider that its model names", async () => {
  const one = scripted([{ text: "one" }], { id: "one" });
  const two = scripted([{ text: "two" }], { id: "two" });
  const registry = createProviderRegistry({ providers: [one, two] });
  const answer = await registry.complete({ model: modelOf("two"), messages: [] });
  expect(answer.content).toEqual([{ type: "text", text: "two" }]);
  expect(one.callCount).toBe(0);
});

test("hands out the provider's own stream when nothing has to be asked first", () => {
  const events: AsyncIterable<StreamEvent> = (async function* () {})();
  const provider: Provider = { id: "one", stream: () => events, complete: vi.fn() };
  const request = { model: modelOf("one"), messages: [] };
  expect(createProviderRegistry({ providers: [provider] }).stream(request)).toBe(events);
  const keyed = createProviderRegistry({ providers: [provider], apiKey: () => "k" });
  expect(keyed.stream({ ...request, apiKey: "mine" })).toBe(events);
  expect(keyed.stream(request)).not.toBe(events);
});

test("asks for a key once a request, and never when the request has one", async () => {
  const one = scripted([{}, {}, {}], { id: "one" });
  const apiKey = vi.fn(async (id: string) => (one.callCount === 0 ? `key of ${id}` : undefined));
  const registry = createProviderRegistry({ providers: [one], apiKey });
  await registry.complete({ model: modelOf("one"), messages: [] });
  await registry.complete({ model: modelOf("one"), messages: [] });
  await registry.complete({ model: modelOf("one"), messages: [], apiKey: "mine" });
  expect(one.requests.map((request) => request.apiKey)).toEqual(["key of one", undefined, "mine"]);
  expect(apiKey).toHaveBeenCalledTimes(2);
});

test("a failing key look-up is the stream's one error event", async () => {
  const registry = createProviderRegistry({
    providers: [scripted([], { id: "one" })],
    apiKey: () => Promise.reject(new Error("vault sealed")),
  });
  const events = await Array.fromAsync(registry.stream({ model: modelOf("one"), messages: [] }));
  expect(events).toEqual([
    expect.objectContaining({
      type: "error",
      error: expect.objectContaining({ errorMessage: "vault sealed" }),
    }),
  ]);
});

test("an abort during the key look-up ends the stream at once and asks no provider", async () => {
  const one = scripted([{}], { id: "one" });
  const abort = new AbortController();
  const registry = createProviderRegistry({
    providers: [one],
    apiKey: () => new Promise(() => {}),
  });
  const answer = registry.complete({ model: modelOf("one"), messages: [], signal: abort.signal });
  abort.abort();
  expect(await answer).toMatchObject({
    stopReason: "aborted",
    errorMessage: "Request was aborted",
  });
  expect(one.callCount).toBe(0);
});

test("leaving the stream during the key look-up starts nothing", async () => {
  const one = scripted([{}], { id: "one" });
  const key = Promise.withResolvers<string>();
  const registry = createProviderRegistry({ providers: [one], apiKey: () => key.promise });
  const events = registry.stream({ model: modelOf("one"), messages: [] })[Symbol.asyncIterator]();
  const first = events.next();
  await events.return?.();
  key.resolve("k");
  expect(await first).toEqual({ done: true, value: undefined });
  expect(one.callCount).toBe(0);
});

test("registrations of one id are a stack: taking one away restores what was there before", () => {
  const registry = createProviderRegistry();
  const original = registry.get("openai");
  const [one, two, three] = [
    scripted([], { id: "openai" }),
    scripted([], { id: "openai" }),
    scripted([], { id: "openai" }),
  ];
  registry.register(one);
  const takeTwo = registry.register(two);
  registry.register(three);
  takeTwo();
  takeTwo();
  expect(registry.get("openai")).toBe(three);
  expect(registry.unregister("openai")).toBe(true);
  expect(registry.get("openai")).toBe(one);
  registry.unregister("openai");
  expect(registry.get("openai")).toBe(original);
});

test("a built-in provider can be taken away too", async () => {
  const registry = createProviderRegistry();
  expect(registry.unregister("openai")).toBe(true);
  expect(registry.unregister("openai")).toBe(false);
  expect(registry.get("openai")).toBeUndefined();
  expect(registry.list()).not.toContain("openai");
  const answer = await registry.complete({ model: modelOf("openai"), messages: [] });
  expect(answer.error?.kind).toBe("not_found");
});

test("knows the built-in providers and the catalogue by name, and makes each once", () => {
  const registry = createProviderRegistry({
    providers: [scripted([], { id: "mine" })],
    baseUrls: { box: "http://box:1/v1" },
  });
  expect(registry.list()).toEqual([...registry.list()].sort());
  expect(registry.list()).toEqual(
    expect.arrayContaining([...builtIn, "openrouter", "groq", "mine", "box"]),
  );
  for (const id of registry.list()) {
    expect(registry.get(id)?.id).toBe(id);
    expect(registry.get(id)).toBe(registry.get(id));
  }
  expect(registry.get("toString")).toBeUndefined();
});

test.each([
  [
    "a built-in provider",
    modelOf("openai", "https://api.openai.com/v1"),
    {},
    "https://api.openai.com/v1/chat/completions",
  ],
  [
    "a provider of the catalogue",
    modelOf("groq", "https://api.groq.com/openai/v1"),
    {},
    "https://api.groq.com/openai/v1/chat/completions",
  ],
  [
    "an unknown provider, where its model says",
    modelOf("box"),
    {},
    "http://localhost:1/v1/chat/completions",
  ],
  [
    "a provider that has an address by option",
    modelOf("box"),
    { baseUrls: { box: "http://box:2/v1" } },
    "http://box:2/v1/chat/completions",
  ],
])("reaches %s with its key", async (_, model, options, url) => {
  const { sent, answer } = await exchange(model, { ...options, headers: { "x-app": "test" } });
  expect(sent).toEqual([{ url, authorization: "Bearer key", app: "test" }]);
  expect(answer.error?.kind).toBe("overloaded");
});

test("does not send a key of one provider to an address that a model claims", async () => {
  const { sent, answer } = await exchange(modelOf("openai", "http://localhost:1/v1"), {});
  expect(sent).toEqual([]);
  expect(answer.error?.kind).toBe("invalid_request");
});

test.each([
  ["has no address", { ...modelOf("nowhere"), baseUrl: "" }],
  ["speaks an unknown protocol", { ...modelOf("nowhere"), api: "telepathy" }],
])("an unknown provider whose model %s is an error that names the known ones", async (_, model) => {
  const { sent, answer } = await exchange(model, {});
  expect(sent).toEqual([]);
  expect(answer).toMatchObject({
    provider: "nowhere",
    stopReason: "error",
    error: { kind: "not_found" },
  });
  expect(answer.errorMessage).toMatch(/"nowhere".*anthropic.*openai/);
});

/** One request through a `fetch` that keeps what it was asked and answers 503. */
async function exchange(model: Model, options: ProviderRegistryOptions) {
  const sent: { url: string; authorization: string | null; app: string | null }[] = [];
  const registry = createProviderRegistry({
    apiKey: () => "key",
    ...options,
    fetch: async (input, init) => {
      const { url, headers } = new Request(input, init);
      sent.push({ url, authorization: headers.get("authorization"), app: headers.get("x-app") });
      return new Response("{}", { status: 503 });
    },
  });
  const message = { role: "user" as const, content: "hi", timestamp: 0 };
  return { sent, answer: await registry.complete({ model, messages: [message] }) };
}

function modelOf(provider: string, baseUrl = "http://localhost:1/v1"): Model {
  return testModel({ provider, baseUrl });
}
