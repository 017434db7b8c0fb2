import { randomUUID } from "node:crypto";
import {
  constants,
  copyFile,
  type FileHandle,
  link,
  open,
  readdir,
  stat,
  unlink,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { LineSource } from "./entry-log.ts";
import { systemCodeOf } from "./session-error.ts";

/**
 * Appends what is left, or takes everything back: what was written before a failure is cut off, unless somebody else
 * has appended since. `start` is where the file ended, `written` how much of the data stands behind it already.
 */
export async function writeWhole(
  handle: FileHandle,
  data: Uint8Array,
  { start, written }: { start: number; written: number },
): Promise<void> {
  let done = written;
  try {
    while (done < data.length) {
      const { bytesWritten } = await handle.write(data, done);
      done += bytesWritten;
    }
  } catch (cause) {
    await cutBack(handle, start, done);
    throw cause;
  }
}

/** Takes back the last `written` bytes of a file that ended at `start`. */
export async function cutBack(handle: FileHandle, start: number, written: number): Promise<void> {
  try {
    const { size } = await handle.stat();
    if (written > 0 && size === start + written) await handle.truncate(start);
  } catch {
    // The caller learns of the first failure; what stays is read as somebody else's lines before the next append.
  }
}

/** A name for what is to take the place of a file. */
export function newDraft(path: string): string {
  return `${path}.${randomUUID()}.tmp`;
}

/** Removes what writers that were killed have left. Only for whoever holds the lease. */
export async function removeDrafts(path: string): Promise<void> {
  const folder = dirname(path);
  const start = `${basename(path)}.`;
  for (const name of await readdir(folder)) {
    const isDraft = name.startsWith(start) && draftEnding.test(name.slice(start.length));
    if (isDraft) await unlink(join(folder, name));
  }
}

/** A UUID, so that no file of somebody else is meant. */
const draftEnding = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\.tmp$/;

/** Writes a new file and sees it to the disk. */
export async function writeDraft(path: string, lines: LineSource, mode: number): Promise<void> {
  const handle = await open(path, "wx", mode);
  try {
    for await (const batch of lines) {
      if (batch.length > 0) await handle.writeFile(`${batch.join("\n")}\n`);
    }
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Gives a file a second name that nobody has yet; numbers it when somebody does. */
export async function keepBeside(path: string, name: string): Promise<void> {
  for (let number = 1; ; number++) {
    try {
      return await linkOrCopy(path, number === 1 ? name : `${name}.${number}`);
    } catch (cause) {
      if (systemCodeOf(cause) !== "EEXIST") throw cause;
    }
  }
}

/** Fails with EEXIST when the name is taken. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (cause) {
    const code = systemCodeOf(cause);
    // Some file systems have no hard links.
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "EOPNOTSUPP") throw cause;
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

/** Sees the names in a folder to the disk. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}
