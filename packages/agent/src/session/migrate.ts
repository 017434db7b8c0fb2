import { chunkLines, lineText } from "./chunk-lines.ts";
import type { SessionEntry, SessionHeader } from "./entry.ts";
import type { EntryLog } from "./entry-log.ts";
import { classify, isRecord, parseJson } from "./parse-line.ts";
import type { SessionReading } from "./read-session.ts";
import { defaultSettings } from "./session-context.ts";
import { damage, type SessionWarning } from "./session-warning.ts";

/** The version of the session format that is written. */
export const currentVersion = 3;

type OldRecord = Record<string, unknown>;

/**
 * Reads a log of version 1 or 2 as version 3 has it. Version 1 is a list without ids: they are made from the places in
 * the list, so that every reading gives the same. Version 2 has an older name for a message role. The log is not touched.
 */
export async function readOldSession(
  log: EntryLog,
  header: SessionHeader,
): Promise<SessionReading> {
  const records: OldRecord[] = [];
  const warnings: SessionWarning[] = [];
  for await (const chunk of log.readForward()) {
    for (const line of chunkLines(chunk)) {
      const text = lineText(line);
      const record = parseJson(text);
      const warning = damage(line, { kind: record || text.trim() === "" ? "blank" : "damaged" });
      if (record) records.push(record);
      if (warning) warnings.push(warning);
    }
  }
  const entries: SessionEntry[] = [];
  for (const record of currentRecords(records, header.version)) {
    const parsed = classify(record);
    if (parsed?.kind === "entry") entries.push(parsed.entry);
  }
  return {
    header: { ...header, version: currentVersion },
    entries,
    inForce: undefined,
    notes: [],
    loadedFrom: 0,
    before: defaultSettings,
    warnings,
  };
}

/** The lines of a session of an older version, its header among them, as version 3 has them. */
export function currentRecords(records: readonly OldRecord[], version: number): OldRecord[] {
  return (version < 2 ? withPlaces(records) : records).map(withCurrentRole);
}

function withPlaces(records: readonly OldRecord[]): OldRecord[] {
  let parentId: string | null = null;
  return records.map((record, index) => {
    if (record.type === "session") return record;
    const { type, timestamp, firstKeptEntryIndex, ...rest } = record;
    const placed: OldRecord = { type, id: idOfPlace(index), parentId, timestamp, ...rest };
    if (record.type === "compaction") {
      const firstKept = typeof firstKeptEntryIndex === "number" ? firstKeptEntryIndex : index;
      placed.firstKeptEntryId = idOfPlace(firstKept);
    }
    parentId = idOfPlace(index);
    return placed;
  });
}

function idOfPlace(index: number): string {
  return index.toString(16).padStart(8, "0");
}

function withCurrentRole(record: OldRecord): OldRecord {
  const { message } = record;
  if (!isRecord(message) || message.role !== "hookMessage") return record;
  return { ...record, message: { ...message, role: "custom" } };
}
