import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Clock, systemClock } from "@argent/ai";
import { errnoOf } from "../env/env-failure.ts";
import { createFileLocks } from "../file-locks.ts";
import { type BlobStore, hashOf } from "./blob-store.ts";

/** How much the store keeps. */
export interface FileBlobStoreOptions {
  /** Bytes that all contents together may have; the ones that were not kept again for longest go first. Default 512 MB. */
  maximumBytes?: number | undefined;
  /** Dates when a content was last kept. Default: the system's. */
  clock?: Clock | undefined;
}

interface Blob {
  path: string;
  bytes: number;
  usedAt: number;
}

const defaultMaximum = 512 * 1024 * 1024;

/** Where the originals of a session's files lie: beside it, shared with its siblings and forks. */
export function checkpointFolder(sessionFile: string): string {
  return join(dirname(sessionFile), ".checkpoints");
}

/** Contents as files of one folder, which is made with the first. Several processes may share it. */
export function fileBlobStore(folder: string, options: FileBlobStoreOptions = {}): BlobStore {
  const { maximumBytes = defaultMaximum, clock = systemClock } = options;
  const pathOf = (hash: string) => join(folder, hash.slice(0, 2), hash);
  const locks = createFileLocks();
  let total: number | undefined;

  const makeRoom = async (bytes: number) => {
    const before = total ?? sizeOf(await listBlobs(folder));
    const isFull = before + bytes > maximumBytes;
    const left = isFull ? await evict(await listBlobs(folder), maximumBytes - bytes) : before;
    total = left + bytes;
  };

  const write = async (hash: string, content: Uint8Array) => {
    const path = pathOf(hash);
    const now = new Date(clock.now());
    if (await isTouched(path, content.length, now)) return true;
    if (content.length > maximumBytes) return false;
    await makeRoom(content.length);
    await mkdir(join(path, ".."), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${randomBytes(6).toString("hex")}`;
    await writeFile(temporary, content, { flag: "wx", mode: 0o600, flush: true });
    await utimes(temporary, now, now);
    await rename(temporary, path);
    return true;
  };

  return {
    // One after the other, so that all are counted.
    put: (hash, content) => locks.run(folder, () => write(hash, content)),
    async get(hash) {
      try {
        const content = await readFile(pathOf(hash));
        return hashOf(content) === hash ? content : undefined;
      } catch (cause) {
        if (errnoOf(cause) === "ENOENT") return undefined;
        throw cause;
      }
    },
  };
}

/** Whether the content is there already, and not cut off; it counts as used now. */
async function isTouched(path: string, bytes: number, now: Date): Promise<boolean> {
  try {
    if ((await stat(path)).size !== bytes) return false;
    await utimes(path, now, now);
    return true;
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT") return false;
    throw cause;
  }
}

async function listBlobs(folder: string): Promise<Blob[]> {
  const names = await readdir(folder, { recursive: true }).catch((cause) => {
    if (errnoOf(cause) === "ENOENT") return [];
    throw cause;
  });
  const blobs = await Promise.all(names.map((name) => blobAt(join(folder, name))));
  return blobs.filter((blob) => blob !== undefined);
}

async function blobAt(path: string): Promise<Blob | undefined> {
  try {
    const info = await stat(path);
    return info.isFile() ? { path, bytes: info.size, usedAt: info.mtimeMs } : undefined;
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT") return undefined; // another process has made room meanwhile
    throw cause;
  }
}

async function evict(blobs: readonly Blob[], maximum: number): Promise<number> {
  let total = sizeOf(blobs);
  for (const { path, bytes } of blobs.toSorted((a, b) => a.usedAt - b.usedAt)) {
    if (total <= maximum) break;
    await rm(path, { force: true });
    total -= bytes;
  }
  return total;
}

function sizeOf(blobs: readonly Blob[]): number {
  return blobs.reduce((total, { bytes }) => total + bytes, 0);
}
