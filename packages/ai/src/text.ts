import type { AssistantMessage, ToolCall } from "./message.ts";

/** The text of an answer, without thinking and tool calls. */
export function textOf(message: AssistantMessage): string {
  return message.content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

/** The tool calls of an answer, in the order the model made them. */
export function toolCallsOf(message: AssistantMessage): ToolCall[] {
  return message.content.filter((block) => block.type === "toolCall");
}
