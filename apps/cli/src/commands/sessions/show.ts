import { ArgentSessionManager } from "@argent/agent";
import { readEnvironment } from "@argent/tools/app";
import { ambient } from "../../compose/ambient.ts";
import { exitCode } from "../../exit-code.ts";
import { findSession } from "../../sessions/find-session.ts";
import { transcript } from "../../sessions/transcript.ts";
import { styleFor } from "../../view/style.ts";

/** Shows the current branch; `--json` gives its entries as JSON lines. */
export async function sessionsShowCommand(
  reference: string,
  options: { json?: boolean },
): Promise<number> {
  const session = await openForReading(reference);
  const style = styleFor(process.stdout);
  const branch = session.getBranch();
  if (options.json) {
    for (const entry of branch) process.stdout.write(`${JSON.stringify(entry)}\n`);
  } else {
    for (const line of transcript(branch, style)) process.stdout.write(`${line}\n`);
  }
  await session.close();
  return exitCode.done;
}

/** A session as a whole; nothing is written, and whoever writes it goes on. */
export async function openForReading(reference: string): Promise<ArgentSessionManager> {
  const path = await findSession(reference, await readEnvironment(ambient()));
  const session = await ArgentSessionManager.open(path, { readOnly: true });
  await session.load();
  return session;
}
