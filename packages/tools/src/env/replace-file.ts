import { randomBytes } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { access, type FileHandle, lstat, open, realpath, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EnvFailure, errnoOf, throwIfAborted } from "./env-failure.ts";
import { openFolder } from "./open-verified.ts";
import type { Roots } from "./roots.ts";

/**
 * Writes a new file beside the old one and renames it into place, so that readers see the old or the new content, also
 * after a crash. Follows a symbolic link; other hard links keep the old content. Extended attributes are not carried over.
 */
export async function replaceFile(
  path: string,
  data: Uint8Array | string,
  roots: Roots,
  signal?: AbortSignal,
): Promise<void> {
  const target = await followLink(path);
  const folder = await openFolder(dirname(target), roots, { create: true });
  const name = basename(target);
  const final = join(folder.access, name);
  const temporary = join(folder.access, `.${name.slice(0, 40)}.${randomBytes(6).toString("hex")}`);
  try {
    const existing = await replaceable(final, path);
    const handle = await open(
      temporary,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
      existing ? 0o600 : 0o666,
    );
    try {
      try {
        await handle.writeFile(data);
        if (existing) await keepOwnerAndMode(handle, existing, path);
        await handle.datasync();
      } finally {
        await handle.close();
      }
      throwIfAborted(signal);
      await rename(temporary, final);
    } catch (cause) {
      await unlink(temporary).catch(() => undefined); // the first failure is the one to report
      throw cause;
    }
  } finally {
    await folder.handle.close();
  }
}

async function followLink(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    if (errnoOf(cause) !== "ENOENT") throw cause;
  }
  if ((await infoOf(path))?.isSymbolicLink()) {
    throw new EnvFailure(
      "not_found",
      `${path} is a symbolic link to something that does not exist. Write to its target.`,
      path,
    );
  }
  return path;
}

/** What is to be replaced, if anything is there and may be. */
async function replaceable(final: string, path: string): Promise<Stats | undefined> {
  const existing = await infoOf(final);
  if (!existing) return undefined;
  if (existing.isDirectory()) {
    throw new EnvFailure("is_directory", `Cannot write ${path}: it is a folder.`, path);
  }
  if (!existing.isFile()) {
    throw new EnvFailure("invalid", `Cannot write ${path}: it is not a regular file.`, path);
  }
  await access(final, constants.W_OK); // renaming over a read-only file would succeed
  return existing;
}

async function infoOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT") return undefined;
    throw cause;
  }
}

async function keepOwnerAndMode(handle: FileHandle, existing: Stats, path: string): Promise<void> {
  const own = await handle.stat();
  if (own.uid !== existing.uid || own.gid !== existing.gid) {
    try {
      await handle.chown(existing.uid, existing.gid);
    } catch {
      throw new EnvFailure(
        "permission_denied",
        `Cannot write ${path}: it belongs to user ${existing.uid} and group ${existing.gid}, which replacing it would change. Write a copy, or run as its owner.`,
        path,
      );
    }
  }
  await handle.chmod(existing.mode & 0o7777);
}
