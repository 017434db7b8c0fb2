import { describe, expect, test } from "vitest";
import type { AssistantContent, Message } from "../../message.ts";
import type { Compat } from "../../model.ts";
import { testModel } from "../../testing/test-model.ts";
import { contentsOf } from "./contents.ts";

const user: Message = { role: "user", content: "hello", timestamp: 0 };
const image = { type: "image" as const, data: "AAAA", mimeType: "image/png" };
const imagePart = { inlineData: { mimeType: "image/png", data: "AAAA" } };
const signature = "c2lnbmF0dXJl";

function contents(messages: Message[], id = "gemini-3-pro", compat: Compat = {}) {
  const model = testModel({ id, api: "google-generative-ai", provider: "google" });
  return contentsOf({ request: { model, messages }, model, compat, thinking: "off", maxTokens: 1 });
}

function answer(...content: AssistantContent[]): Message {
  const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 };
  const usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, totalTokens: 0, cost };
  const from = { api: "google-generative-ai", provider: "google", model: "gemini-3-pro" };
  return { role: "assistant", content, ...from, usage, stopReason: "stop", timestamp: 0 };
}

function call(id: string, thoughtSignature?: string): AssistantContent {
  return { type: "toolCall", id, name: "look", arguments: { x: 1 }, thoughtSignature };
}

type ResultContent = (Message & { role: "toolResult" })["content"];

function result(toolCallId: string, content: ResultContent, isError = false): Message {
  return { role: "toolResult", toolCallId, toolName: "look", content, isError, timestamp: 0 };
}

const text = (value: string) => ({ type: "text" as const, text: value });

test("user messages are text and inline images", () => {
  expect(contents([user, { ...user, content: [text("see"), image] }])).toEqual([
    { role: "user", parts: [{ text: "hello" }] },
    { role: "user", parts: [{ text: "see" }, imagePart] },
  ]);
});

describe("answers", () => {
  test("signatures go back on the parts they came on", () => {
    const message = answer(
      { type: "thinking", thinking: "Hm.", thinkingSignature: signature },
      { type: "text", text: "Hi.", textSignature: signature },
      call("c1", signature),
    );
    expect(contents([message])).toEqual([
      {
        role: "model",
        parts: [
          { text: "Hm.", thought: true, thoughtSignature: signature },
          { text: "Hi.", thoughtSignature: signature },
          {
            functionCall: { id: "c1", name: "look", args: { x: 1 } },
            thoughtSignature: signature,
          },
        ],
      },
    ]);
  });

  test("of parallel calls only the first carries a signature", () => {
    const [content] = contents([answer(call("c1", signature), call("c2"))]);
    expect(content?.parts.map((part) => part.thoughtSignature)).toEqual([signature, undefined]);
  });

  test("calls of another model carry the placeholder that Gemini 3 accepts", () => {
    const messages = [answer(call("c1"), call("c2"))];
    expect(contents(messages)[0]?.parts.map((part) => part.thoughtSignature)).toEqual([
      "skip_thought_signature_validator",
      undefined,
    ]);
    expect(contents(messages, "gemini-2.5-pro")[0]?.parts).toEqual([
      { functionCall: { name: "look", args: { x: 1 } } },
      { functionCall: { name: "look", args: { x: 1 } } },
    ]);
  });

  test.each(["{}", '{"v":1,"id":"msg_1"}', "abc", ""])(
    "%j is no signature, and is not sent as one",
    (foreign) => {
      const message = answer({ type: "text", text: "Hi.", textSignature: foreign });
      expect(contents([message])).toEqual([{ role: "model", parts: [{ text: "Hi." }] }]);
    },
  );

  test("a thought without signature is not replayed, and nothing is sent as an empty content", () => {
    expect(contents([user, answer({ type: "thinking", thinking: "Hm." })])).toHaveLength(1);
  });
});

describe("results", () => {
  test("a result names the function, not the id, and says whether it failed", () => {
    const messages = [
      answer(call("c1", signature)),
      { ...result("c1", [text("a"), text("b")]), toolName: "" },
      answer(call("c2", signature)),
      result("c2", [text("no")], true),
    ];
    const parts = contents(messages).map((content) => content.parts[0]?.functionResponse);
    expect(parts.filter(Boolean)).toEqual([
      { id: "c1", name: "look", response: { output: "a\nb" } },
      { id: "c2", name: "look", response: { error: "no" } },
    ]);
  });

  test("the results of parallel calls are one content", () => {
    const messages = [
      answer(call("c1", signature), call("c2")),
      result("c1", [text("a")]),
      result("c2", [text("b")]),
      user,
    ];
    expect(contents(messages).map((content) => [content.role, content.parts.length])).toEqual([
      ["model", 2],
      ["user", 2],
      ["user", 1],
    ]);
  });

  test("ids are sent only to the generations that use them", () => {
    const [content] = contents([result("c1", [text("a")])], "gemini-2.5-pro");
    expect(content?.parts[0]?.functionResponse).not.toHaveProperty("id");
  });

  test("Gemini 3 takes images inside a result", () => {
    expect(contents([result("c1", [image])])[0]?.parts).toEqual([
      {
        functionResponse: {
          id: "c1",
          name: "look",
          response: { output: "(see attached image)" },
          parts: [imagePart],
        },
      },
    ]);
  });

  test("for older models images follow behind all results of the step", () => {
    const messages = [result("c1", [text("a"), image]), result("c2", [text("b")])];
    expect(contents(messages, "gemini-2.5-pro")).toEqual([
      {
        role: "user",
        parts: [
          { functionResponse: { name: "look", response: { output: "a" } } },
          { functionResponse: { name: "look", response: { output: "b" } } },
          { text: "Attached image(s) from tool result:" },
          imagePart,
        ],
      },
    ]);
  });

  test("the next turn's contents start with this turn's", () => {
    const messages = [user, answer(call("c1", signature)), result("c1", [text("a")])];
    const next = contents([...messages, answer(text("Hi.")), user]);
    expect(next.slice(0, 3)).toEqual(contents(messages));
  });
});
