import { constants, fstatSync, type Stats } from "node:fs";
import { lstat, readdir, realpath, rm, rmdir, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { DirectoryEntry, ExecutionEnv, FileInfo } from "@argent/agent/env";
import { failed, ok } from "@argent/agent/env";
import { formatSize } from "../output-limits.ts";
import { attempt, checkRange, EnvFailure, throwIfAborted, toEnvError } from "./env-failure.ts";
import { type Opened, openFolder, openVerified } from "./open-verified.ts";
import { replaceFile } from "./replace-file.ts";
import type { Roots } from "./roots.ts";

export type FileMethods = Pick<
  ExecutionEnv,
  "resolve" | "stat" | "readFile" | "readChunks" | "writeFile" | "list" | "makeDirectory" | "remove"
>;

/** The smallest piece read; pieces grow up to the largest while a reader keeps asking. */
const smallestChunk = 64 * 1024;
const largestChunk = 512 * 1024;
/** What is read at once; Node ends the process when it is asked for more than 2 GB. */
const largestRead = 2 ** 30;

/** The file methods of an environment on the disk of this machine. */
export function localFiles(roots: Roots): FileMethods {
  return {
    resolve(path) {
      try {
        return ok(roots.resolve(path));
      } catch (cause) {
        return failed(toEnvError(cause, "use", path));
      }
    },

    stat: (path, signal) =>
      attempt("look at", path, async () => {
        throwIfAborted(signal);
        const absolute = roots.resolve(path);
        const [real, info] = await Promise.all([realpath(absolute), stat(absolute)]);
        roots.check(real, path);
        return infoOf(info, real);
      }),

    readFile: (path, { range = {}, signal } = {}) =>
      attempt("read", path, async () => {
        throwIfAborted(signal);
        checkRange(range, path);
        const { start = 0, end = Number.MAX_SAFE_INTEGER } = range;
        const { handle, size } = await openFile(path, roots);
        try {
          const wanted = Math.max(0, Math.min(end, size) - start);
          if (wanted > largestRead) throw tooLarge(path, wanted);
          if (size > 0 || range.end !== undefined) return await readSpan(handle, start, wanted);
          return (await handle.readFile()).subarray(start); // files of /proc have no size
        } finally {
          await handle.close();
        }
      }),

    async *readChunks(path, { start = 0, signal } = {}) {
      const opened = await attempt("read", path, () => {
        throwIfAborted(signal);
        checkRange({ start }, path);
        return openFile(path, roots);
      });
      if (!opened.ok) {
        yield opened;
        return;
      }
      const { handle } = opened.value;
      try {
        let position = start;
        for (let size = smallestChunk; ; size = Math.min(size * 2, largestChunk)) {
          const chunk = await attempt("read", path, () => {
            throwIfAborted(signal);
            return readSpan(handle, position, size);
          });
          if (chunk.ok && chunk.value.length === 0) return;
          yield chunk;
          if (!chunk.ok) return;
          position += chunk.value.length;
        }
      } finally {
        await handle.close();
      }
    },

    writeFile: (path, data, { signal } = {}) =>
      attempt("write", path, async () => {
        throwIfAborted(signal);
        await replaceFile(roots.resolve(path), data, roots, signal);
      }),

    list: (path, signal) =>
      attempt("list", path, async () => {
        throwIfAborted(signal);
        const folder = await openFolder(roots.resolve(path), roots, { create: false });
        return closing(folder, async () => {
          const entries = await readdir(folder.access, { withFileTypes: true });
          return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
        });
      }),

    makeDirectory: (path) =>
      attempt("make the folder", path, async () => {
        const absolute = roots.resolve(path);
        try {
          const folder = await openFolder(absolute, roots, { create: true });
          await folder.handle.close();
        } catch (cause) {
          const isTaken = await lstat(absolute).then(
            (info) => !info.isDirectory() && !info.isSymbolicLink(),
            () => false,
          );
          if (!isTaken) throw cause;
          throw new EnvFailure("already_exists", `A file is in the place of ${path}.`, path);
        }
      }),

    remove: (path, { recursive = false } = {}) =>
      attempt("remove", path, async () => {
        const absolute = roots.resolve(path);
        if (roots.isFoundation(absolute)) {
          throw new EnvFailure("invalid", `${path} holds the working folder or a root.`, path);
        }
        const parent = await openFolder(dirname(absolute), roots, { create: false });
        await closing(parent, async () => {
          const target = join(parent.access, basename(absolute));
          const info = await lstat(target);
          if (!info.isDirectory()) await unlink(target);
          else if (recursive) await rm(target, { recursive: true });
          else await rmdir(target);
        });
      }),
  };
}

async function openFile(path: string, roots: Roots): Promise<Opened & { size: number }> {
  const opened = await openVerified(roots.resolve(path), constants.O_RDONLY, roots);
  const info = fstatSync(opened.handle.fd); // the disk was asked when it was opened
  if (info.isFile()) return { ...opened, size: info.size };
  await opened.handle.close();
  if (info.isDirectory()) {
    throw new EnvFailure("is_directory", `Cannot read ${path}: it is a folder. List it.`, path);
  }
  throw new EnvFailure("invalid", `Cannot read ${path}: it is not a regular file.`, path);
}

function tooLarge(path: string, bytes: number): EnvFailure {
  const message = `Cannot read ${formatSize(bytes)} of ${path} at once, at most ${formatSize(largestRead)}. Read a range, or in chunks.`;
  return new EnvFailure("invalid", message, path);
}

async function readSpan(handle: Opened["handle"], start: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function closing<Value>(opened: Opened, task: () => Promise<Value>): Promise<Value> {
  try {
    return await task();
  } finally {
    await opened.handle.close();
  }
}

interface Kinds {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function kindOf(entry: Kinds): DirectoryEntry["kind"] {
  if (entry.isSymbolicLink()) return "symlink";
  if (entry.isDirectory()) return "directory";
  return entry.isFile() ? "file" : "other";
}

function infoOf(info: Stats, realPath: string): FileInfo {
  const kind = info.isFile() ? "file" : info.isDirectory() ? "directory" : "other";
  const { size, mtimeMs: modifiedAt } = info;
  return { kind, size, modifiedAt, mode: info.mode & 0o7777, realPath };
}
