import { dirname, resolve } from "node:path";
import { systemClock } from "@argent/ai";
import type { EntryLog } from "./entry-log.ts";
import { fileEntryLog } from "./file-entry-log.ts";
import { answerInterruptedCalls } from "./repair.ts";
import { SessionError } from "./session-error.ts";
import { sessionFileFor } from "./session-files.ts";
import { newHeader } from "./session-header.ts";
import { SessionJournal } from "./session-journal.ts";
import type { CreateSessionOptions, OpenSessionOptions } from "./session-options.ts";

/** Where a session lies and where its siblings go. */
export type SessionPlace =
  | FilePlace
  | { kind: "memory" | "log"; file?: undefined; sessionDir?: undefined };

interface FilePlace {
  kind: "file";
  file: string;
  sessionDir: string;
}

interface OpenedJournal {
  journal: SessionJournal;
  place: SessionPlace;
}

export function fileAt(path: string, sessionDir?: string): FilePlace {
  const file = resolve(path);
  return { kind: "file", file, sessionDir: sessionDir ? resolve(sessionDir) : dirname(file) };
}

/** The journal of a session that does not exist yet. */
export async function createJournal(
  cwd: string,
  options: CreateSessionOptions,
): Promise<OpenedJournal> {
  const { id, parentSession, path, sessionDir, clock = systemClock } = options;
  const header = newHeader(clock.now(), { cwd, id, parentSession });
  const { log, place } = options.log
    ? { log: options.log, place: { kind: "log" } as const }
    : newFile(path ?? (sessionDir && sessionFileFor(sessionDir, header)), options);
  const journal = new SessionJournal(log, header, clock);
  if (await journal.read()) {
    const message = `${log.name} is a session already. Open it, or choose another place.`;
    throw new SessionError("already_exists", message, { session: log.name });
  }
  return { journal, place };
}

function newFile(path: string | undefined, options: CreateSessionOptions) {
  if (!path) throw new TypeError("A session needs a place: give sessionDir, path or log.");
  const place = fileAt(path, options.sessionDir);
  return { place, log: fileEntryLog(place.file, options) };
}

/** The journal of a session, with the right to write it if that is wanted and free. */
export async function openJournal(
  source: string | EntryLog,
  options: OpenSessionOptions,
): Promise<OpenedJournal> {
  const { clock = systemClock, readOnly = false, mustExist = readOnly } = options;
  const place: SessionPlace =
    typeof source === "string" ? fileAt(source, options.sessionDir) : { kind: "log" };
  const log = typeof source === "string" ? fileEntryLog(resolve(source), options) : source;
  const cwd = options.cwd ?? (place.file ? dirname(place.file) : "");
  const journal = new SessionJournal(log, newHeader(clock.now(), { cwd }), clock);
  try {
    if (readOnly) journal.renounce();
    else if (await log.end()) await journal.acquire();
    if (!(await journal.read()) && mustExist) {
      const message = `There is no session ${log.name}.`;
      throw new SessionError("not_found", message, { session: log.name });
    }
    // An old file is not touched before something is appended to it.
    if (journal.isWriter && !journal.isOld) await answerInterruptedCalls(journal, clock.now());
  } catch (cause) {
    await log.close();
    throw cause;
  }
  return { journal, place };
}
