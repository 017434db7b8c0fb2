import type { AgentMessage } from "@argent/agent";
import type { AssistantContent, ImageContent, TextContent } from "@argent/ai";

/** A message in parts that both formats show alike. */
export interface MessageParts {
  /** Who speaks. */
  speaker: string;
  kind: "user" | "assistant" | "tool" | "other";
  parts: readonly MessagePart[];
}

export type MessagePart =
  | { type: "markdown"; text: string }
  | { type: "plain"; text: string }
  /** Shown when it is opened. */
  | { type: "folded"; title: string; text: string }
  | { type: "image"; image: ImageContent }
  | { type: "failure"; text: string };

export function messageParts(message: AgentMessage): MessageParts {
  switch (message.role) {
    case "user":
      return { speaker: "User", kind: "user", parts: contentParts(message.content, "markdown") };
    case "assistant": {
      const parts = message.content.map(answerPart);
      const { errorMessage } = message;
      const failure =
        errorMessage === undefined ? [] : [{ type: "failure" as const, text: errorMessage }];
      return {
        speaker: `Assistant (${message.model})`,
        kind: "assistant",
        parts: [...parts, ...failure],
      };
    }
    case "toolResult": {
      const words = message.isError ? "failed" : "gave";
      const parts = contentParts(message.content, "plain").map(
        (part): MessagePart =>
          part.type === "plain"
            ? {
                type: "folded",
                title: `${message.toolName} ${words} ${sizeOf(part.text)}`,
                text: part.text,
              }
            : part,
      );
      return { speaker: `Tool ${message.toolName}`, kind: "tool", parts };
    }
    case "bashExecution": {
      const { command, output, exitCode, excludeFromContext } = message;
      const how = exitCode === undefined ? "ended early" : `exit code ${exitCode}`;
      const title = `$ ${command} (${how}${excludeFromContext ? ", not shown to the model" : ""})`;
      return { speaker: "Command", kind: "tool", parts: [{ type: "folded", title, text: output }] };
    }
    case "custom":
      return {
        speaker: message.customType,
        kind: "other",
        parts: contentParts(message.content, "markdown"),
      };
    case "branchSummary":
    case "compactionSummary":
      return {
        speaker: "Summary",
        kind: "other",
        parts: [{ type: "markdown", text: message.summary }],
      };
    default:
      return {
        speaker: "Other",
        kind: "other",
        parts: [{ type: "plain", text: jsonOf(message) }],
      };
  }
}

function answerPart(block: AssistantContent): MessagePart {
  switch (block.type) {
    case "text":
      return { type: "markdown", text: block.text };
    case "thinking":
      return { type: "folded", title: "Thinking", text: block.redacted ? "" : block.thinking };
    case "toolCall":
      return { type: "folded", title: `Calls ${block.name}`, text: jsonOf(block.arguments) };
  }
}

function contentParts(
  content: string | readonly (TextContent | ImageContent)[],
  type: "markdown" | "plain",
): MessagePart[] {
  const blocks = typeof content === "string" ? [{ type: "text" as const, text: content }] : content;
  return blocks.map((block) =>
    block.type === "image" ? { type: "image", image: block } : { type, text: block.text },
  );
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value, undefined, 2) ?? "";
}

function sizeOf(text: string): string {
  const lines = text === "" ? 0 : text.replace(/\n$/, "").split("\n").length;
  return lines === 1 ? "1 line" : `${lines} lines`;
}
