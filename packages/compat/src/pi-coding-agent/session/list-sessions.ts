import { closeSync, mkdirSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { sessionDirFor } from "@argent/agent";
import { parseLine, sessionFileEnding } from "@argent/agent/session-format";
import { getAgentDir } from "./agent-dir.ts";
import { readSessionInfo, type SessionInfo } from "./session-info.ts";

/** Told after each file. */
export type SessionListProgress = (loaded: number, total: number) => void;

/** The folder of a working directory's sessions, below the agent's; it is made when it is missing. */
export function getDefaultSessionDir(cwd: string): string {
  const folder = sessionDirFor(join(getAgentDir(), "sessions"), cwd);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The sessions in a folder, the latest first. */
export async function listSessions(
  sessionDir: string,
  onProgress?: SessionListProgress,
): Promise<SessionInfo[]> {
  return readInfos(await sessionFilesIn(sessionDir), onProgress);
}

/** The sessions of every working directory, the latest first. */
export async function listAllSessions(onProgress?: SessionListProgress): Promise<SessionInfo[]> {
  const root = join(getAgentDir(), "sessions");
  const folders = (await namesIn(root)).filter((entry) => entry.isDirectory());
  const files = await Promise.all(folders.map(({ name }) => sessionFilesIn(join(root, name))));
  return readInfos(files.flat(), onProgress);
}

/** The session file of a folder that was written last. */
export function findMostRecentSession(sessionDir: string): string | undefined {
  const files = readdirSync(sessionDir)
    .filter((name) => name.endsWith(sessionFileEnding))
    .map((name) => join(sessionDir, name))
    .map((path) => ({ path, time: statSync(path).mtimeMs }))
    .sort((a, b) => b.time - a.time);
  return files.find(({ path }) => startsAsSession(path))?.path;
}

/** One after the other: all of them at once do not fit into the memory of somebody with a long history. */
async function readInfos(
  files: readonly string[],
  onProgress: SessionListProgress | undefined,
): Promise<SessionInfo[]> {
  const infos: SessionInfo[] = [];
  for (const [index, file] of files.entries()) {
    const info = await readSessionInfo(file);
    if (info) infos.push(info);
    onProgress?.(index + 1, files.length);
  }
  return infos.sort((a, b) => b.modified.getTime() - a.modified.getTime());
}

async function sessionFilesIn(folder: string): Promise<string[]> {
  return (await namesIn(folder))
    .filter(({ name }) => name.endsWith(sessionFileEnding))
    .map(({ name }) => join(folder, name));
}

async function namesIn(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch(() => []); // no folder: no sessions, as in Pi
}

/** A header is the first line; its working directory may be long. */
function startsAsSession(path: string): boolean {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, "r");
    const bytes = Buffer.alloc(64 * 1024);
    const length = readSync(descriptor, bytes, 0, bytes.length, 0);
    return parseLine(bytes.toString("utf8", 0, length).split("\n")[0] ?? "").kind === "header";
  } catch {
    return false; // a file that cannot be read is passed over
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
