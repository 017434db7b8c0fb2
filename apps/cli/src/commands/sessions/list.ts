import { readEnvironment, workingFolder } from "@argent/tools/app";
import { ambient } from "../../compose/ambient.ts";
import { exitCode } from "../../exit-code.ts";
import { listKnownSessions } from "../../sessions/known-session.ts";
import { age } from "../../view/age.ts";
import { oneLine } from "../../view/plain.ts";
import { formatBytes } from "../../view/summary.ts";
import { table } from "../../view/table.ts";

export interface ListOptions {
  cwd?: string;
  limit: number;
  json?: boolean;
}

export async function sessionsListCommand(options: ListOptions): Promise<number> {
  const cwd = options.cwd === undefined ? undefined : await workingFolder(options.cwd, ambient());
  const all = await listKnownSessions(await readEnvironment(ambient()));
  const sessions = all.filter((session) => cwd === undefined || session.cwd === cwd);
  const shown = sessions.slice(0, options.limit);
  if (options.json) {
    process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
    return exitCode.done;
  }
  if (shown.length === 0) {
    process.stderr.write('There are no sessions yet. "argent chat" begins one.\n');
    return exitCode.done;
  }
  const now = Date.now();
  const rows = shown.map((session) => [
    session.reference,
    age(session.modified, now),
    formatBytes(session.size),
    oneLine(session.cwd, 40),
    oneLine(session.name ?? session.firstMessage, 60),
  ]);
  const lines = table([["SESSION", "AGE", "SIZE", "FOLDER", "ABOUT"], ...rows], { right: [1, 2] });
  process.stdout.write(`${lines.join("\n")}\n`);
  const rest = sessions.length - shown.length;
  if (rest > 0) process.stderr.write(`${rest} more; --limit shows them.\n`);
  return exitCode.done;
}
