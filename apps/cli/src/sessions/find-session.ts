import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { sessionFileName } from "@argent/agent";
import { sessionFolder } from "@argent/tools/app";
import { ambient } from "../compose/ambient.ts";
import { UsageError } from "../usage-error.ts";
import { listKnownSessions } from "./known-session.ts";

/**
 * The file of a session that was named by its file, its `--session` name, its key or the beginning of its id.
 *
 * @throws UsageError when there is none, or more than one.
 */
export async function findSession(
  reference: string,
  env: Record<string, string | undefined>,
): Promise<string> {
  // Every id begins with nothing.
  if (reference.trim() === "")
    throw new UsageError('The name of the session is empty. "argent sessions list" shows them.');
  if (/[/\\]|\.jsonl$/.test(reference)) {
    const path = resolve(reference);
    if (await isFile(path)) return path;
    throw new UsageError(`There is no session file ${path}.`);
  }
  for (const key of [`cli:${reference}`, reference]) {
    const path = join(sessionFolder(ambient(env)), sessionFileName(key));
    if (await isFile(path)) return path;
  }
  const sessions = await listKnownSessions(env);
  const found = sessions.filter(({ id }) => id.startsWith(reference));
  const [first] = found;
  if (first !== undefined && found.length === 1) return first.path;
  if (first === undefined)
    throw new UsageError(`There is no session "${reference}". "argent sessions list" shows them.`);
  const paths = found.slice(0, 5).map(({ id, path }) => `  ${id}  ${path}`);
  throw new UsageError(
    [`${found.length} sessions begin with "${reference}":`, ...paths].join("\n"),
  );
}

async function isFile(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => undefined); // not there, or not for us: another reading is tried
  return info?.isFile() ?? false;
}
