import { resolve } from "node:path";
import { systemClock } from "@argent/ai";
import { chunkLines, lineText } from "./chunk-lines.ts";
import type { SessionEntry, SessionHeader } from "./entry.ts";
import { entryHead } from "./entry-head.ts";
import { lineOf } from "./entry-line.ts";
import type { EntryLog, LineSource } from "./entry-log.ts";
import { fileEntryLog } from "./file-entry-log.ts";
import { currentVersion, readOldSession } from "./migrate.ts";
import { readHeader } from "./read-header.ts";
import { SessionError } from "./session-error.ts";
import { sessionFileFor } from "./session-files.ts";
import { newHeader } from "./session-header.ts";
import type { ForkSessionOptions } from "./session-options.ts";
import type { SessionTree } from "./session-tree.ts";

/** Copies all entries of a session to a new file for another working directory; resolves to that file. */
export async function copySession(
  source: string,
  cwd: string,
  options: ForkSessionOptions,
): Promise<string> {
  const now = (options.clock ?? systemClock).now();
  const header = newHeader(now, { cwd, id: options.id, parentSession: source });
  const file = resolve(sessionFileFor(options.sessionDir, header));
  await writeNewLog(fileEntryLog(file, options), header, wholeSession(fileEntryLog(source)));
  return file;
}

/** Writes a session that does not exist yet, as a whole or not at all. */
export async function writeNewLog(
  log: EntryLog,
  header: SessionHeader,
  lines: LineSource,
): Promise<void> {
  const exists = new SessionError("already_exists", `${log.name} exists already.`, {
    session: log.name,
  });
  try {
    if (!(await log.acquire()).acquired) throw exists;
    const outcome = await log.rewrite(withHeader(header, lines), undefined);
    if (outcome.status !== "appended") throw exists;
  } finally {
    await log.release();
  }
}

/** The lines of all entries of a session, as they are. An old format is brought up to date. */
async function* wholeSession(log: EntryLog): AsyncGenerator<string[], void> {
  try {
    const header = await readHeader(log);
    if (header.version < currentVersion) {
      const { entries } = await readOldSession(log, header);
      yield entries.map(lineOf);
      return;
    }
    for await (const chunk of log.readForward()) {
      const lines: string[] = [];
      for (const line of chunkLines(chunk)) {
        if (entryHead(line)?.type !== "session") lines.push(lineText(line));
      }
      yield lines;
    }
  } finally {
    await log.close();
  }
}

/** The lines of a branch, then its labels and the session's name where they were given on other branches. */
export function* branchLines(tree: SessionTree, entryId: string): Generator<string[], void> {
  const path = tree.branch(entryId);
  const onPath = new Set(path.map(({ id }) => id));
  const latest = new Map<string, SessionEntry>();
  for (const entry of tree.entries()) {
    if (entry.type === "session_info") latest.set("name", entry);
    if (entry.type === "label" && onPath.has(entry.targetId))
      latest.set(`label ${entry.targetId}`, entry);
  }
  const notes = [...latest.values()].filter(({ id }) => !onPath.has(id));
  yield path.map(lineOf);
  yield notes.map((entry) => lineOf({ ...entry, parentId: entryId }));
}

async function* withHeader(
  header: SessionHeader,
  lines: LineSource,
): AsyncGenerator<readonly string[]> {
  yield [JSON.stringify(header)];
  yield* lines;
}
