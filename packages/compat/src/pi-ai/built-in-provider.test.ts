import { vendorServer } from "@argent/ai/testing";
import { afterEach, expect, test, vi } from "vitest";
import { piContext, piModel } from "../../test/kit.ts";
import { streamAnthropic } from "./built-in-apis.ts";
import { getModel } from "./models.ts";
import { completeSimple } from "./stream.ts";
import type { Api, Model } from "./types.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const text = { steps: [{ text: "ok" }], onExhausted: "repeat", validate: false } as const;

test.each<[string, Partial<Model<Api>>]>([
  [
    "a vendor's model behind a host's own proxy",
    { provider: "anthropic", api: "anthropic-messages" },
  ],
  ["a provider that nobody knows", { provider: "mine", api: "anthropic-messages" }],
  [
    "a provider that nobody knows, with Gemini's API",
    { provider: "mine", api: "google-generative-ai" },
  ],
  [
    "a known provider with an API that it is not known for",
    { provider: "xai", api: "anthropic-messages" },
  ],
])("a key that came with the request goes where its model points: %s", async (_, more) => {
  await using server = await vendorServer(text);
  const row = piModel({ ...more, baseUrl: server.baseUrl(more.api ?? "") });
  const answer = await completeSimple(row, piContext(), { apiKey: "own-key" });
  expect(answer).toMatchObject({ stopReason: "stop", provider: more.provider, api: more.api });
  expect(JSON.stringify(server.requests[0]?.headers)).toContain("own-key");
});

test("a server that needs no key is asked without one", async () => {
  await using server = await vendorServer(text);
  const row = piModel({ provider: "mine", baseUrl: server.baseUrl("openai-completions") });
  expect((await completeSimple(row, piContext())).stopReason).toBe("stop");
});

test.each(["anthropic-messages", "openai-responses", "google-generative-ai"])(
  "without a key the host's own provider is named (%s)",
  async (api) => {
    const row = piModel({ provider: "mine", api });
    const { stopReason, errorMessage } = await completeSimple(row, piContext());
    expect([stopReason, errorMessage]).toEqual(["error", "No API key for provider: mine"]);
  },
);

test.each(["anthropic-messages", "openai-responses"])(
  "a key of the environment never leaves its vendor (%s, invariant 10)",
  async (api) => {
    vi.stubEnv("ANTHROPIC_API_KEY", "secret");
    await using server = await vendorServer(text);
    const row = piModel({ provider: "anthropic", api, baseUrl: server.baseUrl(api) });
    const answer = await completeSimple(row, piContext(), { maxRetries: 0 });
    expect(answer.stopReason).toBe("error");
    expect(answer.errorMessage).toMatch(/not sent to http/);
    expect(server.requests).toHaveLength(0);
  },
);

test("a key of the environment is used for its vendor", async () => {
  vi.stubEnv("ANTHROPIC_API_KEY", "secret");
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (url: string | URL | Request, init?: RequestInit) => {
    asked.push(new Request(url, init).headers.get("x-api-key") ?? "");
    return new Response("{}", { status: 400 });
  });
  const row = getModel("anthropic", "claude-sonnet-4-20250514");
  await completeSimple(row, piContext(), { maxRetries: 0 });
  expect(asked).toEqual(["secret"]);
});

test("an API that Argent does not speak says what to do", async () => {
  const row = piModel({ api: "bedrock-converse-stream" });
  const { stopReason, errorMessage } = await completeSimple(row, piContext(), { apiKey: "k" });
  expect(stopReason).toBe("error");
  expect(errorMessage).toMatch(/does not speak "bedrock-converse-stream".*registerApiProvider/);
});

test("PI_CACHE_RETENTION is the default, and an option wins over it", async () => {
  vi.stubEnv("PI_CACHE_RETENTION", "long");
  await using server = await vendorServer(text);
  const baseUrl = server.baseUrl("anthropic-messages");
  const row = piModel({ provider: "anthropic", api: "anthropic-messages", baseUrl });
  const payloads: string[] = [];
  const onPayload = (payload: unknown) => void payloads.push(JSON.stringify(payload));
  await completeSimple(row, piContext(), { apiKey: "k", onPayload });
  await completeSimple(row, piContext(), { apiKey: "k", onPayload, cacheRetention: "short" });
  expect(payloads.map((payload) => payload.includes('"ttl":"1h"'))).toEqual([true, false]);
});

test("onPayload may replace the request's body", async () => {
  await using server = await vendorServer(text);
  const known = getModel("anthropic", "claude-sonnet-4-20250514");
  const stream = streamAnthropic(
    { ...known, baseUrl: server.baseUrl("anthropic-messages") },
    piContext(),
    { apiKey: "k", onPayload: async (payload) => ({ ...Object(payload), top_k: 3 }) },
  );
  await stream.result();
  expect(server.requests[0]?.body).toMatchObject({ top_k: 3 });
});
