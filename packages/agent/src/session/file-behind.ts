import { readlinkSync, realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { systemCodeOf } from "./session-error.ts";

/** The file that a path leads to by whatever links, also when it does not exist yet. */
export function fileBehind(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (cause) {
    return systemCodeOf(cause) === "ENOENT" ? fileToBeMade(path) : path;
  }
}

function fileToBeMade(path: string): string {
  let target: string;
  try {
    target = readlinkSync(path);
  } catch {
    return path; // no link
  }
  return fileBehind(resolve(dirname(path), target));
}
