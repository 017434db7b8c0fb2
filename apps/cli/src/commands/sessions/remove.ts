import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ArgentSessionManager } from "@argent/agent";
import { checkpointFolder } from "@argent/tools";
import { readEnvironment } from "@argent/tools/app";
import { ambient } from "../../compose/ambient.ts";
import { exitCode } from "../../exit-code.ts";
import { findSession } from "../../sessions/find-session.ts";
import { UsageError } from "../../usage-error.ts";

/** Removes sessions with their checkpoints and the sessions of their sub-agents. */
export async function sessionsRemoveCommand(
  references: readonly string[],
  options: { yes?: boolean },
): Promise<number> {
  const env = await readEnvironment(ambient());
  const paths = await Promise.all(references.map((one) => findSession(one, env)));
  if (!options.yes) {
    const list = paths.map((path) => `  ${path}`).join("\n");
    throw new UsageError(`This would remove\n${list}\nSay --yes to do it.`);
  }
  for (const path of paths) {
    const session = await ArgentSessionManager.open(path, { readOnly: true });
    const id = session.getSessionId();
    await session.close();
    await ArgentSessionManager.delete(path);
    await rm(checkpointFolder(path), { recursive: true, force: true });
    await rm(join(dirname(path), "tasks", id), { recursive: true, force: true });
    process.stdout.write(`removed ${path}\n`);
  }
  return exitCode.done;
}
