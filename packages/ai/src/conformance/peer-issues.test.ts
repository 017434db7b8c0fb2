import { describe, expect, test } from "vitest";
import { authorLike, conversationOf } from "../../test/conformance/conversations.ts";
import { endpoints } from "../../test/conformance/endpoints.ts";
import { endpointNamed, play } from "../../test/conformance/play.ts";
import { answerOf, result, tool, user } from "../../test/conformance/shared-requests.ts";
import { withFallback } from "../decorators/with-fallback.ts";
import { type Retry, withRetry } from "../decorators/with-retry.ts";
import type { Message } from "../message.ts";
import { isContextOverflow } from "../overflow.ts";
import { checkEvents } from "../testing/check-events.ts";
import { manualClock, type Step } from "../testing/index.ts";
import { textOf } from "../text.ts";

/** What users of other libraries asked for, by the issue in which they did. */
describe("vercel/ai", () => {
  test.each<[string, Step, string]>([
    ["a rate limit leads to the next model", { fault: { type: "status", status: 429 } }, "next"],
    ["a refused key does not", { fault: { type: "status", status: 401 } }, ""],
    [
      "an overload in mid-text is too late",
      { text: "one two", deltaSize: 4, fault: { type: "error", afterEvents: 4 } },
      "one",
    ],
  ])("#2636, #7068, #9030: in a chain of models, %s", async (_, step, said) => {
    await using first = await play(endpointNamed("anthropic"), [step]);
    await using second = await play(endpointNamed("google"), [{ text: "next" }]);
    const { provider, request } = second;
    const chain = withFallback(first.provider, { targets: [{ model: request.model, provider }] });
    const end = checkEvents(await Array.fromAsync(chain.stream(first.request)));
    const message = end.type === "done" ? end.message : end.error;
    expect(message.stopReason).toBe(said === "next" ? "stop" : "error");
    expect(textOf(message).startsWith(said)).toBe(true);
    expect(second.server.requests).toHaveLength(said === "next" ? 1 : 0);
  });

  test.each([
    ["retry-after", { "retry-after": "7" }],
    ["retry-after-ms", { "retry-after-ms": "7000" }],
    [
      "a reset header",
      {
        "x-ratelimit-limit-requests": "60",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "7s",
      },
    ],
  ])("#7247: a retry waits as long as %s says", async (_, headers) => {
    const clock = manualClock();
    const fault = { type: "status", status: 429, headers } as const;
    await using turn = await play(endpointNamed("openai"), [{ fault }, { text: "ok" }]);
    const waits = Promise.withResolvers<Retry>();
    const retrying = withRetry(turn.provider, { clock, onRetry: waits.resolve });
    const answer = retrying.complete(turn.request);
    expect((await waits.promise).delayMs).toBe(7_000);
    await clock.advance(6_999);
    expect(turn.server.requests).toHaveLength(1);
    await clock.advance(1);
    expect((await answer).stopReason).toBe("stop");
  });

  test("#7247: nobody waits for longer than a minute", async () => {
    const fault = { type: "status", status: 429, headers: { "retry-after": "61" } } as const;
    await using turn = await play(endpointNamed("openai"), [{ fault }, { text: "never" }]);
    const answer = await withRetry(turn.provider).complete(turn.request);
    expect(answer.error).toMatchObject({ kind: "rate_limit", retryAfterMs: 61_000 });
    expect(turn.server.requests).toHaveLength(1);
  });
});

describe("pi", () => {
  test.each(endpoints)("#11537: $name: used-up quota is not retried", async (endpoint) => {
    await using turn = await play(endpoint, [{ error: { kind: "quota" } }, { text: "never" }]);
    const answer = await withRetry(turn.provider).complete(turn.request);
    expect(answer.error).toMatchObject({ kind: "quota", retryable: false });
    expect(turn.server.requests).toHaveLength(1);
  });

  test.each([
    ["LiteLLM", "litellm.ContextWindowExceededError: prompt is too long"],
    ["vLLM", "This model's maximum context length is 4096 tokens. However, you requested 5000."],
    ["llama.cpp", "the request exceeds the available context size, try increasing it"],
    ["Bedrock", "Input is too long for requested model."],
    ["Azure", "Your input exceeds the context window of this model. Please adjust your input."],
    ["Gemini", "The input token count (1200000) exceeds the maximum number of tokens allowed."],
  ])("#11492: an overflow in the words of %s is one", async (_, message) => {
    const fault = { type: "status", status: 400, body: { error: { message } } } as const;
    await using turn = await play(endpointNamed("openai-compatible"), [{ fault }]);
    expect(isContextOverflow(await turn.provider.complete(turn.request))).toBe(true);
  });

  test("#11492: an overflow that a server hides by cutting the prompt is one", async () => {
    await using turn = await play(endpointNamed("openai-compatible"), [
      { text: "ok", usage: { input: 5_000 } },
    ]);
    const answer = await turn.provider.complete(turn.request);
    expect(isContextOverflow(answer, { contextWindow: 4_096 })).toBe(true);
  });

  test("#11843, #11308, #11416, #8118: a quirk is a word of data, the caller's before the model's", async () => {
    const endpoint = endpointNamed("openai-compatible");
    const compat = { maxTokensField: "max_completion_tokens", supportsStore: true } as const;
    const model = { ...endpoint.model, compat };
    await using turn = await play({ ...endpoint, model }, [{ text: "ok" }], {
      compat: { supportsStore: false },
    });
    await turn.provider.complete(turn.request);
    const [request] = turn.server.requests;
    expect(request?.body).toHaveProperty("max_completion_tokens");
    expect(request?.body).not.toHaveProperty("store");
  });

  test("#9980: the cost that a vendor reports is the total, and the estimate is beside it", async () => {
    const endpoint = endpointNamed("openai (chat)");
    const chunks = [
      { choices: [{ delta: { content: "ok" }, finish_reason: "stop" }] },
      { choices: [], usage: { prompt_tokens: 1_000, completion_tokens: 0, cost: 0.25 } },
    ];
    const recording = chunks.map((chunk) => JSON.stringify(chunk));
    await using turn = await play(endpoint, [{ recording }]);
    const { cost } = (await turn.provider.complete(turn.request)).usage;
    expect(cost).toMatchObject({ total: 0.25, totalFromProvider: 0.25 });
    expect(cost.input).toBeCloseTo((endpoint.model.pricing?.input ?? 0) / 1_000, 12);
  });

  test.each(endpoints)(
    "#7290: $name: an event carries what is new, and no more",
    async (endpoint) => {
      const text = "0123456789".repeat(400);
      await using turn = await play(endpoint, [{ text, deltaSize: 100 }]);
      const events = await Array.fromAsync(turn.provider.stream(turn.request));
      for (const event of events) {
        if (event.type === "text_delta") expect(JSON.stringify(event).length).toBeLessThan(200);
      }
    },
  );
});

describe("oh-my-pi #7324, opencode #29672, vscode #316182, home-gen #617", () => {
  test.each(endpoints)(
    "$name: a longer conversation begins with the same bytes",
    async (endpoint) => {
      await using turn = await play(endpoint, [{ text: "ok" }], { onExhausted: "repeat" });
      const { api, provider, model } = endpoint;
      const messages = conversationOf(authorLike(model));
      const own = { api, provider, model: model.id };
      const later = [...messages, answerOf(own, [{ type: "text", text: "ok" }])];
      for (const conversation of [messages, [...later, user("And?")]]) {
        await turn.provider.complete({
          ...turn.request,
          systemPrompt: "Be brief.",
          tools: [tool],
          messages: conversation,
          cacheRetention: "none",
        });
      }
      const [before, after] = turn.server.requests.map(({ body }) => body);
      const { list, rest } = parted(before);
      expect(JSON.stringify(parted(after).rest)).toBe(JSON.stringify(rest));
      expect(JSON.stringify(parted(after).list)).toContain(JSON.stringify(list).slice(0, -1));
    },
  );
});

describe("claude-code #31328", () => {
  test.each(endpoints)(
    "$name: calls and results that lost each other are accepted",
    async (endpoint) => {
      const { api, provider, model } = endpoint;
      const call = (id: string) => ({ type: "toolCall" as const, id, name: "look", arguments: {} });
      const messages: Message[] = [
        user("Look."),
        result("call_0", [{ type: "text", text: "of no call" }]),
        answerOf({ api, provider, model: model.id }, [call("call_1"), call("call_2")]),
        result("call_2", [{ type: "text", text: "second" }]),
        user("Never mind."),
      ];
      await using turn = await play(endpoint, [{ text: "ok" }]);
      const answer = await turn.provider.complete({ ...turn.request, messages, tools: [tool] });
      expect([answer.stopReason, answer.errorMessage]).toEqual(["stop", undefined]);
      expect(turn.server.requests[0]?.text).toContain("No result provided");
      expect(turn.server.requests[0]?.text).not.toContain("of no call");
    },
  );
});

describe("agentsview #315, opencode-copilot-chat #225", () => {
  test.each(endpoints)(
    "$name: an answer has a price, or says that none is known",
    async (endpoint) => {
      await using turn = await play(endpoint, [{ text: "ok" }, { text: "ok" }]);
      const { pricing, ...unpriced } = endpoint.model;
      const { cost } = (await turn.provider.complete(turn.request)).usage;
      expect(pricing === undefined ? cost.known === false : cost.total > 0).toBe(true);
      const unknown = await turn.provider.complete({ ...turn.request, model: unpriced });
      expect(unknown.usage.cost).toMatchObject({ total: 0, known: false });
    },
  );
});

/** A body's conversation, and everything else in it. */
function parted(body: Record<string, unknown> = {}): { list: unknown; rest: object } {
  const { messages, input, contents, ...rest } = body;
  return { list: messages ?? input ?? contents, rest };
}
