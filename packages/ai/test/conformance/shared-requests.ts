import { emptyUsage } from "../../src/cost.ts";
import type { AssistantMessage, Message, ToolResultMessage } from "../../src/message.ts";

export const tool = {
  name: "look",
  description: "Looks at a file.",
  parameters: {
    type: "object",
    properties: { path: { type: "string" } },
    required: ["path"],
  },
};

export const image = { type: "image" as const, data: "iVBORw0KGgo=", mimeType: "image/png" };

export const schema = {
  type: "object",
  properties: { answer: { type: "string" } },
  required: ["answer"],
  additionalProperties: false,
};

export function user(content: Extract<Message, { role: "user" }>["content"]): Message {
  return { role: "user", content, timestamp: 0 };
}

export function result(
  toolCallId: string,
  content: ToolResultMessage["content"],
  isError = false,
): ToolResultMessage {
  return { role: "toolResult", toolCallId, toolName: "look", content, isError, timestamp: 0 };
}

export function answerOf(
  model: Pick<AssistantMessage, "api" | "provider" | "model">,
  content: AssistantMessage["content"],
): AssistantMessage {
  const stopReason = content.some((block) => block.type === "toolCall") ? "toolUse" : "stop";
  return { role: "assistant", content, ...model, usage: emptyUsage(), stopReason, timestamp: 0 };
}

/** A conversation in which the user shows a picture. */
export const shown: Message[] = [user([{ type: "text", text: "What is it?" }, image])];

/** A conversation in which a tool gives a picture. Another vendor's model made the call. */
export const found: Message[] = [
  user("Look."),
  answerOf({ api: "other", provider: "other", model: "other" }, [
    { type: "toolCall", id: "call_1", name: "look", arguments: { path: "a.png" } },
  ]),
  result("call_1", [{ type: "text", text: "Here." }, image]),
];
