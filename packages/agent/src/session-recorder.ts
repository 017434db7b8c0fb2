import type { AgentState } from "./agent-state.ts";
import type { AgentMessage } from "./message.ts";
import type { ArgentSessionManager } from "./session/session-manager.ts";

/** Writes the messages of a run to a session, and before them the model and thinking level if they are new to it. */
export function recordInto(
  session: ArgentSessionManager,
  state: AgentState,
): (message: AgentMessage) => Promise<void> {
  let settingsWritten = false;

  async function writeSettings(): Promise<void> {
    const { model, thinkingLevel } = session.buildSessionContext();
    if (model?.provider !== state.model.provider || model.modelId !== state.model.id) {
      await session.appendModelChange(state.model.provider, state.model.id);
    }
    if (thinkingLevel !== state.thinkingLevel) {
      await session.appendThinkingLevelChange(state.thinkingLevel);
    }
  }

  return async (message) => {
    if (!settingsWritten) {
      settingsWritten = true;
      await writeSettings();
    }
    await session.appendMessage(message);
  };
}
