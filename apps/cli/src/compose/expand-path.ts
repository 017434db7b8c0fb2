import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The absolute path that a person means: `~` is the home folder, and the rest is relative to the working folder. */
export function expandPath(path: string): string {
  return resolve(/^~(?=\/|$)/.test(path) ? join(homedir(), path.slice(1)) : path);
}
