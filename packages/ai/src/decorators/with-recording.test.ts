import { expect, test } from "vitest";
import type { StreamEvent } from "../event.ts";
import type { Api } from "../model.ts";
import type { Provider, TurnRequest } from "../provider.ts";
import { anthropic } from "../providers/anthropic.ts";
import { openaiCompatible } from "../providers/openai-compatible.ts";
import { scripted, testModel, type VendorServerOptions, vendorServer } from "../testing/index.ts";
import type { ProviderOptions } from "../wire/wire-provider.ts";
import { memoryCassette } from "./memory-cassette.ts";
import { replaying } from "./replaying.ts";
import { withRecording } from "./with-recording.ts";

const apiKey = "sk-very-secret";

test.each<[Api, (options: ProviderOptions) => Provider]>([
  ["anthropic-messages", anthropic],
  ["openai-completions", openaiCompatible],
])("repeats recorded answers event for event, without the network (%s)", async (api, factory) => {
  const cassette = memoryCassette();
  const steps = [
    { text: "Grüße 😀", toolCalls: [{ name: "read", arguments: { path: "a" } }] },
    { error: { kind: "rate_limit" as const, status: 429, retryAfterMs: 2_000 } },
    { text: "half".repeat(50), fault: { type: "end" as const, afterEvents: 3 } },
  ];
  const { baseUrl, events } = await record(api, factory, { steps, split: { bytes: 7 } }, cassette);
  expect(events.map((list) => list.at(-1)?.type)).toEqual(["done", "error", "error"]);
  const replayed = replaying(factory({ baseUrl, apiKey }), { storage: cassette });
  for (const list of events) {
    const again = await Array.fromAsync(replayed.stream(ask(api, baseUrl)));
    expect(withoutTimes(again)).toEqual(withoutTimes(list));
  }
});

test("keeps keys and given secrets out of the cassette", async () => {
  const cassette = memoryCassette();
  const echo: typeof fetch = async () =>
    Response.json(
      { error: { message: `bad ${apiKey} of alice` } },
      { status: 401, headers: { "set-cookie": "session=1", "openai-organization": "acme" } },
    );
  const options = { storage: cassette, secrets: ["alice"], fetch: echo };
  const recorded = withRecording(
    openaiCompatible({ baseUrl: "http://box/v1?api_key=hidden", apiKey }),
    options,
  );
  expect((await recorded.complete(ask("openai-completions", ""))).error?.kind).toBe("auth");
  expect(cassette.lines).toHaveLength(1);
  expect(cassette.lines.join()).not.toMatch(/very-secret|alice|hidden|session|acme/);
  expect(cassette.lines.join()).toContain("bad [secret] of [secret]");
});

test("everything is written when the last event comes", async () => {
  const cassette = memoryCassette();
  const { events } = await record("openai-completions", openaiCompatible, {}, cassette, (count) => {
    expect(cassette.lines).toHaveLength(count);
  });
  expect(events).toHaveLength(1);
});

test("an answer that is left early is kept as far as it was read, and breaks off when it is replayed", async () => {
  const cassette = memoryCassette();
  await using server = await vendorServer({
    steps: [{ text: "x".repeat(400), fault: { type: "stall", afterEvents: 4 } }],
  });
  const baseUrl = server.baseUrl("openai-completions");
  const recorded = withRecording(openaiCompatible({ baseUrl }), { storage: cassette });
  for await (const event of recorded.stream(ask("openai-completions", baseUrl))) {
    if (event.type === "text_delta") break;
  }
  expect(cassette.lines).toHaveLength(1);
  const replayed = replaying(openaiCompatible({ baseUrl }), { storage: cassette });
  const answer = await replayed.complete(ask("openai-completions", baseUrl));
  expect(answer).toMatchObject({ stopReason: "error", error: { kind: "network" } });
  expect(JSON.stringify(answer.content)).toContain("xxx");
});

test("leaving while an event is awaited closes the connection, and what came is kept", async () => {
  const cassette = memoryCassette();
  await using server = await vendorServer({
    steps: [{ text: "x".repeat(400), fault: { type: "stall", afterEvents: 4 } }],
  });
  const baseUrl = server.baseUrl("openai-completions");
  const recorded = withRecording(openaiCompatible({ baseUrl }), { storage: cassette });
  const events = recorded.stream(ask("openai-completions", baseUrl))[Symbol.asyncIterator]();
  while ((await events.next()).value?.type !== "text_delta");
  const awaited = Promise.all([events.next(), events.next(), events.next(), events.next()]);
  await events.return?.();
  expect((await awaited).at(-1)).toEqual({ done: true, value: undefined });
  expect(cassette.lines).toHaveLength(1);
});

test("a storage that fails ends the stream with an error", async () => {
  const storage = { read: () => "", write: () => Promise.reject(new Error("disk full")) };
  await using server = await vendorServer();
  const baseUrl = server.baseUrl("openai-completions");
  const recorded = withRecording(openaiCompatible({ baseUrl }), { storage });
  const events = await Array.fromAsync(recorded.stream(ask("openai-completions", baseUrl)));
  expect(events.at(-1)).toMatchObject({ type: "error", error: { errorMessage: "disk full" } });
});

test("a request that was not recorded, or not so often, is an error that says which", async () => {
  const cassette = memoryCassette();
  const { baseUrl } = await record("openai-completions", openaiCompatible, {}, cassette);
  const replayed = replaying(openaiCompatible({ baseUrl }), { storage: cassette });
  const request = ask("openai-completions", baseUrl);
  const other = await replayed.complete({ ...request, systemPrompt: "changed" });
  expect(other).toMatchObject({
    error: { kind: "not_found" },
    errorMessage: expect.stringMatching(/POST \/v1\/chat\/completions/),
  });
  expect((await replayed.complete(request)).stopReason).toBe("stop");
  expect((await replayed.complete(request)).error?.kind).toBe("not_found");
});

test("bodies are compared without what normalizeBody takes out", async () => {
  const cassette = memoryCassette();
  const normalizeBody = (body: string) => body.replaceAll(/today is \w+/gi, "today");
  const { baseUrl } = await record(
    "openai-completions",
    openaiCompatible,
    {},
    cassette,
    undefined,
    {
      systemPrompt: "Today is Friday",
      normalizeBody,
    },
  );
  const replayed = replaying(openaiCompatible({ baseUrl }), { storage: cassette, normalizeBody });
  const request = { ...ask("openai-completions", baseUrl), systemPrompt: "Today is Monday" };
  expect((await replayed.complete(request)).stopReason).toBe("stop");
});

test.each(["not json", '{"request": {}}', "[]"])(
  "a line that is no exchange is named: %s",
  async (line) => {
    const storage = { read: () => `\n${line}\n` };
    const answer = await replaying(openaiCompatible(), { storage }).complete(
      ask("openai-completions", "http://box/v1"),
    );
    expect(answer.errorMessage).toMatch(/^Line 1 of the cassette/);
  },
);

test("providers that use no fetch pass through", async () => {
  const recorded = withRecording(scripted([{ text: "hi" }]), { storage: memoryCassette() });
  expect((await recorded.complete(ask("openai-completions", ""))).stopReason).toBe("stop");
});

/** Asks a vendor server once for each step, through the recorder. */
async function record(
  api: Api,
  factory: (options: ProviderOptions) => Provider,
  options: VendorServerOptions,
  cassette: ReturnType<typeof memoryCassette>,
  onEnd?: (count: number) => void,
  more: { systemPrompt?: string; normalizeBody?: (body: string) => string } = {},
) {
  await using server = await vendorServer({ keys: [apiKey], ...options });
  const baseUrl = server.baseUrl(api);
  const { systemPrompt, normalizeBody } = more;
  const recorded = withRecording(factory({ baseUrl, apiKey }), {
    storage: cassette,
    normalizeBody,
  });
  const events: StreamEvent[][] = [];
  for (let count = 1; count <= (options.steps?.length ?? 1); count++) {
    events.push(await Array.fromAsync(recorded.stream({ ...ask(api, baseUrl), systemPrompt })));
    onEnd?.(count);
  }
  return { baseUrl, events };
}

function ask(api: Api, baseUrl: string): TurnRequest {
  return {
    model: testModel({ api, baseUrl, reasoning: false }),
    messages: [{ role: "user", content: "hi", timestamp: 0 }],
    tools: [{ name: "read", description: "Reads a file.", parameters: { type: "object" } }],
  };
}

function withoutTimes(events: StreamEvent[] | undefined): unknown {
  return JSON.parse(JSON.stringify(events, (name, value) => (name === "timestamp" ? 0 : value)));
}
