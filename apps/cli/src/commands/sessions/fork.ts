import { join } from "node:path";
import { fileEntryLog, sessionFileName } from "@argent/agent";
import { readEnvironment, sessionFolder } from "@argent/tools/app";
import { ambient } from "../../compose/ambient.ts";
import { exitCode } from "../../exit-code.ts";
import { newSessionName } from "../../new-session-name.ts";
import { UsageError } from "../../usage-error.ts";
import { openForReading } from "./show.ts";

export interface ForkOptions {
  at?: string;
  name?: string;
  json?: boolean;
}

/** Copies a branch to a new session and prints the name with which it can be gone on. */
export async function sessionsForkCommand(
  reference: string,
  options: ForkOptions,
): Promise<number> {
  const { at, name = newSessionName() } = options;
  const source = await openForReading(reference);
  const entryId = at ?? source.getLeafId();
  if (entryId === null) throw new UsageError(`The session "${reference}" is empty.`);
  if (source.getEntry(entryId) === undefined)
    throw new UsageError(
      `The session has no entry "${entryId}". "argent sessions tree ${reference}" shows them.`,
    );
  const path = join(
    sessionFolder(ambient(await readEnvironment(ambient()))),
    sessionFileName(`cli:${name}`),
  );
  await source.createBranchedSession(entryId, { log: fileEntryLog(path) });
  await source.close();
  const text = options.json
    ? JSON.stringify({ session: name, path })
    : `${name}\nGo on with: argent chat --session ${name}`;
  process.stdout.write(`${text}\n`);
  return exitCode.done;
}
