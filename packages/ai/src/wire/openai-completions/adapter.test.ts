import { afterEach, expect, test, vi } from "vitest";
import type { TurnRequest } from "../../provider.ts";
import { minimax } from "../../providers/minimax.ts";
import { openai } from "../../providers/openai.ts";
import { openaiCompatible } from "../../providers/openai-compatible.ts";
import { testModel, type VendorServerOptions, vendorServer } from "../../testing/index.ts";
import type { ProviderOptions } from "../wire-provider.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Sends one request to a server on loopback. */
async function exchange(
  options: VendorServerOptions = {},
  request: Partial<TurnRequest> = {},
  providerOptions: ProviderOptions = {},
  factory = openaiCompatible,
) {
  await using server = await vendorServer({ validate: false, ...options });
  const baseUrl = server.baseUrl("openai-completions");
  const message = await factory({ baseUrl, ...providerOptions }).complete({
    model: testModel({ baseUrl, reasoning: false }),
    messages: [{ role: "user", content: "hello", timestamp: 0 }],
    ...request,
  });
  return { message, requests: server.requests, sent: server.requests[0] };
}

test("the body is posted as it was built, with the key as a bearer", async () => {
  const { message, sent } = await exchange({}, {}, { apiKey: "sk-1" });
  expect(message).toMatchObject({ stopReason: "stop", content: [{ type: "text", text: "ok" }] });
  expect(sent?.path).toBe("/v1/chat/completions");
  expect(sent?.headers).toMatchObject({
    authorization: "Bearer sk-1",
    "content-type": "application/json",
  });
  expect(sent?.body).toMatchObject({ model: "test-model", stream: true });
});

test("a server without a key gets no authorization, and nothing is taken from the environment", async () => {
  vi.stubEnv("OPENAI_API_KEY", "ambient");
  vi.stubEnv("OPENAI_ADMIN_KEY", "ambient");
  vi.stubEnv("OPENAI_BASE_URL", "http://127.0.0.1:1");
  vi.stubEnv("OPENAI_ORG_ID", "ambient");
  vi.stubEnv("OPENAI_PROJECT_ID", "ambient");
  vi.stubEnv("OPENAI_CUSTOM_HEADERS", "x-ambient: 1\nauthorization: ambient");
  vi.stubEnv("OPENAI_LOG", "debug");
  const log = vi.spyOn(console, "debug");
  const { message, sent } = await exchange();
  expect(message.stopReason).toBe("stop");
  expect(sent?.headers).not.toHaveProperty("authorization");
  expect(JSON.stringify(sent?.headers)).not.toContain("ambient");
  expect(log).not.toHaveBeenCalled();
});

test("a request's headers win over the factory's, which win over the key", async () => {
  const { sent } = await exchange(
    {},
    { headers: { "x-trace": "request" } },
    { apiKey: "sk-1", headers: { authorization: "Basic mine", "x-trace": "factory" } },
  );
  expect(sent?.headers).toMatchObject({ authorization: "Basic mine", "x-trace": "request" });
});

test("a failed status is one typed error, and the SDK does not try again", async () => {
  const headers = { "retry-after": "7" };
  const { message, requests } = await exchange({
    steps: [{ fault: { type: "status", status: 429, headers } }],
  });
  expect(requests).toHaveLength(1);
  expect(message.error).toMatchObject({ kind: "rate_limit", status: 429, retryAfterMs: 7_000 });
});

test("an answer is complete at [DONE] even if the server keeps the connection open", async () => {
  const recording = [
    JSON.stringify({ choices: [{ delta: { content: "Hi" }, finish_reason: "stop" }] }),
    "[DONE]",
  ];
  const { message } = await exchange({
    steps: [{ recording, fault: { type: "stall", afterEvents: recording.length } }],
  });
  expect(message).toMatchObject({ stopReason: "stop", content: [{ text: "Hi" }] });
});

test("a connection that is cut before the answer is complete is an error that may be retried", async () => {
  const { message } = await exchange({
    steps: [{ text: "Hello, world", deltaSize: 3, fault: { type: "cut", afterEvents: 3 } }],
  });
  expect(message).toMatchObject({
    stopReason: "error",
    error: { kind: "network", retryable: true },
    content: [{ text: "Hello," }],
  });
});

test("an abort in the middle of the answer closes the connection", async () => {
  await using server = await vendorServer({
    validate: false,
    steps: [{ text: "Hello, world", deltaSize: 3, fault: { type: "stall", afterEvents: 3 } }],
  });
  const baseUrl = server.baseUrl("openai-completions");
  const abort = new AbortController();
  const events = openaiCompatible({ baseUrl }).stream({
    model: testModel({ baseUrl }),
    messages: [{ role: "user", content: "hello", timestamp: 0 }],
    signal: abort.signal,
  });
  const types: string[] = [];
  for await (const event of events) {
    types.push(event.type);
    if (event.type === "text_delta") abort.abort();
  }
  expect(types.at(-1)).toBe("error");
  expect(types.filter((type) => type === "error")).toHaveLength(1);
  expect(await server.requests[0]?.closedByClient).toBe(true);
});

test("a whole answer from a server that does not stream", async () => {
  const fetch = jsonFetch({
    id: "r-1",
    model: "answering-model",
    choices: [{ message: { role: "assistant", content: "Hi" }, finish_reason: "stop" }],
    usage: { prompt_tokens: 3, completion_tokens: 1 },
  });
  const { message } = await exchange({}, {}, { fetch });
  expect(message).toMatchObject({
    stopReason: "stop",
    content: [{ type: "text", text: "Hi" }],
    responseId: "r-1",
    responseModel: "answering-model",
    usage: { input: 3, output: 1 },
  });
});

test("a whole body that is MiniMax's base_resp is an error (it was an empty success)", async () => {
  const fetch = jsonFetch({ base_resp: { status_code: 1008, status_msg: "insufficient balance" } });
  const { message } = await exchange({}, {}, { fetch, apiKey: "key" }, minimax);
  expect(message).toMatchObject({
    stopReason: "error",
    errorMessage: "insufficient balance",
    error: { kind: "quota", code: "1008", retryable: false },
  });
});

test("a whole body without choices is an error in its own words", async () => {
  const fetch = jsonFetch({ detail: "Not found" });
  const { message } = await exchange({}, {}, { fetch, apiKey: "key" }, openai);
  expect(message).toMatchObject({ stopReason: "error", errorMessage: "Not found" });
});

function jsonFetch(body: object): typeof globalThis.fetch {
  return async () =>
    new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } });
}
