import type { SessionEntry } from "../session/entry.ts";
import type { ArgentSessionManager } from "../session/session-manager.ts";

/** Entries that lead back from the leaf to the root. */
export type EntryChain = Pick<ArgentSessionManager, "getLeafEntry" | "getEntry">;

/**
 * The end of a branch that its context is made of, newest first: back to the first entry that the latest compaction
 * kept. Its length does not grow with the session.
 */
export function* contextPathBackward(session: EntryChain): Generator<SessionEntry, void> {
  let firstKept: string | undefined;
  for (let entry = session.getLeafEntry(); entry; entry = parentOf(entry, session)) {
    yield entry;
    if (entry.type === "compaction") firstKept ??= entry.firstKeptEntryId;
    if (entry.id === firstKept) break;
  }
}

/** The same, oldest first. */
export function contextPath(session: EntryChain): SessionEntry[] {
  return [...contextPathBackward(session)].reverse();
}

function parentOf({ parentId }: SessionEntry, session: EntryChain): SessionEntry | undefined {
  return parentId === null ? undefined : session.getEntry(parentId);
}
