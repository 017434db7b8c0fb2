import { describe, expect, test } from "vitest";
import { authorLike, conversationOf } from "../../test/conformance/conversations.ts";
import { endpoints } from "../../test/conformance/endpoints.ts";
import { endpointNamed, play } from "../../test/conformance/play.ts";
import { image, result, tool } from "../../test/conformance/shared-requests.ts";
import { thinkingTable } from "../../test/conformance/thinking-table.ts";
import { collect } from "../collect.ts";
import type { AssistantMessage, Message } from "../message.ts";
import type { TurnRequest } from "../provider.ts";
import { createProviderRegistry } from "../registry.ts";
import { checkEvents } from "../testing/check-events.ts";
import { toolCallsOf } from "../text.ts";
import { supportedThinkingLevels } from "../thinking.ts";
import { validateToolArguments } from "../validate-tool-arguments.ts";
import { arrayField, recordField, recordOf } from "../wire/fields.ts";

/** The numbers are those of the defects that were found in ArgentOS. 27 is guarded beside the provider factories. */
describe("ArgentOS", () => {
  test("7: the levels of a model are different requests, save where it knows fewer words", () => {
    const known = thinkingTable.filter(({ model, levels }) => {
      const bodies = supportedThinkingLevels(model).map((level) => JSON.stringify(levels[level]));
      return new Set(bodies).size < bodies.length;
    });
    expect(known.map(({ model }) => model.id)).toEqual([
      "claude-sonnet-4-6", // its lowest word is also that for minimal
      "grok-4-1-fast", // thinks as it likes
      "MiniMax-M3", // on and off
      "glm-4.7", // on and off
    ]);
  });

  test("8: signatures and withheld thinking of a step go back with the results of its calls", async () => {
    const content = [
      { type: "thinking", thinking: "Hm.", signature: "c2ln" },
      { type: "thinking", thinking: "", signature: "c2VjcmV0", redacted: true },
      { type: "toolCall", id: "toolu_1", name: "look", arguments: { path: "a" } },
    ] as const;
    const steps = [{ content: [...content] }, { text: "Done." }];
    await using turn = await play(endpointNamed("anthropic"), steps);
    const request: TurnRequest = { ...turn.request, tools: [tool], thinking: "low" };
    const messages = afterTools(request, await turn.provider.complete(request));
    expect((await turn.provider.complete({ ...request, messages })).stopReason).toBe("stop");
    const [, second] = turn.server.requests;
    expect(recordOf(arrayField(second?.body ?? {}, "messages")[1]).content).toEqual([
      { type: "thinking", thinking: "Hm.", signature: "c2ln" },
      { type: "redacted_thinking", data: "c2VjcmV0" },
      { type: "tool_use", id: "toolu_1", name: "look", input: { path: "a" } },
    ]);
  });

  test("10: Responses keeps calls and usage, and an incomplete answer ends", async () => {
    const call = { id: "call_1", name: "look", arguments: { path: "a" } };
    const cut = { text: "Half", stopReason: "length", usage: { input: 3, output: 4 } } as const;
    await using turn = await play(endpointNamed("openai"), [{ toolCalls: [call] }, cut]);
    const request = { ...turn.request, tools: [tool] };
    expect(await turn.provider.complete(request)).toMatchObject({
      content: [{ name: "look", arguments: { path: "a" } }],
      stopReason: "toolUse",
      usage: { output: expect.toSatisfy((count) => count > 0) },
    });
    expect(await turn.provider.complete(request)).toMatchObject({
      stopReason: "length",
      usage: { input: 3, output: 4 },
    });
  });

  test("11: Responses gets call ids as call ids and item ids as item ids", async () => {
    const call = { id: "call_1", name: "look", arguments: {} };
    await using turn = await play(endpointNamed("openai"), [{ toolCalls: [call] }, { text: "ok" }]);
    const request = { ...turn.request, tools: [tool] };
    const messages = afterTools(request, await turn.provider.complete(request));
    expect((await turn.provider.complete({ ...request, messages })).errorMessage).toBeUndefined();
    const items = arrayField(turn.server.requests[1]?.body ?? {}, "input").map(recordOf);
    const sent = items.find(({ type }) => type === "function_call");
    expect(sent).toMatchObject({ call_id: "call_1", id: expect.stringMatching(/^fc_/) });
    const output = items.find(({ type }) => type === "function_call_output");
    expect(output).toMatchObject({ call_id: "call_1" });
  });

  test("12: OpenAI's reasoning models get max_completion_tokens", async () => {
    await using turn = await play(endpointNamed("openai (chat)"), [{ text: "ok" }]);
    await turn.provider.complete({ ...turn.request, maxTokens: 100 });
    expect(turn.server.requests[0]?.body).toMatchObject({ max_completion_tokens: 100 });
    expect(turn.server.requests[0]?.body).not.toHaveProperty("max_tokens");
  });

  test("13: Google's calls are a tool use, have ids of their own, and are answered by name", async () => {
    const call = { functionCall: { name: "look", args: { path: "a" } } };
    const parts = { candidates: [{ content: { parts: [call] }, finishReason: "STOP" }] };
    const step = { recording: [JSON.stringify(parts)] };
    await using turn = await play(endpointNamed("google"), [step, step, { text: "ok" }]);
    const request = { ...turn.request, tools: [tool] };
    const first = await turn.provider.complete(request);
    const messages = afterTools(request, first);
    const second = await turn.provider.complete({ ...request, messages });
    expect([first.stopReason, second.stopReason]).toEqual(["toolUse", "toolUse"]);
    expect(toolCallsOf(first)[0]?.id).not.toBe(toolCallsOf(second)[0]?.id);
    const [, , answered] = arrayField(turn.server.requests[1]?.body ?? {}, "contents");
    const [part] = arrayField(recordOf(answered), "parts").map(recordOf);
    expect(recordField(part ?? {}, "functionResponse")).toMatchObject({ name: "look" });
  });

  test("14: a subscription token of Anthropic's is a bearer token, never an API key", async () => {
    const options = { apiKey: "sk-ant-oat01-token", keys: ["sk-ant-oat01-token"] };
    await using turn = await play(endpointNamed("anthropic"), [{ text: "ok" }], options);
    expect((await turn.provider.complete(turn.request)).stopReason).toBe("stop");
    const { headers } = turn.server.requests[0] ?? { headers: {} };
    expect(headers).toMatchObject({
      authorization: "Bearer sk-ant-oat01-token",
      "anthropic-beta": expect.stringContaining("oauth-2025-04-20"),
    });
    expect(headers).not.toHaveProperty("x-api-key");
  });

  test.each(endpoints)("15: $name gives no cut arguments to a tool", async (endpoint) => {
    const toolCalls = [{ name: "look", rawArguments: '{"path":"/data/x' }];
    await using turn = await play(endpoint, [{ toolCalls, stopReason: "length" }]);
    const answer = await turn.provider.complete({ ...turn.request, tools: [tool] });
    for (const call of toolCallsOf(answer)) {
      expect(call).toMatchObject({ arguments: {}, argumentsError: expect.any(String) });
      await expect(async () => validateToolArguments(tool, call)).rejects.toThrow();
    }
    expect(["length", "error"]).toContain(answer.stopReason);
  });

  test.each(endpoints)("16: $name calls no truncated answer a success", async (endpoint) => {
    const half = { text: "one two three four", deltaSize: 4 };
    await using turn = await play(endpoint, [
      { ...half, fault: { type: "end", afterEvents: 4 } },
      { ...half, fault: { type: "error", afterEvents: 4 } },
    ]);
    for (const kind of ["network", "overloaded"]) {
      const answer = await turn.provider.complete(turn.request);
      expect(answer).toMatchObject({ stopReason: "error", error: { kind, retryable: true } });
    }
  });

  test("30: a stream that ends without saying so settles its result", async () => {
    const silent = { async *[Symbol.asyncIterator]() {} };
    await expect(collect(silent)).rejects.toMatchObject({ code: "network" });
  });

  test("32: images, errors of tools, signatures, cost and the abort all get through", async () => {
    const endpoint = endpointNamed("anthropic");
    const { pricing = { input: 0, output: 0 } } = endpoint.model;
    await using turn = await play(endpoint, [{ text: "ok", usage: { input: 1_000, output: 10 } }]);
    const messages = conversationOf(authorLike(endpoint.model));
    const answer = await turn.provider.complete({ ...turn.request, messages, tools: [tool] });
    for (const part of [image.data, '"is_error":true', '"signature":"']) {
      expect(turn.server.requests[0]?.text).toContain(part);
    }
    const usd = (1_000 * pricing.input + 10 * pricing.output) / 1e6;
    expect(answer.usage.cost.total).toBeCloseTo(usd, 12);
    const aborted = { ...turn.request, signal: AbortSignal.abort() };
    expect((await turn.provider.complete(aborted)).stopReason).toBe("aborted");
    expect(turn.server.requests).toHaveLength(1);
  });

  test.each(endpoints)("38: $name asks once, even if no end comes", async (endpoint) => {
    const fault = { type: "end", afterEvents: 3 } as const;
    const steps = [{ text: "one two three", deltaSize: 4, fault }];
    await using turn = await play(endpoint, steps, { onExhausted: "repeat" });
    checkEvents(await Array.fromAsync(turn.provider.stream(turn.request)));
    expect(turn.server.requests).toHaveLength(1);
  });

  test.each(endpoints)("40: $name completes through a registry", async (endpoint) => {
    await using turn = await play(endpoint, [{ text: "ok" }]);
    const registry = createProviderRegistry({ providers: [turn.provider] });
    const model = { ...turn.request.model, provider: turn.provider.id };
    const answer = await registry.complete({ ...turn.request, model });
    expect(answer).toMatchObject({ stopReason: "stop", content: [{ text: "ok" }] });
  });
});

/** The conversation after every call of the answer was run. */
function afterTools({ messages }: TurnRequest, answer: AssistantMessage): Message[] {
  const results = toolCallsOf(answer).map(({ id }) => result(id, [{ type: "text", text: "ok" }]));
  return [...messages, answer, ...results];
}
