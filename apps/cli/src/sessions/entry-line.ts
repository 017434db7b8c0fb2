import type { SessionEntry } from "@argent/agent";
import { textOf, toolCallsOf } from "@argent/ai";
import { shownMessage } from "./shown-message.ts";

/** An entry in one line; `undefined` for those that people do not care about. */
export function entryLine(entry: SessionEntry): string | undefined {
  switch (entry.type) {
    case "message":
      return messageLine(shownMessage(entry));
    case "compaction":
      return `compaction: ${entry.summary}`;
    case "branch_summary":
      return `branch summary: ${entry.summary}`;
    case "custom_message":
      return `${entry.customType}: ${typeof entry.content === "string" ? entry.content : ""}`;
    default:
      return undefined;
  }
}

function messageLine(
  message: Extract<SessionEntry, { type: "message" }>["message"],
): string | undefined {
  switch (message.role) {
    case "user": {
      const { content } = message;
      const words =
        typeof content === "string"
          ? content
          : content.map((block) => (block.type === "text" ? block.text : "[image]")).join(" ");
      return `you: ${words}`;
    }
    case "assistant": {
      const calls = toolCallsOf(message).map(({ name }) => name);
      const parts = [textOf(message), calls.length > 0 ? `(${calls.join(", ")})` : ""];
      return `model: ${parts.filter((part) => part !== "").join(" ")}`;
    }
    case "bashExecution":
      return `! ${message.command}`;
    default:
      return undefined;
  }
}
