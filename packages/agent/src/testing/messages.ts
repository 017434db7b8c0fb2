import {
  type AssistantMessage,
  emptyUsage,
  type ToolResultMessage,
  type UserMessage,
} from "@argent/ai";

/** Messages for tests, as short as a transcript reads. Their time is 0. */
export function user(text: string): UserMessage {
  return { role: "user", content: [{ type: "text", text }], timestamp: 0 };
}

/** An answer; each of `calls` is the id of a call of the tool `tool`. */
export function assistant(text: string, calls: readonly string[] = []): AssistantMessage {
  return {
    role: "assistant",
    content: [
      { type: "text", text },
      ...calls.map((id) => ({ type: "toolCall" as const, id, name: "tool", arguments: {} })),
    ],
    api: "openai-completions",
    provider: "test",
    model: "test-model",
    usage: emptyUsage(),
    stopReason: calls.length > 0 ? "toolUse" : "stop",
    timestamp: 0,
  };
}

export function toolResult(toolCallId: string, text = "done"): ToolResultMessage {
  return {
    role: "toolResult",
    toolCallId,
    toolName: "tool",
    content: [{ type: "text", text }],
    isError: false,
    timestamp: 0,
  };
}
