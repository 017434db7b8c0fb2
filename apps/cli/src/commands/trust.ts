import { loadAllSettings, ownSettings, workingFolder } from "@argent/tools/app";
import { ambient } from "../compose/ambient.ts";
import { exitCode } from "../exit-code.ts";
import { UsageError } from "../usage-error.ts";

/** Shows what a project's settings would do, and remembers that they may. */
export async function trustCommand(
  folder: string,
  options: { yes?: boolean; remove?: boolean },
): Promise<number> {
  const cwd = await workingFolder(folder, ambient());
  const { trust: state, project } = await loadAllSettings(cwd, ambient());
  if (project === undefined) throw new UsageError(`${cwd} has no .argent/settings.json.`);
  const { trust } = ownSettings(ambient());
  if (options.remove) {
    succeed(await trust.distrust(project.folder));
    process.stdout.write(`${project.file} is trusted no more.\n`);
    return exitCode.done;
  }
  const shown = JSON.stringify(project.settings, null, 2);
  process.stdout.write(`${project.file} sets:\n${shown}\n`);
  for (const { message } of project.problems) process.stdout.write(`! ${message}\n`);
  if (state === "trusted") {
    process.stdout.write("It is trusted as it is now.\n");
    return exitCode.done;
  }
  if (!options.yes) throw new UsageError("Say --yes to trust exactly this. A change asks again.");
  succeed(await trust.trust(project.folder, project.hash));
  process.stdout.write("It is trusted until it changes.\n");
  return exitCode.done;
}

function succeed(result: { ok: true } | { ok: false; error: { message: string } }): void {
  if (!result.ok) throw new UsageError(result.error.message);
}
