import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import type { Model } from "../../model.ts";
import type { TurnRequest } from "../../provider.ts";
import { anthropic } from "../../providers/anthropic.ts";
import type { ProviderOptions } from "../wire-provider.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

interface Received {
  path: string | undefined;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: object;
}

const answered: Reply = { body: { content: [{ type: "text", text: "Hi" }], usage: {} } };

/** Sends one request to a server on loopback that answers with `reply`. */
async function exchange(
  request: Partial<TurnRequest> = {},
  options: ProviderOptions = { apiKey: "sk-ant-api-1" },
  reply: Reply = answered,
) {
  const received: Received[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks = await Array.fromAsync(incoming);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    received.push({ path: incoming.url, headers: incoming.headers, body });
    outgoing.writeHead(reply.status ?? 200, {
      "content-type": "application/json",
      ...reply.headers,
    });
    outgoing.end(JSON.stringify(reply.body));
  });
  const baseUrl = await listening(server);
  try {
    const message = await anthropic({ baseUrl, ...options }).complete({
      model: { ...model, baseUrl },
      messages: [{ role: "user", content: "hello", timestamp: 0 }],
      ...request,
    });
    return { received, message, sent: received[0] };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const model: Model = {
  id: "claude-test",
  name: "Claude Test",
  api: "anthropic-messages",
  provider: "anthropic",
  baseUrl: "",
  input: ["text"],
  contextWindow: 200_000,
  maxTokens: 64_000,
  reasoning: true,
  vision: false,
};

const tools = [{ name: "read", description: "Reads.", parameters: { type: "object" } }];

test("the body is posted as it was built, with the key in x-api-key", async () => {
  const { message, sent } = await exchange();
  expect(message).toMatchObject({ stopReason: "stop", content: [{ type: "text", text: "Hi" }] });
  expect(sent?.path).toBe("/v1/messages");
  expect(sent?.headers).toMatchObject({
    "x-api-key": "sk-ant-api-1",
    "anthropic-version": "2026-10-21",
    "content-type": "application/json",
  });
  expect(sent?.headers).not.toHaveProperty("authorization");
  expect(sent?.headers).not.toHaveProperty("anthropic-beta");
  expect(sent?.body).toMatchObject({ model: "claude-test", stream: true });
});

test("an OAuth token authenticates as a bearer", async () => {
  const { sent } = await exchange({}, { apiKey: "sk-ant-oat01-x" });
  expect(sent?.headers).toMatchObject({
    authorization: "Bearer sk-ant-oat01-x",
    "anthropic-beta": "oauth-2025-04-20",
  });
  expect(sent?.headers).not.toHaveProperty("x-api-key");
});

test("nothing is taken from the environment", async () => {
  vi.stubEnv("ANTHROPIC_BASE_URL", "http://127.0.0.1:1");
  vi.stubEnv("ANTHROPIC_AUTH_TOKEN", "ambient");
  vi.stubEnv("ANTHROPIC_API_KEY", "ambient");
  vi.stubEnv("ANTHROPIC_CUSTOM_HEADERS", "x-ambient: 1\nanthropic-beta: ambient");
  vi.stubEnv("ANTHROPIC_LOG", "debug");
  const log = vi.spyOn(console, "debug");
  const { message, sent } = await exchange();
  expect(message.stopReason).toBe("stop");
  expect(JSON.stringify(sent?.headers)).not.toContain("ambient");
  expect(log).not.toHaveBeenCalled();
});

test("models that the SDK calls deprecated do not make it write to the console", async () => {
  const warn = vi.spyOn(console, "warn");
  const { sent } = await exchange({ model: { ...model, id: "claude-sonnet-4-5" } });
  expect(sent?.body.model).toBe("claude-sonnet-4-5");
  expect(warn).not.toHaveBeenCalled();
});

test("a request's headers win, and its betas are added to ours", async () => {
  const { sent } = await exchange({
    thinking: "low",
    tools,
    headers: { "X-Api-Key": "mine", "Anthropic-Beta": "b1, b2", "x-trace": "t" },
  });
  expect(sent?.headers).toMatchObject({
    "x-api-key": "mine",
    "x-trace": "t",
    "anthropic-beta": "interleaved-thinking-2025-05-14,b1,b2",
  });
});

test.each<[string, Partial<TurnRequest>, string | undefined]>([
  [
    "a budget model that thinks beside tools",
    { thinking: "low", tools },
    "interleaved-thinking-2025-05-14",
  ],
  ["a budget model without tools", { thinking: "low" }, undefined],
  ["a model that does not think", { tools }, undefined],
  [
    "an adaptive model, which always interleaves",
    { thinking: "low", tools, model: { ...model, compat: { adaptiveThinking: true } } },
    undefined,
  ],
])("the beta for interleaved thinking: %s", async (_, request, beta) => {
  const { sent } = await exchange(request, { apiKey: "key" });
  expect(sent?.headers["anthropic-beta"]).toBe(beta);
});

test("a temperature goes with the last version of the API that accepts one", async () => {
  const { sent } = await exchange({ temperature: 0.2 });
  expect(sent?.headers["anthropic-version"]).toBe("2023-06-01");
  expect(sent?.body.temperature).toBe(0.2);
});

test("a replaced payload is what is sent", async () => {
  const { sent } = await exchange({
    onRequest: (payload) => ({ ...Object(payload), top_k: 5 }),
  });
  expect(sent?.body.top_k).toBe(5);
  expect(sent?.headers["anthropic-version"]).toBe("2023-06-01");
});

test("a failed status is one typed error, and is not tried again", async () => {
  const { message, received } = await exchange(
    {},
    { apiKey: "key" },
    {
      status: 429,
      headers: { "retry-after": "7" },
      body: { type: "error", error: { type: "rate_limit_error", message: "Slow down" } },
    },
  );
  expect(received).toHaveLength(1);
  expect(message.error).toEqual({
    kind: "rate_limit",
    status: 429,
    code: "rate_limit_error",
    retryable: true,
    retryAfterMs: 7_000,
  });
});

test("an error that speaks of a timeout keeps its status (the SDK would replace it)", async () => {
  const error = { type: "timeout_error", message: "Request timed out." };
  const reply = { status: 504, body: { type: "error", error } };
  const { message } = await exchange({}, { apiKey: "key" }, reply);
  expect(message.error).toMatchObject({ kind: "timeout", status: 504, code: "timeout_error" });
});

test("an abort before the answer begins closes the connection", async () => {
  const abort = new AbortController();
  const closed = Promise.withResolvers<void>();
  const server = createServer((incoming) => {
    incoming.socket.on("close", () => closed.resolve());
    abort.abort();
  });
  const baseUrl = await listening(server);
  const message = await anthropic({ baseUrl, apiKey: "key" }).complete({
    model: { ...model, baseUrl },
    messages: [{ role: "user", content: "hello", timestamp: 0 }],
    signal: abort.signal,
  });
  expect(message).toMatchObject({ stopReason: "aborted", errorMessage: "Request was aborted" });
  await closed.promise;
  server.close();
});

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return `http://127.0.0.1:${address.port}`;
}
