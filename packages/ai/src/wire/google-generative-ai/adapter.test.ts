import { afterEach, describe, expect, test, vi } from "vitest";
import type { Message } from "../../message.ts";
import type { TurnRequest } from "../../provider.ts";
import { google } from "../../providers/google.ts";
import { testModel } from "../../testing/test-model.ts";
import { type VendorServer, vendorServer } from "../../testing/vendor-server/server.ts";

let server: VendorServer | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await server?.close();
});

const user: Message = { role: "user", content: "look", timestamp: 0 };
const tools = [
  {
    name: "look",
    description: "Looks.",
    parameters: { type: "object", properties: { path: { type: "string" } } },
  },
];

function turn(running: VendorServer, request: Partial<TurnRequest> = {}, id = "gemini-3-pro") {
  const baseUrl = running.baseUrl("google-generative-ai");
  const model = testModel({ id, api: "google-generative-ai", provider: "google", baseUrl });
  return { model, messages: [user], tools, ...request };
}

function providerFor(running: VendorServer, headers?: Record<string, string>) {
  return google({ apiKey: "key", baseUrl: running.baseUrl("google-generative-ai"), headers });
}

test.each(["gemini-3-pro", "gemini-2.5-flash"])(
  "a whole loop of thought, calls and results is accepted by %s",
  async (id) => {
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
    const provider = providerFor(server);
    const messages: Message[] = [user];
    const request = { messages, systemPrompt: "Be brief.", thinking: "low" as const };
    const first = await provider.complete(turn(server, request, id));
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
    const second = await provider.complete(turn(server, request, id));
    expect([second.stopReason, second.errorMessage]).toEqual(["stop", undefined]);
    expect(second.content).toMatchObject([{ thinking: "Ah." }, { text: "Found." }]);
    messages.push(second, user);
    const third = await provider.complete(turn(server, request, id));
    expect([third.stopReason, third.errorMessage]).toEqual(["stop", undefined]);

    const [one = "", two = "", three = ""] = server.requests.map(({ body }) =>
      JSON.stringify(Object(body).contents).slice(0, -1),
    );
    expect(two.startsWith(one)).toBe(true);
    expect(three.startsWith(two)).toBe(true);
    expect(three).toContain("thoughtSignature");
  },
);

test.each(["gemini-3-pro", "gemini-2.5-flash"])(
  "%s takes over a conversation of another vendor's model",
  async (id) => {
    server = await vendorServer();
    const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 };
    const messages: Message[] = [
      user,
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "Hm.", thinkingSignature: '{"type":"reasoning"}' },
          { type: "text", text: "Looking.", textSignature: '{"v":1,"id":"msg_1"}' },
          { type: "toolCall", id: "call_1|fc_1", name: "look", arguments: {} },
          { type: "toolCall", id: "call_2|fc_2", name: "look", arguments: {} },
        ],
        api: "openai-responses",
        provider: "openai",
        model: "gpt-5.1",
        usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, totalTokens: 0, cost },
        stopReason: "toolUse",
        timestamp: 0,
      },
      {
        role: "toolResult",
        toolCallId: "call_2|fc_2",
        toolName: "look",
        content: [{ type: "text", text: "b" }],
        isError: false,
        timestamp: 0,
      },
    ];
    const message = await providerFor(server).complete(turn(server, { messages }, id));
    expect([message.stopReason, message.errorMessage]).toEqual(["stop", undefined]);
  },
);

describe("the request", () => {
  test("goes to the model's path, with every option where the service wants it", async () => {
    server = await vendorServer();
    const schema = { type: "object", properties: { x: { type: "number" } }, required: ["x"] };
    const { stopReason } = await providerFor(server, { "x-trace": "t" }).complete(
      turn(server, {
        systemPrompt: "Be brief.",
        toolChoice: { name: "look" },
        thinking: "high",
        maxTokens: 2_000,
        temperature: 0.5,
        stopSequences: ["END"],
        responseSchema: schema,
      }),
    );
    expect(stopReason).toBe("stop");
    const [sent] = server.requests;
    expect(sent?.path).toBe("/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse");
    expect(sent?.headers).toMatchObject({ "x-goog-api-key": "key", "x-trace": "t" });
    expect(sent?.body).toEqual({
      contents: [{ role: "user", parts: [{ text: "look" }] }],
      systemInstruction: { parts: [{ text: "Be brief." }] },
      tools: [
        {
          functionDeclarations: [
            { name: "look", description: "Looks.", parametersJsonSchema: tools[0]?.parameters },
          ],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["look"] } },
      generationConfig: {
        maxOutputTokens: 2_000,
        temperature: 0.5,
        stopSequences: ["END"],
        responseMimeType: "application/json",
        responseJsonSchema: schema,
        thinkingConfig: { includeThoughts: true, thinkingLevel: "HIGH" },
      },
      store: false,
    });
  });

  test("takes nothing from the environment, and nothing is written to the console", async () => {
    server = await vendorServer();
    for (const name of ["GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_CLOUD_PROJECT"]) {
      vi.stubEnv(name, "ambient");
    }
    vi.stubEnv("GOOGLE_GEMINI_BASE_URL", "https://ambient.example");
    vi.stubEnv("GOOGLE_GENAI_API_VERSION", "ambient");
    vi.stubEnv("GOOGLE_GENAI_USE_VERTEXAI", "true");
    const spies = (["warn", "debug", "log"] as const).map((name) => vi.spyOn(console, name));
    const { stopReason } = await providerFor(server).complete(turn(server));
    expect(stopReason).toBe("stop");
    expect(JSON.stringify(server.requests[0])).not.toContain("ambient");
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  test("may carry the key in a header of the caller's", async () => {
    server = await vendorServer();
    await providerFor(server, { "X-Goog-Api-Key": "mine" }).complete(turn(server));
    expect(server.requests[0]?.headers["x-goog-api-key"]).toBe("mine");
  });

  test("may be changed before it is sent, but not into something else", async () => {
    server = await vendorServer();
    const provider = providerFor(server);
    await provider.complete(
      turn(server, { onRequest: (payload) => ({ ...Object(payload), model: "gemini-3-flash" }) }),
    );
    expect(server.requests[0]?.path).toContain("gemini-3-flash");
    const message = await provider.complete(turn(server, { onRequest: () => ({ contents: [] }) }));
    expect(message.error?.kind).toBe("invalid_request");
    expect(server.requests).toHaveLength(1);
  });
});

test("leaving the stream early closes the connection", async () => {
  server = await vendorServer({
    steps: [{ text: "Hello", fault: { type: "stall", afterEvents: 1 } }],
  });
  for await (const event of providerFor(server).stream(turn(server))) {
    if (event.type === "text_delta") break;
  }
  const request = await server.waitForRequest(1);
  expect(await request.closedByClient).toBe(true);
});

test("a failed status is one typed error, and is not tried again", async () => {
  const error = { kind: "rate_limit" as const, retryAfterMs: 7_000 };
  server = await vendorServer({ steps: [{ error }] });
  const message = await providerFor(server).complete(turn(server));
  expect(message.error).toMatchObject({ kind: "rate_limit", status: 429, retryAfterMs: 7_000 });
  expect(server.requests).toHaveLength(1);
});
