import { clampThinkingLevel, type ThinkingLevel } from "@argent/ai";
import { appendBeside } from "./contention.ts";
import type { Conversation } from "./conversation.ts";
import type { Desk } from "./desk.ts";

/** Which model answers, and how much it thinks. */
export function createModelSettings(
  desk: Desk,
): Pick<Conversation, "setModel" | "setThinkingLevel"> {
  const { settings, listeners, runner } = desk;

  async function think(wanted: ThinkingLevel): Promise<void> {
    const level = clampThinkingLevel(settings.model, wanted);
    const isNew = level !== settings.thinkingLevel;
    settings.thinkingLevel = level;
    desk.seat.agent.setThinkingLevel(level);
    if (isNew) await listeners.tell({ type: "thinking_level_changed", level });
  }

  /**
   * Writes them down, so that whoever opens the session next has them. A session that nobody used stays without a file,
   * and a run writes them itself.
   */
  function keep(): Promise<void> {
    return desk.inTurn(async () => {
      const { session } = desk.seat;
      if (runner.isRunning || session.readOnly || session.getLeafId() === null) return;
      const used = session.buildSessionContext();
      const { id, provider } = settings.model;
      if (used.model?.modelId !== id || used.model.provider !== provider) {
        await appendBeside(() => session.appendModelChange(provider, id), listeners);
      }
      const { thinkingLevel } = settings;
      if (used.thinkingLevel !== thinkingLevel) {
        await appendBeside(() => session.appendThinkingLevelChange(thinkingLevel), listeners);
      }
    });
  }

  return {
    async setModel(model) {
      settings.model = model;
      desk.seat.agent.setModel(model);
      await listeners.tell({ type: "model_changed", model });
      await think(settings.thinkingLevel);
      await keep();
    },
    async setThinkingLevel(wanted) {
      await think(wanted);
      await keep();
      return settings.thinkingLevel;
    },
  };
}
