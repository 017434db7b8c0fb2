import type { SessionEntry } from "../session/entry.ts";
import type { ArgentSessionManager } from "../session/session-manager.ts";

/** Values by the name that stands as `${name}` in prompts and descriptions of tools. */
export type SessionParameters = Readonly<Record<string, string>>;

const customType = "argent.parameters";

/**
 * The values that fill the templates of a session. Those of its first run are kept in the session, so that its prompt and
 * tools stay the same however the given ones change later.
 */
export async function sessionParameters(
  session: ArgentSessionManager,
  given: SessionParameters,
): Promise<SessionParameters> {
  const known = find(session.getEntries());
  if (known !== undefined) return known;
  if (!session.isLoaded) {
    await session.load();
    const older = find(session.getEntries());
    if (older !== undefined) return older;
  }
  await session.appendCustomEntry(customType, given);
  return given;
}

function find(entries: readonly SessionEntry[]): SessionParameters | undefined {
  const entry = entries.find(
    (candidate) => candidate.type === "custom" && candidate.customType === customType,
  );
  if (entry?.type !== "custom" || typeof entry.data !== "object" || entry.data === null) {
    return undefined;
  }
  return Object.fromEntries(
    Object.entries(entry.data).filter(
      (pair): pair is [string, string] => typeof pair[1] === "string",
    ),
  );
}
