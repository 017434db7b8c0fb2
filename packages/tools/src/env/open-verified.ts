import { constants, readlinkSync } from "node:fs";
import { type FileHandle, lstat, mkdir, open, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EnvFailure, errnoOf } from "./env-failure.ts";
import type { Roots } from "./roots.ts";

export interface Opened {
  readonly handle: FileHandle;
  /** Where it really is, asked of the open descriptor. */
  readonly realPath: string;
  /** A path to exactly what was opened, whatever its name leads to by now. */
  readonly access: string;
}

/**
 * Opens a path and checks the open descriptor against the roots, so that a link that is swapped in between cannot lead
 * outside. Never blocks on a FIFO.
 */
export async function openVerified(path: string, flags: number, roots: Roots): Promise<Opened> {
  const wanted = await realpath(path);
  roots.check(wanted, path);
  const handle = await open(wanted, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const opened = fromDescriptor(handle) ?? (await fromName(handle, wanted, path));
    roots.check(opened.realPath, path);
    return opened;
  } catch (cause) {
    await handle.close();
    throw cause;
  }
}

/** Opens a folder; with `create`, missing ones are made, each inside a parent that was checked. */
export async function openFolder(
  path: string,
  roots: Roots,
  options: { create: boolean },
): Promise<Opened> {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY;
  try {
    return await openVerified(path, flags, roots);
  } catch (cause) {
    if (!options.create || errnoOf(cause) !== "ENOENT" || dirname(path) === path) throw cause;
  }
  const parent = await openFolder(dirname(path), roots, options);
  try {
    await mkdir(join(parent.access, basename(path)));
  } catch (cause) {
    if (errnoOf(cause) !== "EEXIST") throw cause; // another writer was faster
  } finally {
    await parent.handle.close();
  }
  return openVerified(path, flags, roots);
}

/** Linux: https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html. No disk is asked, so that nothing has to be awaited. */
function fromDescriptor(handle: FileHandle): Opened | undefined {
  const access = `/proc/self/fd/${handle.fd}`;
  try {
    return { handle, realPath: readlinkSync(access), access };
  } catch {
    return undefined; // no /proc here, for example on macOS
  }
}

async function fromName(handle: FileHandle, wanted: string, path: string): Promise<Opened> {
  const [held, named, again] = await Promise.all([handle.stat(), lstat(wanted), realpath(wanted)]);
  if (again !== wanted || held.ino !== named.ino || held.dev !== named.dev) {
    throw new EnvFailure("permission_denied", `${path} was replaced while it was opened.`, path);
  }
  return { handle, realPath: wanted, access: wanted };
}
