import { afterEach, expect, test } from "vitest";
import type { Message } from "../../message.ts";
import { getModel } from "../../models/get-model.ts";
import type { TurnRequest } from "../../provider.ts";
import { openai } from "../../providers/openai.ts";
import { testModel } from "../../testing/test-model.ts";
import { type VendorServer, vendorServer } from "../../testing/vendor-server/server.ts";

let server: VendorServer | undefined;
afterEach(() => server?.close());

const user: Message = { role: "user", content: "look", timestamp: 0 };
const tools = [
  {
    name: "look",
    description: "Looks.",
    parameters: { type: "object", properties: { path: { type: "string" } } },
  },
];

function turn(running: VendorServer, request: Partial<TurnRequest>): TurnRequest {
  const baseUrl = running.baseUrl("openai-responses");
  const model = testModel({ id: "gpt-5.1", api: "openai-responses", provider: "openai", baseUrl });
  return { model, messages: [user], tools, thinking: "low", ...request };
}

test("a whole loop of thought, calls and results is accepted by the vendor", async () => {
  server = await vendorServer({
    keys: ["key"],
    steps: [
      {
        thinking: "Hm.",
        toolCalls: [
          { name: "look", arguments: { path: "/a" } },
          { name: "look", arguments: { path: "/b" } },
        ],
      },
      { thinking: "Ah.", text: "Found." },
      { text: "Bye." },
    ],
  });
  const provider = openai({ apiKey: "key", baseUrl: server.baseUrl("openai-responses") });
  const messages: Message[] = [user];
  const first = await provider.complete(turn(server, { messages, systemPrompt: "Be brief." }));
  expect([first.stopReason, first.errorMessage]).toEqual(["toolUse", undefined]);
  messages.push(first);
  for (const block of first.content) {
    if (block.type !== "toolCall") continue;
    messages.push({
      role: "toolResult",
      toolCallId: block.id,
      toolName: block.name,
      content: [
        { type: "text", text: JSON.stringify(block.arguments) },
        { type: "image", data: "AAAA", mimeType: "image/png" },
      ],
      isError: false,
      timestamp: 0,
    });
  }
  const second = await provider.complete(turn(server, { messages, systemPrompt: "Be brief." }));
  expect([second.stopReason, second.errorMessage]).toEqual(["stop", undefined]);
  expect(second.content).toMatchObject([{ thinking: "Ah." }, { text: "Found." }]);
  messages.push(second, user);
  const third = await provider.complete(turn(server, { messages, systemPrompt: "Be brief." }));
  expect([third.stopReason, third.errorMessage]).toEqual(["stop", undefined]);

  const [one = "", two = "", three = ""] = server.requests.map(({ body }) =>
    JSON.stringify(Object(body).input).slice(0, -1),
  );
  expect(two.startsWith(one)).toBe(true);
  expect(three.startsWith(two)).toBe(true);
  expect(three).toContain("encrypted_content");
});

test("a conversation of another vendor's model is taken over", async () => {
  server = await vendorServer();
  const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 };
  const messages: Message[] = [
    user,
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "Hm.", thinkingSignature: "c2lnbmF0dXJl" },
        { type: "text", text: "Looking.", textSignature: "c2lnbmF0dXJl" },
        { type: "toolCall", id: "toolu_1", name: "look", arguments: {} },
        { type: "toolCall", id: "call:2", name: "look", arguments: {}, thoughtSignature: "c2ln" },
      ],
      api: "google-generative-ai",
      provider: "google",
      model: "gemini-3-pro",
      usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, totalTokens: 0, cost },
      stopReason: "toolUse",
      timestamp: 0,
    },
    {
      role: "toolResult",
      toolCallId: "call:2",
      toolName: "look",
      content: [{ type: "text", text: "b" }],
      isError: false,
      timestamp: 0,
    },
  ];
  const provider = openai({ apiKey: "key", baseUrl: server.baseUrl("openai-responses") });
  const message = await provider.complete(turn(server, { messages }));
  expect([message.stopReason, message.errorMessage]).toEqual(["stop", undefined]);
});

test("stop sequences and temperatures that are not taken are named in warnings", async () => {
  server = await vendorServer();
  const provider = openai({ apiKey: "key", baseUrl: server.baseUrl("openai-responses") });
  const message = await provider.complete(
    turn(server, { stopSequences: ["END"], temperature: 0.5 }),
  );
  expect(message.warnings).toEqual([
    '"gpt-5.1" takes no temperature; 0.5 was not sent.',
    '"gpt-5.1" takes no stop sequences; the ones given were not sent.',
  ]);
  expect(JSON.stringify(server.requests[0]?.body)).not.toContain("END");
});

test("leaving the stream early closes the connection", async () => {
  server = await vendorServer({
    steps: [{ text: "Hello", fault: { type: "stall", afterEvents: 6 } }],
  });
  const provider = openai({ apiKey: "key", baseUrl: server.baseUrl("openai-responses") });
  for await (const event of provider.stream(turn(server, {}))) {
    if (event.type === "text_delta") break;
  }
  const request = await server.waitForRequest(1);
  expect(await request.closedByClient).toBe(true);
});

test("a failed status is one typed error, and is not tried again", async () => {
  const error = { kind: "rate_limit" as const, retryAfterMs: 7_000 };
  server = await vendorServer({ steps: [{ error }] });
  const provider = openai({ apiKey: "key", baseUrl: server.baseUrl("openai-responses") });
  const message = await provider.complete(turn(server, {}));
  expect(message.error).toMatchObject({ kind: "rate_limit", status: 429, retryAfterMs: 7_000 });
  expect(server.requests).toHaveLength(1);
});

test.each([
  ["gpt-5.5", { prompt_cache_retention: "24h" }],
  ["gpt-5.6-sol", { prompt_cache_options: { ttl: "12h" } }],
  ["gpt-6.1-terra", { prompt_cache_options: { ttl: "12h" } }],
])("%s is asked for long retention in the field that it heeds", async (id, sent) => {
  server = await vendorServer({ steps: [{ text: "ok" }] });
  const provider = openai({ apiKey: "key", baseUrl: server.baseUrl("openai-responses") });
  const model = getModel("openai", id);
  await provider.complete({ model, messages: [user], cacheRetention: "long" });
  const fields = Object.entries(server.requests[0]?.body ?? {});
  const retention = fields.filter(([name]) => /^prompt_cache_(retention|options)$/.test(name));
  expect(Object.fromEntries(retention)).toEqual(sent);
});
