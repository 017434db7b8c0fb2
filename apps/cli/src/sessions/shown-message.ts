import type { SessionEntry } from "@argent/agent";

type MessageEntry = Extract<SessionEntry, { type: "message" }>;

/** The message of an entry; content that is missing, as old files have it, is empty. */
export function shownMessage({ message }: MessageEntry): MessageEntry["message"] {
  const isSaid =
    message.role === "user" || message.role === "assistant" || message.role === "toolResult";
  return isSaid && !message.content ? { ...message, content: [] } : message;
}
