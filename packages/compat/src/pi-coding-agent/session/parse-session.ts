import { currentRecords, currentVersion, parseJson } from "@argent/agent/session-format";
import type { Loose } from "../../pi-ai/loose.ts";
import type { FileEntry } from "./session-entry.ts";

export const CURRENT_SESSION_VERSION = currentVersion;

/** The lines of a session file. Those that cannot be read are left out; older versions stay as they are. */
export function parseSessionEntries(content: string): FileEntry[] {
  const entries: Loose[] = [];
  for (const line of content.split("\n")) {
    const record = parseJson(line);
    if (record) entries.push(record);
  }
  return entries;
}

/** Brings the lines of an older version to the current one, in place. */
export function migrateSessionEntries(entries: FileEntry[]): void {
  const header = entries.find((entry) => entry.type === "session");
  const version = header?.version ?? 1;
  if (version >= currentVersion) return;
  const lines: Loose[] = entries;
  const current = currentRecords(lines, version);
  for (const [index, entry] of entries.entries()) {
    Object.assign(entry, current[index]);
    Reflect.deleteProperty(entry, "firstKeptEntryIndex");
  }
  if (header) header.version = currentVersion;
}
