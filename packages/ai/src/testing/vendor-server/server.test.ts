import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { manualClock } from "../manual-clock.ts";
import { postExample } from "./example-requests.ts";
import { protocols } from "./protocols.ts";
import { vendorServer } from "./server.ts";

const apis = Object.values(protocols).map(({ api }) => [api] as const);

test.each(apis)(
  "%s: the example request is accepted, and its answer differs by step",
  async (api) => {
    await using server = await vendorServer({ steps: [{ text: "one" }, { text: "two" }] });
    const [one, two] = [await postExample(server.url, api), await postExample(server.url, api)];
    expect(await one.text()).toContain("one");
    expect(await two.text()).toContain("two");
  },
);

test("base URLs are what each SDK expects", async () => {
  await using server = await vendorServer();
  expect(apis.map(([api]) => server.baseUrl(api).slice(server.url.length))).toEqual([
    "",
    "/v1",
    "/v1",
    "/v1beta",
  ]);
  expect(() => server.baseUrl("bedrock")).toThrow(/does not speak "bedrock"/);
});

test.each([
  ["/anthropic/v1/messages", "anthropic-messages"],
  ["/api/paas/v4/chat/completions", "openai-completions"],
  ["/openai/v1/responses", "openai-responses"],
] as const)("%s is answered whatever stands before it", async (path, api) => {
  await using server = await vendorServer({ validate: false });
  const response = await fetch(server.url + path, {
    method: "POST",
    body: JSON.stringify({ model: "m", stream: true }),
  });
  expect(response.status, api).toBe(200);
  expect(await response.text()).toContain("ok");
});

test("any other address is not found", async () => {
  await using server = await vendorServer();
  expect((await fetch(`${server.url}/v1/embeddings`, { method: "POST" })).status).toBe(404);
  expect((await fetch(`${server.url}/v1/messages`)).status).toBe(404);
});

test("models are listed in the dialect of who asks", async () => {
  await using server = await vendorServer({ models: ["a", "b"] });
  const list = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(server.url + path, { headers })).json();
  expect(await list("/v1/models")).toMatchObject({
    object: "list",
    data: [{ id: "a" }, { id: "b" }],
  });
  expect(await list("/v1/models", { "anthropic-version": "2023-06-01" })).toMatchObject({
    data: [{ type: "model", id: "a" }, { id: "b" }],
    has_more: false,
  });
  expect(await list("/v1beta/models")).toMatchObject({ models: [{ name: "models/a" }, {}] });
});

test("requests are recorded with their bodies and headers", async () => {
  await using server = await vendorServer();
  const waiting = server.waitForRequest(1);
  await postExample(
    server.url,
    "openai-completions",
    { user: "me" },
    { headers: { "X-Mine": "1" } },
  );
  expect(await waiting).toMatchObject({
    method: "POST",
    path: "/v1/chat/completions",
    headers: { "x-mine": "1" },
    body: { user: "me" },
    text: expect.stringContaining('"user":"me"'),
  });
  expect(await server.waitForRequest(1)).toBe(server.requests[0]);
});

test("an exchange that the client read to its end was not closed by the client", async () => {
  const clock = manualClock(5_000);
  await using server = await vendorServer({ clock });
  const response = await postExample(server.url, "openai-completions");
  await response.text();
  const [request] = server.requests;
  expect(await request?.closedByClient).toBe(false);
  expect(request?.closedAt).toBe(5_000);
});

test("an exchange that the script cuts was not closed by the client", async () => {
  await using server = await vendorServer({
    steps: [{ text: "abc", fault: { type: "cut", afterEvents: 1 } }],
  });
  const response = await postExample(server.url, "openai-completions");
  await expect(response.text()).rejects.toThrow();
  expect(await server.requests[0]?.closedByClient).toBe(false);
});

test("close ends stalled answers and waiting callers, and may be called twice", async () => {
  const server = await vendorServer({
    steps: [{ text: "abc", fault: { type: "stall", afterEvents: 1 } }],
  });
  const response = await postExample(server.url, "anthropic-messages");
  const never = server.waitForRequest(9);
  expect(server.openConnections).toBe(1);
  const reading = response.text();
  const outcomes = Promise.allSettled([reading, never]);
  await server.close();
  expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(server.openConnections).toBe(0);
  expect(await server.requests[0]?.closedByClient).toBe(false);
  await server.close();
});

test("a step that is a function sees the request and its index", async () => {
  await using server = await vendorServer({
    steps: [async ({ body }, index) => ({ text: `${index} ${String(body.model)}` })],
    onExhausted: "repeat",
  });
  await (await postExample(server.url, "openai-completions")).text();
  expect(await (await postExample(server.url, "openai-completions")).text()).toContain("1 gpt-5.4");
});

test("a step function that throws, and a script that is used up, are refused in the vendor's way", async () => {
  await using server = await vendorServer({
    steps: [
      () => {
        throw new RangeError("bad script");
      },
    ],
  });
  const first = await postExample(server.url, "anthropic-messages");
  expect([first.status, await first.json()]).toMatchObject([
    400,
    { type: "error", error: { type: "invalid_request_error", message: "bad script" } },
  ]);
  const second = await postExample(server.url, "google-generative-ai");
  expect([second.status, await second.json()]).toMatchObject([
    400,
    {
      error: {
        status: "INVALID_ARGUMENT",
        message: expect.stringMatching(/^No more scripted steps/),
      },
    },
  ]);
  server.append({ text: "skipped" }, { text: "more" });
  expect(await (await postExample(server.url, "anthropic-messages")).text()).toContain("more");
});

test.each([
  ["anthropic-messages", 401, "authentication_error"],
  ["openai-completions", 401, "invalid_api_key"],
  ["openai-responses", 401, "invalid_api_key"],
  ["google-generative-ai", 400, "API_KEY_INVALID"],
] as const)(
  "%s: a key that is not accepted is refused, others are not",
  async (api, status, word) => {
    await using server = await vendorServer({ keys: ["good"] });
    const names: Record<string, string> = {
      "anthropic-messages": "x-api-key",
      "google-generative-ai": "x-goog-api-key",
    };
    const send = (key: string) => {
      const name = names[api];
      const headers = name ? { [name]: key } : { authorization: `Bearer ${key}` };
      return postExample(server.url, api, {}, { headers });
    };
    const refused = await send("bad");
    expect(refused.status).toBe(status);
    expect(await refused.text()).toContain(word);
    expect((await send("good")).status).toBe(200);
  },
);

test("the delay passes on the server's clock, before each write", async () => {
  const clock = manualClock();
  await using server = await vendorServer({ steps: [{ text: "abc" }], clock, delayMs: 10 });
  const response = await postExample(server.url, "openai-completions");
  const text = response.text();
  let settled = false;
  void text.then(() => {
    settled = true;
  });
  await clock.advance(10);
  expect(settled).toBe(false);
  await clock.advance(100);
  expect(await text).toContain("[DONE]");
});

test("headers of a step are sent with its answer", async () => {
  await using server = await vendorServer({
    steps: [{ text: "a", headers: { "x-ratelimit-remaining-requests": "7" } }],
  });
  const { headers } = await postExample(server.url, "openai-completions");
  expect(headers.get("x-ratelimit-remaining-requests")).toBe("7");
});

test("recordings are replayed, broken lines included, with the framing of the protocol", async () => {
  const folder = await mkdtemp(join(tmpdir(), "recording-"));
  const lines = join(folder, "lines.chunks.txt");
  const whole = join(folder, "whole.json");
  await writeFile(lines, '{"type":"message_start"}\n{broken\n\n{"type":"message_stop"}\n');
  await writeFile(whole, '{"id":"msg_1"}');
  await using server = await vendorServer({
    recordings: [lines, new URL(`file://${whole}`), ['{"id":1}', '{"id":2}']],
    steps: [{ recording: lines, fault: { type: "end", afterEvents: 1 } }],
  });
  const streamed = await postExample(server.url, "anthropic-messages");
  expect(await streamed.text()).toBe(
    [
      'event: message_start\ndata: {"type":"message_start"}\n\n',
      "data: {broken\n\n",
      'event: message_stop\ndata: {"type":"message_stop"}\n\n',
    ].join(""),
  );
  const answered = await postExample(server.url, "anthropic-messages");
  expect(answered.headers.get("content-type")).toBe("application/json");
  expect(await answered.json()).toEqual({ id: "msg_1" });
  expect(await (await postExample(server.url, "openai-completions")).text()).toBe(
    'data: {"id":1}\n\ndata: {"id":2}\n\ndata: [DONE]\n\n',
  );
  expect(await (await postExample(server.url, "google-generative-ai")).text()).toBe(
    'data: {"type":"message_start"}\r\n\r\n',
  );
  server.append({ recording: join(folder, "missing.txt") });
  const missing = await postExample(server.url, "anthropic-messages");
  expect([missing.status, await missing.text()]).toEqual([400, expect.stringContaining("ENOENT")]);
  await rm(folder, { recursive: true });
});
