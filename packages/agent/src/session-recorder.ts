import type { AgentState } from "./agent-state.ts";
import type { AgentMessage } from "./message.ts";
import { besideOthers } from "./session/beside-others.ts";
import type { ArgentSessionManager } from "./session/session-manager.ts";

/**
 * Writes the messages of a run to a session, and before them the model and thinking level if they are new to it. When
 * somebody else has appended meanwhile, the run goes on in its own branch, and `warn` is told.
 */
export function recordInto(
  session: ArgentSessionManager,
  state: AgentState,
  warn: (message: string, cause: unknown) => void,
): (message: AgentMessage) => Promise<void> {
  let settingsWritten = false;
  const append = besideOthers((change) => {
    warn("Somebody else appended to the session. This run goes on in a branch of its own.", change);
  });

  async function writeSettings(): Promise<void> {
    const { model, thinkingLevel } = session.buildSessionContext();
    if (model?.provider !== state.model.provider || model.modelId !== state.model.id) {
      await append(() => session.appendModelChange(state.model.provider, state.model.id));
    }
    if (thinkingLevel !== state.thinkingLevel) {
      await append(() => session.appendThinkingLevelChange(state.thinkingLevel));
    }
  }

  return async (message) => {
    if (!settingsWritten) {
      settingsWritten = true;
      await writeSettings();
    }
    await append(() => appendTo(session, message));
  };
}

/** As Pi does: a message that a program added is an entry of its own kind. */
function appendTo(session: ArgentSessionManager, message: AgentMessage): Promise<string> {
  if (message.role !== "custom") return session.appendMessage(message);
  const { customType, content, display, details, timestamp } = message;
  return session.appendCustomMessageEntry(customType, content, display, details, timestamp);
}
