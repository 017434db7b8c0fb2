import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { SessionError, systemCodeOf } from "./session-error.ts";
import { sessionFileEnding } from "./session-files.ts";
import { endBytes, type SessionSummary, summarizeSession } from "./session-summary.ts";

/** Where sessions are looked for. */
export interface ListSessionsOptions {
  /** The folder that the files are in. */
  sessionDir: string;
  /** Ends the reading; the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/**
 * The sessions of a working directory, the latest first. Only the ends of the files are read.
 *
 * @throws SessionError `read_failed` when the folder cannot be read. A missing one has no sessions.
 */
export async function listSessions(
  cwd: string,
  { sessionDir, signal }: ListSessionsOptions,
): Promise<SessionSummary[]> {
  const summaries = await summarize(await sessionFilesIn(sessionDir), signal);
  return latestFirst(summaries.filter((summary) => summary.cwd === cwd || summary.cwd === ""));
}

/**
 * The sessions in a folder and in its subfolders, of every working directory, the latest first.
 *
 * @throws SessionError `read_failed` when a folder cannot be read. A missing one has no sessions.
 */
export async function listAllSessions(
  root: string,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<SessionSummary[]> {
  return latestFirst(await summarize(await sessionFilesBelow(root), signal));
}

/** The file of a working directory that was written last. */
export async function findRecentSession(
  sessionDir: string,
  cwd: string,
): Promise<string | undefined> {
  const files = await sessionFilesIn(sessionDir);
  const latest = (await Promise.all(files.map(writtenLast))).sort((a, b) => b.time - a.time);
  return latest.find(({ file }) => summarizeSession(file)?.cwd === cwd)?.file;
}

async function writtenLast(file: string): Promise<{ file: string; time: number }> {
  try {
    return { file, time: (await stat(file)).mtimeMs };
  } catch {
    return { file, time: 0 }; // a link to nowhere, or removed since: it is found to be no session
  }
}

/** The session files in a folder; none when there is no such folder. */
async function sessionFilesIn(folder: string): Promise<string[]> {
  return (await namesIn(folder))
    .filter(({ name }) => name.endsWith(sessionFileEnding))
    .map(({ name }) => join(folder, name));
}

/** The session files in a folder and in the folders directly below it. */
async function sessionFilesBelow(root: string): Promise<string[]> {
  const folders = (await namesIn(root)).filter((entry) => entry.isDirectory());
  const files = await Promise.all([
    sessionFilesIn(root),
    ...folders.map(({ name }) => sessionFilesIn(join(root, name))),
  ]);
  return files.flat();
}

async function namesIn(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    if (systemCodeOf(cause) === "ENOENT") return [];
    throw new SessionError("read_failed", `The sessions in ${folder} could not be listed.`, {
      cause,
    });
  }
}

async function summarize(
  files: readonly string[],
  signal: AbortSignal | undefined,
): Promise<SessionSummary[]> {
  const summaries: SessionSummary[] = [];
  const buffer = Buffer.allocUnsafe(endBytes);
  for (const [index, file] of files.entries()) {
    if (index % filesPerTurn === 0) await nextTurn();
    signal?.throwIfAborted();
    const summary = summarizeSession(file, buffer);
    if (summary) summaries.push(summary);
  }
  return summaries;
}

/** Below a millisecond of work on a local disk. */
const filesPerTurn = 20;

function latestFirst(summaries: SessionSummary[]): SessionSummary[] {
  return summaries.sort((a, b) => b.modified.getTime() - a.modified.getTime());
}
