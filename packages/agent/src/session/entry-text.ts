import type { AssistantContent, ImageContent } from "@argent/ai";
import type { AgentMessage } from "../message.ts";
import type { SessionEntry } from "./entry.ts";

/** Everything in an entry that a person may look for. */
export function entryText(entry: SessionEntry): string {
  switch (entry.type) {
    case "message":
      return messageText(entry.message);
    case "custom_message":
      return contentText(entry.content);
    case "compaction":
    case "branch_summary":
      return entry.summary;
    case "session_info":
      return entry.name ?? "";
    case "label":
      return entry.label ?? "";
    default:
      return "";
  }
}

function messageText(message: AgentMessage): string {
  switch (message.role) {
    case "bashExecution":
      return `${message.command}\n${message.output}`;
    case "branchSummary":
    case "compactionSummary":
      return message.summary;
    case "user":
    case "assistant":
    case "toolResult":
    case "custom":
      return contentText(message.content);
    default:
      return "";
  }
}

function contentText(content: string | readonly (AssistantContent | ImageContent)[]): string {
  if (typeof content === "string") return content;
  return content.map(blockText).join("\n");
}

function blockText(block: AssistantContent | ImageContent): string {
  switch (block.type) {
    case "text":
      return block.text;
    case "thinking":
      return block.thinking;
    case "toolCall":
      return `${block.name} ${JSON.stringify(block.arguments)}`;
    case "image":
      return "";
  }
}
