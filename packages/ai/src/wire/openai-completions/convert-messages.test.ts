import { expect, test } from "vitest";
import { emptyUsage } from "../../cost.ts";
import type {
  AssistantContent,
  AssistantMessage,
  ImageContent,
  Message,
  TextContent,
  ToolCall,
  ToolResultMessage,
} from "../../message.ts";
import type { Compat } from "../../model.ts";
import { testModel } from "../../testing/test-model.ts";
import { convertMessages } from "./convert-messages.ts";

function converted(messages: Message[], compat: Compat = {}, systemPrompt?: string) {
  const model = testModel();
  const request = { model, messages, systemPrompt };
  return convertMessages({ request, model, compat, thinking: "off", maxTokens: 1_000 });
}

function user(content: string | (TextContent | ImageContent)[]): Message {
  return { role: "user", content, timestamp: 0 };
}

function assistant(...content: AssistantContent[]): AssistantMessage {
  return {
    role: "assistant",
    content,
    api: "openai-completions",
    provider: "scripted",
    model: "test-model",
    usage: emptyUsage(),
    stopReason: "stop",
    timestamp: 0,
  };
}

function result(toolCallId: string, ...content: (TextContent | ImageContent)[]): ToolResultMessage {
  return {
    role: "toolResult",
    toolCallId,
    toolName: "read",
    content,
    isError: false,
    timestamp: 0,
  };
}

function call(id: string, overrides: Partial<ToolCall> = {}): ToolCall {
  return { type: "toolCall", id, name: "read", arguments: { path: "a" }, ...overrides };
}

const text = (content: string): TextContent => ({ type: "text", text: content });
const image: ImageContent = { type: "image", data: "AAAA", mimeType: "image/png" };
const imagePart = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };
const sentCall = {
  id: "c1",
  type: "function",
  function: { name: "read", arguments: '{"path":"a"}' },
};

test("the system prompt goes in a system message, or a developer message where it is known", () => {
  expect(converted([], {}, "Be brief.")).toEqual([{ role: "system", content: "Be brief." }]);
  expect(converted([], { supportsDeveloperRole: true }, "Be brief.")).toEqual([
    { role: "developer", content: "Be brief." },
  ]);
  expect(converted([], {}, "")).toEqual([]);
});

test("user text stays a plain string, which servers without parts understand", () => {
  expect(converted([user("a"), user([text("b"), text("c")])])).toEqual([
    { role: "user", content: "a" },
    { role: "user", content: "b\nc" },
  ]);
});

test("an image becomes a data URL beside the text", () => {
  expect(converted([user([text("Look:"), image])])).toEqual([
    { role: "user", content: [{ type: "text", text: "Look:" }, imagePart] },
  ]);
});

test("an answer is its text and its calls in one message", () => {
  expect(converted([assistant(text("I"), text(" read."), call("c1"))])).toEqual([
    { role: "assistant", content: "I read.", tool_calls: [sentCall] },
  ]);
});

test("an answer that only calls tools has null as its content, or an empty text by compat", () => {
  const messages = [assistant(call("c1"))];
  expect(converted(messages)).toMatchObject([{ content: null, tool_calls: [sentCall] }]);
  expect(converted(messages, { requiresNonNullContent: true })).toMatchObject([{ content: "" }]);
});

test("an answer that only reasoned is left out, because no server takes an empty message", () => {
  const thought = assistant({ type: "thinking", thinking: "Hm." });
  expect(converted([user("a"), thought, user("b")])).toHaveLength(2);
});

test("tool results follow in order, with the tool's name where it is required", () => {
  const messages = [
    assistant(call("c1"), call("c2")),
    result("c1", text("1")),
    result("c2", text("2")),
  ];
  expect(converted(messages).slice(1)).toEqual([
    { role: "tool", tool_call_id: "c1", content: "1" },
    { role: "tool", tool_call_id: "c2", content: "2" },
  ]);
  expect(converted(messages, { requiresToolResultName: true })[1]).toMatchObject({ name: "read" });
});

test("a result without text says so", () => {
  expect(converted([result("c1")])).toMatchObject([{ content: "(no tool output)" }]);
});

test("images of results follow the last of them in a user message", () => {
  const messages = [result("c1", text("1"), image), result("c2", image), user("Next")];
  expect(converted(messages)).toEqual([
    { role: "tool", tool_call_id: "c1", content: "1" },
    { role: "tool", tool_call_id: "c2", content: "(see attached image)" },
    {
      role: "user",
      content: [
        { type: "text", text: "Attached image(s) from tool result:" },
        imagePart,
        imagePart,
      ],
    },
    { role: "user", content: "Next" },
  ]);
});

test("images stay inside the result where they are understood", () => {
  expect(
    converted([result("c1", text("1"), image)], { supportsImagesInToolResults: true }),
  ).toEqual([
    { role: "tool", tool_call_id: "c1", content: [{ type: "text", text: "1" }, imagePart] },
  ]);
});

test("an assistant message stands between result and user where that is required", () => {
  const compat = { requiresAssistantAfterToolResult: true };
  const roles = (messages: Message[]) => converted(messages, compat).map(({ role }) => role);
  expect(roles([result("c1", text("1")), user("a")])).toEqual(["tool", "assistant", "user"]);
  expect(roles([result("c1", image), user("a")])).toEqual(["tool", "assistant", "user", "user"]);
  expect(roles([result("c1", text("1")), assistant(text("b"))])).toEqual(["tool", "assistant"]);
});

const reasoned = assistant(
  { type: "thinking", thinking: "First this, ", thinkingSignature: "reasoning_content" },
  { type: "thinking", thinking: "then that.", thinkingSignature: "reasoning_content" },
  call("c1"),
);

test("reasoning is replayed only in the field that the endpoint reads", () => {
  const replayed = { reasoning_content: "First this, then that." };
  expect(converted([reasoned])[0]).not.toHaveProperty("reasoning_content");
  expect(converted([reasoned], { reasoningField: "reasoning_content" })).toMatchObject([replayed]);
  expect(converted([reasoned], { reasoningField: "reasoning_details" })).toMatchObject([
    { reasoning_details: [{ type: "reasoning.text", text: "First this, then that." }] },
  ]);
});

test("an answer without reasoning carries an empty field where DeepSeek would refuse it otherwise", () => {
  const compat = { reasoningField: "reasoning_content", requiresReasoningField: true };
  expect(converted([assistant(call("c1"))], compat)).toMatchObject([{ reasoning_content: "" }]);
  expect(
    converted([assistant(call("c1"))], { reasoningField: "reasoning_content" })[0],
  ).not.toHaveProperty("reasoning_content");
});

test("encrypted reasoning is replayed beside the calls that it came with", () => {
  const detail = { type: "reasoning.encrypted", id: "c1", data: "secret" };
  const signed = call("c1", { thoughtSignature: JSON.stringify(detail) });
  const foreign = call("c2", { thoughtSignature: "no JSON" });
  expect(converted([assistant(signed, foreign)])).toMatchObject([{ reasoning_details: [detail] }]);
});
