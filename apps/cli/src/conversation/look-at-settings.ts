import { ArgentSessionManager } from "@argent/agent";
import type { SessionChoice } from "./conversation-options.ts";
import { type SessionSettings, sessionSettings, type WantedSettings } from "./session-settings.ts";

/**
 * What a session will go on with, before whoever writes it opens it. Nothing is written, and a file that is not there is
 * as good as a new session. Rejects as `ArgentSessionManager.open` and `sessionSettings` do.
 */
export async function lookAtSettings(
  choice: SessionChoice,
  cwd: string,
  wanted: WantedSettings,
): Promise<SessionSettings> {
  const session =
    choice.type === "file"
      ? await ArgentSessionManager.open(choice.path, { cwd, readOnly: true, mustExist: false })
      : ArgentSessionManager.inMemory(cwd);
  try {
    return await sessionSettings(session, wanted);
  } finally {
    await session.close();
  }
}
