import type { SessionEntry } from "../session/entry.ts";

export interface EntryChain {
  getLeafEntry(): SessionEntry | undefined;
  getEntry(entryId: string): SessionEntry | undefined;
}

/**
 * The end of a branch that its context is made of, oldest first: from the first entry that the latest compaction kept.
 * Its length does not grow with the session.
 */
export function contextPath(session: EntryChain): SessionEntry[] {
  const path: SessionEntry[] = [];
  let firstKept: string | undefined;
  for (let entry = session.getLeafEntry(); entry; entry = parentOf(entry, session)) {
    path.push(entry);
    if (entry.type === "compaction") firstKept ??= entry.firstKeptEntryId;
    if (entry.id === firstKept) break;
  }
  return path.reverse();
}

function parentOf({ parentId }: SessionEntry, session: EntryChain): SessionEntry | undefined {
  return parentId === null ? undefined : session.getEntry(parentId);
}
