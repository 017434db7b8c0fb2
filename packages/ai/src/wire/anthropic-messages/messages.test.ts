import { expect, test } from "vitest";
import { emptyUsage } from "../../cost.ts";
import type { AssistantContent, Message } from "../../message.ts";
import { wireMessages } from "./messages.ts";

const image = { type: "image" as const, data: "aGk=", mimeType: "image/png" };
const wireImage = {
  type: "image",
  source: { type: "base64", media_type: "image/png", data: "aGk=" },
};

function user(content: Extract<Message, { role: "user" }>["content"]): Message {
  return { role: "user", content, timestamp: 0 };
}

function assistant(...content: AssistantContent[]): Message {
  return {
    role: "assistant",
    content,
    api: "anthropic-messages",
    provider: "anthropic",
    model: "claude-test",
    usage: emptyUsage(),
    stopReason: "stop",
    timestamp: 0,
  };
}

function result(
  toolCallId: string,
  content: Extract<Message, { role: "toolResult" }>["content"],
  isError = false,
): Message {
  return { role: "toolResult", toolCallId, toolName: "read", content, isError, timestamp: 0 };
}

function text(value: string) {
  return { type: "text" as const, text: value };
}

test("signed and redacted thinking is replayed before the call that it led to", () => {
  const messages = [
    user("go"),
    assistant(
      { type: "thinking", thinking: "Hm.", thinkingSignature: "sig" },
      { type: "thinking", thinking: "", thinkingSignature: "secret", redacted: true },
      { type: "toolCall", id: "t1", name: "read", arguments: { path: "a" } },
    ),
    result("t1", [text("contents")]),
  ];
  expect(wireMessages(messages, {})).toEqual([
    { role: "user", content: [text("go")] },
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "Hm.", signature: "sig" },
        { type: "redacted_thinking", data: "secret" },
        { type: "tool_use", id: "t1", name: "read", input: { path: "a" } },
      ],
    },
    {
      role: "user",
      content: [{ type: "tool_result", tool_use_id: "t1", content: [text("contents")] }],
    },
  ]);
});

test("unsigned thinking is replayed only where the endpoint signs nothing", () => {
  const messages = [user("go"), assistant({ type: "thinking", thinking: "Hm." }, text("Done."))];
  expect(wireMessages(messages, {})[1]?.content).toEqual([text("Done.")]);
  expect(wireMessages(messages, { allowsEmptySignature: true })[1]?.content).toEqual([
    { type: "thinking", thinking: "Hm.", signature: "" },
    text("Done."),
  ]);
});

test("a signed thought without text is replayed, since the API may omit the text", () => {
  const thought = { type: "thinking" as const, thinking: "", thinkingSignature: "sig" };
  expect(wireMessages([assistant(thought)], {})[0]?.content).toEqual([
    { type: "thinking", thinking: "", signature: "sig" },
  ]);
});

test("empty and blank text is never sent", () => {
  const messages = [
    user([text(""), text("go")]),
    assistant(text(" \n")),
    user("  "),
    assistant(text("Done.")),
  ];
  expect(wireMessages(messages, {})).toEqual([
    { role: "user", content: [text("go")] },
    { role: "assistant", content: [text("Done.")] },
  ]);
});

test("the results of parallel calls are one message, and what the user adds follows them", () => {
  const messages = [result("t1", [text("a")]), result("t2", [text("b")]), user("go on")];
  expect(wireMessages(messages, {})).toEqual([
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "t1", content: [text("a")] },
        { type: "tool_result", tool_use_id: "t2", content: [text("b")] },
        text("go on"),
      ],
    },
  ]);
});

test("images stay inside a result", () => {
  expect(wireMessages([result("t1", [text("a"), image])], {})).toEqual([
    {
      role: "user",
      content: [{ type: "tool_result", tool_use_id: "t1", content: [text("a"), wireImage] }],
    },
  ]);
});

test("images of an error result follow the last result, because the API refuses them inside", () => {
  const messages = [result("t1", [text("failed"), image], true), result("t2", [text("b")])];
  expect(wireMessages(messages, {})).toEqual([
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "t1", content: [text("failed")], is_error: true },
        { type: "tool_result", tool_use_id: "t2", content: [text("b")] },
        wireImage,
      ],
    },
  ]);
});

test("an error result with nothing but an image still has text", () => {
  const [message] = wireMessages([result("t1", [image], true)], {});
  expect(message?.content[0]).toMatchObject({ content: [text("(see attached image)")] });
});

test("images leave their result where the endpoint takes none inside", () => {
  const messages = [result("t1", [text("a"), image]), assistant(text("I see."))];
  expect(wireMessages(messages, { supportsImagesInToolResults: false })).toEqual([
    {
      role: "user",
      content: [{ type: "tool_result", tool_use_id: "t1", content: [text("a")] }, wireImage],
    },
    { role: "assistant", content: [text("I see.")] },
  ]);
});
