import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ArgentSessionManager, sessionFileName } from "@argent/agent";
import { sessionFolder } from "@argent/tools/app";
import type { SessionChoice } from "../conversation/conversation-options.ts";
import { folderRoom } from "../sessions/folder-room.ts";
import { listKnownSessions } from "../sessions/known-session.ts";
import { UsageError } from "../usage-error.ts";
import { ambient } from "./ambient.ts";

export interface SessionFlags {
  /** A name, or a file; `false` for `--no-session`. */
  session?: string | false | undefined;
  sessionId?: string | undefined;
  continue?: boolean | undefined;
}

/**
 * The session that the flags name. Default: a new one.
 *
 * @throws UsageError for an id that cannot be one, and when a session that is begun could not be kept.
 */
export async function sessionChoice(
  flags: SessionFlags,
  cwd: string,
  env: Record<string, string | undefined>,
): Promise<SessionChoice> {
  const choice = await chosen(flags, cwd, env);
  if (choice.type === "new") await requireRoom(sessionFolder(ambient(env)));
  if (choice.type === "file" && !existsSync(choice.path)) await requireRoom(dirname(choice.path));
  return choice;
}

async function chosen(
  { session, sessionId, continue: isContinued }: SessionFlags,
  cwd: string,
  env: Record<string, string | undefined>,
): Promise<SessionChoice> {
  if (session === false) return { type: "memory" };
  if (session !== undefined) return { type: "file", path: namedFile(session, env) };
  if (sessionId !== undefined) {
    const known = (await listKnownSessions(env)).find(({ id }) => id === sessionId);
    return known
      ? { type: "file", path: known.path }
      : { type: "new", id: partOfFileName(sessionId) };
  }
  if (!isContinued) return { type: "new" };
  const [latest] = await ArgentSessionManager.list(cwd, {
    sessionDir: sessionFolder(ambient(env)),
  });
  return latest ? { type: "file", path: latest.path } : { type: "new" };
}

async function requireRoom(folder: string): Promise<void> {
  const reason = await folderRoom(folder).then(
    (free) => (free > 0 ? undefined : "the disk is full"),
    (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
  );
  if (reason === undefined) return;
  throw new UsageError(
    `No session can be kept in ${folder}: ${reason}. Name another folder with VARGOS_SESSIONS_DIR, or keep nothing with --no-session.`,
  );
}

function partOfFileName(id: string): string {
  if (/^[\w.-]{1,128}$/.test(id)) return id;
  throw new UsageError(
    `A session id has letters, digits, "-", "_" and ".", but --session-id is ${JSON.stringify(id)}. For a name use --session.`,
  );
}

/** The name of `argent run --session`, or a file. */
function namedFile(session: string, env: Record<string, string | undefined>): string {
  if (/[/\\]|\.jsonl$/.test(session)) return resolve(session);
  return join(sessionFolder(ambient(env)), sessionFileName(`cli:${session}`));
}
