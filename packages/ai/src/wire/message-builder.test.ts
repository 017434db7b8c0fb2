import { describe, expect, test } from "vitest";
import { AiError } from "../error.ts";
import type { StreamEvent } from "../event.ts";
import type { Model } from "../model.ts";
import { MessageBuilder } from "./message-builder.ts";

const model: Model = {
  id: "m",
  name: "M",
  api: "test",
  provider: "p",
  baseUrl: "http://localhost",
  input: ["text"],
  contextWindow: 1_000,
  maxTokens: 100,
  reasoning: true,
  vision: false,
  pricing: { input: 1, output: 2 },
};

function build() {
  const events: StreamEvent[] = [];
  const builder = new MessageBuilder({ model, emit: (event) => events.push(event), now: () => 7 });
  return { builder, events, types: () => events.map((event) => event.type) };
}

describe("MessageBuilder", () => {
  test("starts once, before the first block, and ends once", () => {
    const { builder, types } = build();
    const text = builder.startText();
    builder.delta(text, "a");
    builder.delta(text, "");
    builder.finish("stop");
    builder.finish("stop");
    builder.fail(new AiError("server", "late"));
    builder.startText();
    expect(types()).toEqual(["start", "text_start", "text_delta", "text_end", "done"]);
  });

  test("closes what is open and parses arguments strictly", () => {
    const { builder, events } = build();
    const call = builder.startToolCall("1", "rm");
    builder.delta(call, '{"path":"/data');
    builder.finish("toolUse");
    const block = builder.message.content[0];
    expect(block).toMatchObject({ type: "toolCall", arguments: {} });
    expect(block?.type === "toolCall" && block.argumentsError).toContain('{"path":"/data');
    expect(events.at(-1)).toMatchObject({ type: "done", reason: "toolUse" });
  });

  test("a call without arguments has none", () => {
    const { builder } = build();
    builder.startToolCall("1", "now");
    builder.finish("toolUse");
    expect(builder.message.content).toEqual([
      { type: "toolCall", id: "1", name: "now", arguments: {} },
    ]);
  });

  test("arguments that are not an object are refused", () => {
    const { builder } = build();
    builder.delta(builder.startToolCall("1", "x"), "[1]");
    builder.finish("toolUse");
    const block = builder.message.content[0];
    expect(block?.type === "toolCall" && block.argumentsError).toContain("must be a JSON object");
  });

  test.each([
    ["stop beside a tool call is tool use", true, "stop", "toolUse"],
    ["tool use without a tool call stays what the vendor said", false, "toolUse", "toolUse"],
    ["length stays length", true, "length", "length"],
  ] as const)("%s", (_, withCall, given, expected) => {
    const { builder } = build();
    if (withCall) builder.startToolCall("1", "x");
    builder.finish(given);
    expect(builder.message.stopReason).toBe(expected);
  });

  test("a failure keeps what arrived and no half arguments", () => {
    const { builder, events } = build();
    builder.delta(builder.startText(), "partial");
    builder.delta(builder.startToolCall("1", "rm"), '{"path":"/');
    builder.fail(new AiError("network", "cut"));
    expect(events.at(-1)).toMatchObject({ type: "error", reason: "error" });
    expect(builder.message).toMatchObject({
      stopReason: "error",
      errorMessage: "cut",
      error: { kind: "network", retryable: true },
      content: [
        { text: "partial" },
        { arguments: {}, argumentsError: expect.stringContaining("broke off") },
      ],
    });
  });

  test("counts and prices usage", () => {
    const { builder } = build();
    builder.setUsage({ input: 1_000_000, output: 500_000, cacheRead: 10 });
    expect(builder.message.usage).toMatchObject({
      totalTokens: 1_500_010,
      cost: { input: 1, output: 1 },
    });
  });
});
