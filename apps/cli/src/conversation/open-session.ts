import { ArgentSessionManager } from "@argent/agent";
import type { ConversationOptions, SessionChoice } from "./conversation-options.ts";

/**
 * Opens what was chosen: for writing when nobody else writes it, else as a view that follows the writer.
 *
 * @param mustExist A file that is not there is an error (`not_found`) instead of a new session.
 */
export function openSession(
  choice: SessionChoice,
  { cwd, sessionFolder, clock }: Pick<ConversationOptions, "cwd" | "sessionFolder" | "clock">,
  mustExist = false,
): Promise<ArgentSessionManager> {
  switch (choice.type) {
    case "file":
      return ArgentSessionManager.open(choice.path, { cwd, clock, mustExist });
    case "new": {
      const { id, parentSession } = choice;
      return ArgentSessionManager.create(cwd, {
        sessionDir: sessionFolder,
        id,
        parentSession,
        clock,
      });
    }
    case "memory":
      return Promise.resolve(ArgentSessionManager.inMemory(cwd, { clock }));
  }
}
