import { join, resolve } from "node:path";
import type { Ambient } from "./ambient.ts";

/** The absolute path that a person means: `~` is the home folder, and the rest is relative to the working folder. */
export function expandPath(path: string, { home, cwd }: Pick<Ambient, "home" | "cwd">): string {
  return resolve(cwd, /^~(?=\/|$)/.test(path) ? join(home, path.slice(1)) : path);
}
