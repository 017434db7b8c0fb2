import { ArgentSessionManager } from "@argent/agent";
import { readEnvironment } from "@argent/tools/app";
import { ambient } from "../../compose/ambient.ts";
import { exitCode } from "../../exit-code.ts";
import { findSession } from "../../sessions/find-session.ts";

/**
 * Opens a session for writing, which answers the tool calls that it ended at, and says what cannot be read. Nothing is
 * removed. Exit code 1 when somebody else is writing it.
 */
export async function sessionsRepairCommand(
  reference: string,
  options: { json?: boolean },
): Promise<number> {
  const path = await findSession(reference, await readEnvironment(ambient()));
  const before = await entryCount(path);
  const session = await ArgentSessionManager.open(path, { mustExist: true });
  await session.load();
  const { warnings, readOnly } = session;
  const added = session.getEntries().length - before;
  await session.close();
  const report = { path, writable: !readOnly, resultsAdded: added, warnings };
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : text(report));
  return readOnly ? exitCode.failed : exitCode.done;
}

async function entryCount(path: string): Promise<number> {
  const session = await ArgentSessionManager.open(path, { readOnly: true });
  await session.load();
  const count = session.getEntries().length;
  await session.close();
  return count;
}

interface Report {
  path: string;
  writable: boolean;
  resultsAdded: number;
  warnings: ArgentSessionManager["warnings"];
}

function text({ path, writable, resultsAdded, warnings }: Report): string {
  const lines = [path];
  if (!writable) lines.push("Another process is writing it, so nothing was changed.");
  if (resultsAdded > 0) lines.push(`${resultsAdded} interrupted tool calls have a result now.`);
  for (const { code, offset, length } of warnings)
    lines.push(`${code.replace("_", " ")} at byte ${offset}, ${length} bytes; it stays as it is.`);
  if (lines.length === 1) lines.push("Nothing is wrong with it.");
  return `${lines.join("\n")}\n`;
}
