import { basename } from "node:path";
import { listAllSessions, type SessionSummary, sessionKeyOfFile } from "@argent/agent";
import { sessionFolders } from "./session-folders.ts";

export interface KnownSession extends SessionSummary {
  /** What it is called on the command line: its `--session` name, else its key, else the beginning of its id. */
  reference: string;
}

/** All sessions, the latest first. */
export async function listKnownSessions(
  env: Record<string, string | undefined>,
): Promise<KnownSession[]> {
  const lists = await Promise.all(sessionFolders(env).map((folder) => listAllSessions(folder)));
  const sessions = lists
    .flat()
    .sort((one, other) => other.modified.getTime() - one.modified.getTime());
  const shortened = shortIds(sessions.map(({ id }) => id));
  return sessions.map((session) => {
    const file = basename(session.path);
    const isNamedAfterId = file.endsWith(`_${session.id}.jsonl`);
    const key = isNamedAfterId ? undefined : sessionKeyOfFile(file);
    return {
      ...session,
      reference: key?.replace(/^cli:/, "") ?? shortened.get(session.id) ?? session.id,
    };
  });
}

/** Each id cut to where it differs from every other, and at least to eight characters. */
function shortIds(ids: readonly string[]): Map<string, string> {
  const sorted = [...new Set(ids)].sort();
  return new Map(
    sorted.map((id, index) => {
      const needed = Math.max(
        8,
        sharedLength(id, sorted[index - 1] ?? "") + 1,
        sharedLength(id, sorted[index + 1] ?? "") + 1,
      );
      return [id, id.slice(0, needed)];
    }),
  );
}

function sharedLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
