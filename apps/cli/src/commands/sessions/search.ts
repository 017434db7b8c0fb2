import { type SessionMatch, searchSessions } from "@argent/agent";
import { readEnvironment, workingFolder } from "@argent/tools/app";
import { ambient } from "../../compose/ambient.ts";
import { exitCode } from "../../exit-code.ts";
import { listKnownSessions } from "../../sessions/known-session.ts";
import { sessionFolders } from "../../sessions/session-folders.ts";
import { oneLine } from "../../view/plain.ts";
import { styleFor } from "../../view/style.ts";

export interface SearchOptions {
  cwd?: string;
  limit: number;
  json?: boolean;
}

/** Exit code 1 when nothing was found. */
export async function sessionsSearchCommand(
  words: string,
  options: SearchOptions,
): Promise<number> {
  const cwd = options.cwd === undefined ? undefined : await workingFolder(options.cwd, ambient());
  const env = await readEnvironment(ambient());
  const sessions = await listKnownSessions(env);
  const references = new Map(sessions.map(({ path, reference }) => [path, reference]));
  const style = styleFor(process.stdout);
  let found = 0;
  for await (const match of matches(words, cwd, sessionFolders(env))) {
    if (found === options.limit) {
      process.stderr.write("There is more; --limit shows it.\n");
      break;
    }
    found++;
    const session = references.get(match.path) ?? match.path;
    const line = options.json
      ? JSON.stringify({ session, ...match })
      : `${style.cyan(session)} ${style.dim(`${match.entryId} ${match.source}:`)} ${oneLine(match.excerpt, 200)}`;
    process.stdout.write(`${line}\n`);
  }
  if (found > 0) return exitCode.done;
  process.stderr.write(`Nobody said "${words}".\n`);
  return exitCode.failed;
}

async function* matches(
  words: string,
  cwd: string | undefined,
  folders: readonly string[],
): AsyncGenerator<SessionMatch, void> {
  for (const sessionDir of folders) {
    yield* searchSessions(words, { sessionDir, cwd });
  }
}
