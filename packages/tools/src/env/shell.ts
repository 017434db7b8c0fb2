import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { basename, join } from "node:path";
import { EnvFailure } from "./env-failure.ts";

export type Argv = [program: string, ...args: string[]];

/** How a command line becomes a program and its arguments. */
export interface Shell {
  run(command: string): Argv;
  /** Sends standard output and error of a program into one pipe, so that their order is kept. */
  merge(argv: Argv, mark: string): Argv;
}

/**
 * Finds the shell that runs commands: the one asked for, else bash, else sh. Node's own pipe is a socket, which
 * `/dev/stderr` cannot open (https://github.com/nodejs/node/issues/21941), so bash puts a `cat` in between. The mark,
 * a variable that tells what belongs to a command, is kept from it.
 */
export async function findShell(wanted: string | undefined, path: string): Promise<Shell> {
  const shell = wanted ?? (await firstExecutable(candidates("bash", path))) ?? "/bin/sh";
  if (!(await isExecutable(shell))) {
    throw new EnvFailure("spawn_failed", `There is no shell at ${shell}. Set the "shell" option.`);
  }
  const run = (command: string): Argv => [shell, "-c", command];
  const cat = await firstExecutable(candidates("cat", path));
  if (basename(shell) !== "bash" || cat === undefined) {
    return { run, merge: (argv) => ["/bin/sh", "-c", 'exec "$@" 2>&1', "sh", ...argv] };
  }
  const script = (mark: string) => `exec "\${@:2}" > >(unset ${mark}; exec "$1") 2>&1`;
  return { run, merge: (argv, mark) => [shell, "-p", "-c", script(mark), "bash", cat, ...argv] };
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
