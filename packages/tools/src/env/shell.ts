import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { basename, join } from "node:path";
import { EnvFailure } from "./env-failure.ts";

/** How a command line becomes a program and its arguments. */
export type Shell = (command: string, mark: string) => [string, ...string[]];

/**
 * Finds the shell that runs commands: the one asked for, else bash, else sh. Standard output and error become one
 * pipe, so that their order is kept. Node's own pipe is a socket, which `/dev/stderr` cannot open
 * (https://github.com/nodejs/node/issues/21941), so bash puts a `cat` in between.
 */
export async function findShell(wanted: string | undefined, path: string): Promise<Shell> {
  const shell = wanted ?? (await firstExecutable(candidates("bash", path))) ?? "/bin/sh";
  if (!(await isExecutable(shell))) {
    throw new EnvFailure("spawn_failed", `There is no shell at ${shell}. Set the "shell" option.`);
  }
  const cat = await firstExecutable(candidates("cat", path));
  if (basename(shell) !== "bash" || cat === undefined) {
    return (command) => ["/bin/sh", "-c", 'exec "$@" 2>&1', "sh", shell, "-c", command];
  }
  return (command, mark) => {
    const wrapper = `exec "\${@:2}" > >(unset ${mark}; exec "$1") 2>&1`;
    return [shell, "-p", "-c", wrapper, "bash", cat, shell, "-c", command];
  };
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
