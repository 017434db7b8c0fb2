import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Bytes that can still be written to a folder, which may not exist yet; `Infinity` where the file system does not say.
 * Rejects with the system's reason when it cannot be written.
 */
export async function folderRoom(folder: string): Promise<number> {
  const existing = await nearest(folder);
  if (!(await stat(existing)).isDirectory()) throw new Error(`${existing} is a file`);
  await access(existing, constants.W_OK);
  const { bavail, bsize, blocks } = await statfs(existing);
  return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
}

/** The path itself, or the closest one above it that exists. */
async function nearest(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found || dirname(path) === path ? path : nearest(dirname(path));
}
