import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { findPi, piScopes } from "../pi-runtime/find-pi.ts";

/** What a module of the pi-ai that the running program has installed exports; `undefined` when there is no such thing. */
export async function installedExport(path: string, name: string): Promise<unknown> {
  const [, program] = process.argv;
  const folders = program ? [dirname(realPath(program)), process.cwd()] : [process.cwd()];
  for (const scope of piScopes) {
    const url = findPi("pi-ai", folders, scope)?.entry(path);
    const module: Record<string, unknown> = url === undefined ? {} : await import(url);
    if (name in module) return module[name];
  }
  return undefined;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // a program that is no file, for example the one of `--eval`
  }
}
