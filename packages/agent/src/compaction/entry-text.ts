import type { AgentMessage } from "../message.ts";
import type { SessionEntry } from "../session/entry.ts";
import { branchMessages } from "../session/session-context.ts";

/** The words of an entry as it was written, whatever edits came later; empty when it has none. */
export function textOfEntry(entry: SessionEntry): string {
  return branchMessages([entry]).map(textOfMessage).join("");
}

/** The words of a message, without thinking, calls and images. */
export function textOfMessage(message: AgentMessage): string {
  switch (message.role) {
    case "user":
    case "assistant":
    case "toolResult":
    case "custom": {
      const { content } = message;
      if (typeof content === "string") return content;
      return content.map((part) => (part.type === "text" ? part.text : "")).join("");
    }
    case "bashExecution":
      return `${message.command}\n${message.output}`;
    case "branchSummary":
    case "compactionSummary":
      return message.summary;
    default:
      return "";
  }
}
