import { describe, expect, test } from "vitest";
import { collect } from "../collect.ts";
import type { StreamEvent } from "../event.ts";
import type { Model } from "../model.ts";
import type { Provider, TurnRequest } from "../provider.ts";
import {
  manualClock,
  type Step,
  testModel,
  type VendorServer,
  vendorServer,
} from "../testing/index.ts";
import { textOf, toolCallsOf } from "../text.ts";
import type { ProviderOptions } from "../wire/wire-provider.ts";
import { anthropic } from "./anthropic.ts";
import { google } from "./google.ts";
import { minimax } from "./minimax.ts";
import { openai } from "./openai.ts";
import { openaiCompatible } from "./openai-compatible.ts";
import { openaiResponses } from "./openai-responses.ts";
import { xai } from "./xai.ts";
import { zai } from "./zai.ts";

interface Case {
  name: string;
  create: (options?: ProviderOptions) => Provider;
  api: Model["api"];
  /** The header that carries the key, and how. */
  key: [header: string, value: string];
}

const bearer: Case["key"] = ["authorization", "Bearer secret-key"];
const cases: Case[] = [
  {
    name: "anthropic",
    create: anthropic,
    api: "anthropic-messages",
    key: ["x-api-key", "secret-key"],
  },
  { name: "openai", create: openai, api: "openai-completions", key: bearer },
  { name: "openai over responses", create: openai, api: "openai-responses", key: bearer },
  { name: "openai-responses", create: openaiResponses, api: "openai-responses", key: bearer },
  {
    name: "google",
    create: google,
    api: "google-generative-ai",
    key: ["x-goog-api-key", "secret-key"],
  },
  { name: "xai", create: xai, api: "openai-completions", key: bearer },
  { name: "minimax", create: minimax, api: "openai-completions", key: bearer },
  {
    name: "minimax over messages",
    create: minimax,
    api: "anthropic-messages",
    key: ["x-api-key", "secret-key"],
  },
  { name: "zai", create: zai, api: "openai-completions", key: bearer },
  { name: "openai-compatible", create: openaiCompatible, api: "openai-completions", key: bearer },
];

function setUp({ create, api }: Case, server: VendorServer, options: ProviderOptions = {}) {
  const baseUrl = server.baseUrl(api);
  const provider = create({ apiKey: "secret-key", baseUrl, ...options });
  const model = testModel({ api, provider: provider.id, baseUrl, reasoning: false });
  const request: TurnRequest = { model, messages: [{ role: "user", content: "hi", timestamp: 0 }] };
  return { provider, model, request };
}

async function withServer(
  steps: Step[],
  run: (server: VendorServer) => Promise<void>,
): Promise<void> {
  // What Z.AI and MiniMax add to the protocol.
  const extraFields = ["tool_stream", "reasoning_split"];
  const server = await vendorServer({ steps, extraFields });
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

describe.each(cases)("$name", (vendor) => {
  test("streams text and parallel tool calls, and complete() is the fold of stream()", async () => {
    const step: Step = {
      text: "Looking. Grüße 🙂",
      toolCalls: [
        { id: "call_a", name: "read", arguments: { path: "a.txt" } },
        { id: "call_b", name: "read", arguments: { path: "b.txt", lines: [1, 2] } },
      ],
    };
    await withServer([step, step], async (server) => {
      const { provider, request } = setUp(vendor, server);
      const tools = [
        { name: "read", description: "Reads.", parameters: { type: "object", properties: {} } },
      ];
      const streamed = await collect(provider.stream({ ...request, tools }));
      const completed = await provider.complete({ ...request, tools });
      expect(textOf(streamed)).toBe("Looking. Grüße 🙂");
      expect(toolCallsOf(streamed).map((call) => [call.name, call.arguments])).toEqual([
        ["read", { path: "a.txt" }],
        ["read", { path: "b.txt", lines: [1, 2] }],
      ]);
      expect(streamed).toMatchObject({ stopReason: "toolUse", provider: provider.id });
      expect(textOf(completed)).toBe(textOf(streamed));
      expect(server.requests).toHaveLength(2);
    });
  });

  test("sends its key in its header, and one call is one request", async () => {
    await withServer([{ fault: { type: "status", status: 503 } }], async (server) => {
      const { provider, request } = setUp(vendor, server);
      const answer = await provider.complete(request);
      expect(answer).toMatchObject({
        stopReason: "error",
        error: { status: 503, retryable: true },
      });
      expect(server.requests).toHaveLength(1);
      expect(server.requests[0]?.headers[vendor.key[0]]).toBe(vendor.key[1]);
    });
  });

  test("a key given with the request wins over the factory's, and headers of the request over all", async () => {
    await withServer([{ text: "ok" }], async (server) => {
      const { provider, request } = setUp(vendor, server, {
        headers: { "x-a": "factory", "x-b": "factory" },
      });
      await provider.complete({ ...request, apiKey: "other", headers: { "x-b": "request" } });
      const sent = server.requests[0]?.headers ?? {};
      expect(sent[vendor.key[0]]).toContain("other");
      expect([sent["x-a"], sent["x-b"]]).toEqual(["factory", "request"]);
    });
  });

  test("never sends the key to a host that it was not configured for (argentos 27)", async () => {
    await withServer([{ text: "stolen" }], async (server) => {
      const { request } = setUp(vendor, server);
      const home = vendor.name === "openai-compatible" ? { baseUrl: "http://home.example/v1" } : {};
      const elsewhere = {
        ...request,
        model: { ...request.model, baseUrl: server.baseUrl(vendor.api) },
      };
      // Configured for its own host (or for "home"), but the model names another one.
      const provider = vendor.create({ apiKey: "secret-key", ...home, fetch: loopbackOnly });
      const answer = await provider.complete(elsewhere);
      expect(answer.stopReason).toBe("error");
      expect(server.requests).toHaveLength(0);
    });
  });

  test("does not follow a redirect, which would carry the key to another address", async () => {
    await withServer([{ text: "stolen" }], async (thief) => {
      await withServer([{ fault: { type: "redirect", location: thief.url } }], async (server) => {
        const { provider, request } = setUp(vendor, server);
        const answer = await provider.complete(request);
        expect(answer.errorMessage).toContain("redirect");
        expect(thief.requests).toHaveLength(0);
      });
    });
  });

  test("an abort in mid-stream ends with what arrived, and the server sees the socket close", async () => {
    await withServer(
      [{ text: "one two three", deltaSize: 4, fault: { type: "stall", afterEvents: 5 } }],
      async (server) => {
        const { provider, request } = setUp(vendor, server);
        const abort = new AbortController();
        const events: StreamEvent[] = [];
        for await (const event of provider.stream({ ...request, signal: abort.signal })) {
          events.push(event);
          if (event.type === "text_delta") abort.abort();
        }
        expect(events.at(-1)).toMatchObject({
          type: "error",
          reason: "aborted",
          error: { errorMessage: "Request was aborted" },
        });
        expect(
          events.filter((event) => event.type === "error" || event.type === "done"),
        ).toHaveLength(1);
        expect(await server.requests[0]?.closedByClient).toBe(true);
      },
    );
  });

  test("leaving the loop early closes the socket", async () => {
    await withServer(
      [{ text: "one two three", deltaSize: 4, fault: { type: "stall", afterEvents: 5 } }],
      async (server) => {
        const { provider, request } = setUp(vendor, server);
        for await (const event of provider.stream(request)) if (event.type === "text_delta") break;
        expect(await server.requests[0]?.closedByClient).toBe(true);
      },
    );
  });

  test("an abort before the call sends nothing", async () => {
    await withServer([{ text: "never" }], async (server) => {
      const { provider, request } = setUp(vendor, server);
      const answer = await provider.complete({ ...request, signal: AbortSignal.abort() });
      expect(answer.stopReason).toBe("aborted");
      expect(server.requests).toHaveLength(0);
    });
  });

  test("an abort while nothing has come yet ends at once, even when fetch ignores its signal", async () => {
    const abort = new AbortController();
    const started = Promise.withResolvers<void>();
    const deaf: typeof fetch = () => {
      started.resolve();
      return new Promise(() => {});
    };
    await withServer([], async (server) => {
      const { provider, request } = setUp(vendor, server, { fetch: deaf });
      const answer = provider.complete({ ...request, signal: abort.signal });
      await started.promise;
      abort.abort();
      expect((await answer).stopReason).toBe("aborted");
    });
  });

  test.each([
    ["cut", { type: "cut", afterEvents: 3 }, ["network"]],
    ["ended without its closing events", { type: "end", afterEvents: 3 }, ["network"]],
    ["with a line of garbage", { type: "garbage", afterEvents: 3 }, ["server", "network"]],
    ["with an error inside", { type: "error", afterEvents: 3 }, undefined],
  ] as const)("a stream that is %s ends in exactly one error", async (_, fault, kinds) => {
    await withServer([{ text: "one two three four", deltaSize: 4, fault }], async (server) => {
      const { provider, request } = setUp(vendor, server);
      const events: StreamEvent[] = [];
      for await (const event of provider.stream(request)) events.push(event);
      const terminal = events.filter((event) => event.type === "error" || event.type === "done");
      expect(terminal).toHaveLength(1);
      expect(terminal[0]).toMatchObject({ type: "error", reason: "error" });
      if (kinds && terminal[0]?.type === "error")
        expect(kinds).toContain(terminal[0].error.error?.kind);
    });
  });

  test("silence longer than idleTimeoutMs, and an answer longer than timeoutMs, are timeouts", async () => {
    const stall: Step = {
      text: "one two three",
      deltaSize: 4,
      fault: { type: "stall", afterEvents: 5 },
    };
    await withServer([stall, stall], async (server) => {
      for (const limit of [{ idleTimeoutMs: 1_000 }, { timeoutMs: 1_000, idleTimeoutMs: 0 }]) {
        const clock = manualClock();
        const { provider, request } = setUp(vendor, server, { clock });
        let last: StreamEvent | undefined;
        for await (const event of provider.stream({ ...request, ...limit })) {
          last = event;
          if (event.type === "text_delta") void clock.advance(1_000);
        }
        expect(last).toMatchObject({
          type: "error",
          error: { error: { kind: "timeout", retryable: true } },
        });
        expect(clock.pending).toBe(0);
      }
    });
  });

  test("an address where nobody listens is a network error that names it", async () => {
    const server = await vendorServer();
    const { provider, request } = setUp(vendor, server);
    await server.close();
    const answer = await provider.complete(request);
    expect(answer.error).toMatchObject({ kind: "network", retryable: true, code: "ECONNREFUSED" });
    expect(answer.errorMessage).toBe(`${server.url} cannot be reached (ECONNREFUSED).`);
  });

  test("without a key says which one is missing and sends nothing", async () => {
    if (vendor.name === "openai-compatible") return; // local servers need none
    await withServer([], async (server) => {
      const { provider, request } = setUp(vendor, server, { apiKey: undefined });
      const answer = await provider.complete(request);
      expect(answer).toMatchObject({ error: { kind: "auth", retryable: false } });
      expect(answer.errorMessage).toMatch(/No API key for ".+"\. Set [A-Z_]+_KEY or pass/);
    });
  });

  test("onRequest sees the body and may replace it; onResponse sees the status", async () => {
    await withServer([{ text: "ok" }], async (server) => {
      const { provider, request } = setUp(vendor, server);
      const seen: number[] = [];
      await provider.complete({
        ...request,
        onRequest: (payload) => structuredClone(payload),
        onResponse: ({ status }) => seen.push(status),
      });
      expect(seen).toEqual([200]);
    });
  });

  test("does not change the request", async () => {
    await withServer([{ text: "ok" }], async (server) => {
      const { provider, request } = setUp(vendor, server);
      const before = structuredClone(request);
      await provider.complete(request);
      expect(request).toEqual(before);
    });
  });
});

/** Lets nothing out of this machine, whatever goes wrong. */
const loopbackOnly: typeof fetch = (input, init) => {
  const { hostname } = new URL(input instanceof Request ? input.url : input);
  if (hostname !== "127.0.0.1") throw new Error(`A test tried to reach ${hostname}.`);
  return fetch(input, init);
};

test("openai-compatible with a key but no address is misuse", () => {
  expect(() => openaiCompatible({ apiKey: "k" })).toThrow("Pass { baseUrl } beside { apiKey }");
});

test("a model of a protocol that the provider does not speak is refused with the ones it does", async () => {
  const answer = await anthropic({ apiKey: "k" }).complete({
    model: testModel({
      api: "openai-completions",
      provider: "anthropic",
      baseUrl: "https://api.anthropic.com",
    }),
    messages: [],
  });
  expect(answer.errorMessage).toBe(
    '"anthropic" speaks anthropic-messages, not "openai-completions".',
  );
});
