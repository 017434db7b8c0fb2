import type { SessionEntry } from "./entry.ts";
import { SessionError } from "./session-error.ts";

/** The line of an entry that may come from another program, starting with what `entryHead` reads. */
export function lineOf(entry: SessionEntry): string {
  if (entry.type === "unknown") return JSON.stringify({ ...entry.raw, parentId: entry.parentId });
  const { type, id, parentId, timestamp } = entry;
  const start = { type, id, parentId, timestamp };
  return newLine({ ...start, ...entry });
}

/**
 * The line of an entry whose fields are in that order already.
 *
 * @throws SessionError `invalid_entry` for what JSON cannot hold.
 */
export function newLine(entry: SessionEntry): string {
  try {
    return JSON.stringify(entry);
  } catch (cause) {
    throw new SessionError(
      "invalid_entry",
      `A ${entry.type} entry was given something that JSON cannot hold. Give plain data without cycles and big integers.`,
      { cause },
    );
  }
}
