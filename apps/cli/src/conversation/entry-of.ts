import { type ArgentSessionManager, type SessionEntry, SessionError } from "@argent/agent";

/** @throws SessionError `not_found`. */
export function entryOf(session: ArgentSessionManager, entryId: string): SessionEntry {
  const entry = session.getEntry(entryId);
  if (entry !== undefined) return entry;
  throw new SessionError("not_found", `The session has no entry "${entryId}".`, {
    session: session.getSessionFile(),
    entryId,
  });
}
