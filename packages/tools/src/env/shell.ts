import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { EnvFailure } from "./env-failure.ts";

export type Argv = [program: string, ...args: string[]];

/** Finds the shell that runs commands: the one asked for, else bash, else sh. */
export async function findShell(wanted: string | undefined, path: string): Promise<string> {
  const shell = wanted ?? (await firstExecutable(candidates("bash", path))) ?? "/bin/sh";
  if (await isExecutable(shell)) return shell;
  throw new EnvFailure("spawn_failed", `There is no shell at ${shell}. Set the "shell" option.`);
}

function candidates(name: string, path: string): string[] {
  return ["/bin", "/usr/bin", ...path.split(":").filter(Boolean)].map((folder) =>
    join(folder, name),
  );
}

async function firstExecutable(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await isExecutable(path)) return path;
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
