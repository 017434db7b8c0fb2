import { emptyUsage } from "@argent/ai";
import type { AssistantMessage, TextContent, ThinkingContent, ToolCall } from "./types.ts";

export type FauxContentBlock = TextContent | ThinkingContent | ToolCall;

export function fauxText(text: string): TextContent {
  return { type: "text", text };
}

export function fauxThinking(thinking: string): ThinkingContent {
  return { type: "thinking", thinking };
}

export function fauxToolCall(
  name: string,
  arguments_: ToolCall["arguments"],
  options: { id?: string | undefined } = {},
): ToolCall {
  return {
    type: "toolCall",
    id: options.id ?? `tool:${crypto.randomUUID()}`,
    name,
    arguments: arguments_,
  };
}

/** An answer for a faux provider, which puts in its own names and counts. */
export function fauxAssistantMessage(
  content: string | FauxContentBlock | FauxContentBlock[],
  options: Partial<
    Pick<AssistantMessage, "stopReason" | "errorMessage" | "responseId" | "timestamp">
  > = {},
): AssistantMessage {
  return {
    role: "assistant",
    content: blocksOf(content),
    api: "faux",
    provider: "faux",
    model: "faux-1",
    usage: emptyUsage(),
    stopReason: options.stopReason ?? "stop",
    errorMessage: options.errorMessage,
    responseId: options.responseId,
    timestamp: options.timestamp ?? Date.now(),
  };
}

function blocksOf(content: string | FauxContentBlock | FauxContentBlock[]): FauxContentBlock[] {
  if (typeof content === "string") return [fauxText(content)];
  return Array.isArray(content) ? content : [content];
}
