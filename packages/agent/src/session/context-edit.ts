import type { AssistantContent, ImageContent, TextContent } from "@argent/ai";
import type { AgentMessage } from "../message.ts";
import type { ContextEditEntry } from "./entry.ts";

/** A message as the context shows it: with the content of its latest edit, or not at all. */
export function projectMessage(
  message: AgentMessage,
  edit: ContextEditEntry | undefined,
): AgentMessage | undefined {
  if (!edit) return message;
  if (edit.replacement === null) return undefined;
  const { content } = edit.replacement;
  switch (message.role) {
    case "user":
    case "custom":
      return { ...message, content: typeof content === "string" ? content : shown(content) };
    case "toolResult":
      return { ...message, content: shown(blocksOf(content)) };
    case "assistant":
      return { ...message, content: blocksOf(content).filter((block) => block.type !== "image") };
    default:
      return message;
  }
}

type Block = AssistantContent | ImageContent;

function blocksOf(content: string | Block[]): Block[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : content;
}

function shown(blocks: Block[]): (TextContent | ImageContent)[] {
  return blocks.filter((block) => block.type === "text" || block.type === "image");
}
