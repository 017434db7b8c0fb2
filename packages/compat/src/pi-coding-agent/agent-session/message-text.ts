import type { AgentMessage } from "../../pi-agent-core/types.ts";
import type { AssistantMessage, ImageContent, TextContent } from "../../pi-ai/types.ts";
import type { SessionEntry } from "../session/session-entry.ts";

/** The text of a message's content, its blocks joined. */
export function contentText(content: string | readonly { type: string }[]): string {
  if (typeof content === "string") return content;
  return content
    .map((block) => ("text" in block && typeof block.text === "string" ? block.text : ""))
    .join("");
}

export function userMessage(text: string, images: readonly ImageContent[] = []): AgentMessage {
  const content: (TextContent | ImageContent)[] = [{ type: "text", text }, ...images];
  return { role: "user", content, timestamp: Date.now() };
}

export function lastAnswer(messages: readonly AgentMessage[]): AssistantMessage | undefined {
  return messages.findLast((message) => message.role === "assistant");
}

/** What the last answer says; one that was stopped before it said anything is passed over. */
export function lastAnswerText(messages: readonly AgentMessage[]): string | undefined {
  for (const message of messages.toReversed()) {
    if (message.role !== "assistant") continue;
    if (message.stopReason === "aborted" && message.content.length === 0) continue;
    return contentText(message.content).trim() || undefined;
  }
  return undefined;
}

/** The messages of the user's that a fork can begin at. */
export function forkPoints(entries: readonly SessionEntry[]): { entryId: string; text: string }[] {
  return entries.flatMap((entry) => {
    if (entry.type !== "message" || entry.message.role !== "user") return [];
    const text = contentText(entry.message.content);
    return text ? [{ entryId: entry.id, text }] : [];
  });
}
