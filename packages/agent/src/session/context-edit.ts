import type { AssistantContent, ImageContent, TextContent } from "@argent/ai";
import type { AgentMessage } from "../message.ts";
import type { ContextEditEntry } from "./entry.ts";

/**
 * A message as the context shows it: with the content of its latest edit, or not at all. Content that is missing, as
 * old files have it, is empty.
 */
export function projectMessage(
  message: AgentMessage,
  edit: ContextEditEntry | undefined,
): AgentMessage | undefined {
  if (edit?.replacement === null) return undefined;
  const content = edit?.replacement.content;
  switch (message.role) {
    case "user":
    case "custom":
      if (content === undefined)
        return message.content == null ? { ...message, content: [] } : message;
      return { ...message, content: typeof content === "string" ? content : shown(content) };
    case "toolResult":
      if (content === undefined)
        return message.content == null ? { ...message, content: [] } : message;
      return { ...message, content: shown(blocksOf(content)) };
    case "assistant":
      if (content === undefined)
        return message.content == null ? { ...message, content: [] } : message;
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
