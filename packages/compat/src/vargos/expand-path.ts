import { join, resolve } from "node:path";

/** The absolute path that a person means: `~` is the home folder, and the rest is relative to the working folder. */
export function expandPath(path: string, home: string): string {
  return resolve(/^~(?=\/|$)/.test(path) ? join(home, path.slice(1)) : path);
}
