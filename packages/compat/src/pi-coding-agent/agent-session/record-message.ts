import type { CodingAgentMessage } from "../messages/custom-messages.ts";
import type { SessionManager } from "../session/session-manager.ts";

/** Puts a message that is complete into the session. What a session writes itself when it comes about is left out. */
export function recordMessage(session: SessionManager, message: CodingAgentMessage): void {
  switch (message.role) {
    case "custom":
      session.appendCustomMessageEntry(
        message.customType,
        message.content,
        message.display,
        message.details,
      );
      break;
    case "user":
    case "assistant":
    case "toolResult":
      session.appendMessage(message);
  }
}
