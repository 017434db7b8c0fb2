import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { type FileHandle, mkdir, open, readdir, readFile, stat, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Clock } from "@argent/ai";
import type { LeaseHolder, LeaseOutcome } from "./entry-log.ts";
import { isRecord, parseJson } from "./parse-line.ts";
import { isRunning, ownIdentity, type ProcessIdentity } from "./process-identity.ts";
import { systemCodeOf } from "./session-error.ts";

export interface FileLease {
  acquire(options?: { force?: boolean | undefined }): Promise<LeaseOutcome>;
  /** Whether it is held now, by what the disk says. */
  isHeld(): boolean;
  release(): Promise<void>;
}

interface Held {
  readonly file: string;
  readonly number: number;
  /** Open as long as the lease is held, so that the inode is not given to the lock of another process. */
  readonly handle: FileHandle;
  readonly inode: number;
  stopHeartbeat: () => void;
}

interface Lock {
  readonly file: string;
  readonly number: number;
}

/**
 * The right to append to a file, as a lock file beside it, `<file>.lock-<number>`. Whoever takes over creates the next
 * number before the old one is removed: of several who try only one succeeds, and an earlier holder that wakes up finds
 * its own lock gone or a higher one there. The time of the lock file is the holder's sign of life.
 */
export function fileLease(path: string, clock: Clock): FileLease {
  let held: Held | undefined;

  async function acquire({
    force = false,
  }: {
    force?: boolean | undefined;
  } = {}): Promise<LeaseOutcome> {
    if (isHeld()) return { acquired: true };
    await release();
    const self = await ownIdentity();
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    for (;;) {
      const newest = await newestLock(path);
      const holder = newest && (await readHolder(newest));
      if (newest && !holder) continue; // released between the two looks
      if (holder && !(await mayTakeFrom(holder, self, clock.now(), force))) {
        return { acquired: false, holder: holder.shown };
      }
      held = await claim(path, (newest?.number ?? 0) + 1, self);
      if (!held) continue; // another process was faster
      if (newest) await unlink(newest.file).catch(ignoreMissing);
      held.stopHeartbeat = heartbeat(held, clock);
      return { acquired: true };
    }
  }

  function isHeld(): boolean {
    if (!held) return false;
    const next = lockFile(path, held.number + 1);
    return inodeOf(held.file) === held.inode && inodeOf(next) === undefined;
  }

  async function release(): Promise<void> {
    const releasing = held;
    if (!releasing) return;
    releasing.stopHeartbeat();
    const isOurs = isHeld();
    held = undefined;
    if (isOurs) await unlink(releasing.file).catch(ignoreMissing);
    await releasing.handle.close();
  }

  return { acquire, isHeld, release };
}

/** Milliseconds between two signs of life. */
const heartbeatInterval = 10_000;
/** Milliseconds without a sign of life after which a holder counts as silent. */
const silence = 60_000;

interface FileHolder {
  readonly shown: LeaseHolder;
  /** Unknown while the lock is being written. */
  readonly identity: ProcessIdentity | undefined;
}

async function mayTakeFrom(
  { shown, identity }: FileHolder,
  self: ProcessIdentity,
  now: number,
  force: boolean,
): Promise<boolean> {
  const isSilent = now - shown.seenAt > silence;
  // Of a process elsewhere the signs of life are all there is to go by.
  if (identity?.machine !== self.machine) return isSilent;
  return !(await isRunning(identity)) || (force && isSilent);
}

async function claim(
  path: string,
  number: number,
  self: ProcessIdentity,
): Promise<Held | undefined> {
  const file = lockFile(path, number);
  let handle: FileHandle;
  try {
    handle = await open(file, "wx", 0o600);
  } catch (cause) {
    if (systemCodeOf(cause) === "EEXIST") return undefined;
    throw cause;
  }
  await handle.writeFile(JSON.stringify({ id: randomUUID(), ...self }));
  const { ino: inode } = await handle.stat();
  return { file, number, handle, inode, stopHeartbeat: () => {} };
}

function heartbeat({ handle }: Held, clock: Clock): () => void {
  let cancel = clock.after(heartbeatInterval, beat);
  function beat(): void {
    const now = clock.now() / 1000;
    handle.utimes(now, now).catch(() => {}); // the lease is checked before each append; a missed beat costs nothing
    cancel = clock.after(heartbeatInterval, beat);
  }
  return () => cancel();
}

async function newestLock(path: string): Promise<Lock | undefined> {
  const prefix = `${basename(path)}.lock-`;
  const numbers = (await readdir(dirname(path)))
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .filter(Number.isSafeInteger);
  if (numbers.length === 0) return undefined;
  const number = Math.max(...numbers);
  return { number, file: lockFile(path, number) };
}

async function readHolder({ file }: Lock): Promise<FileHolder | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
    const value = parseJson(text);
    const identity = isIdentity(value) ? value : undefined;
    const id = typeof value?.id === "string" ? value.id : "";
    return { shown: { id, pid: identity?.pid, host: identity?.host, seenAt: mtimeMs }, identity };
  } catch (cause) {
    ignoreMissing(cause);
    return undefined;
  }
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return isRecord(value) && typeof value.pid === "number" && typeof value.machine === "string";
}

function lockFile(path: string, number: number): string {
  return join(dirname(path), `${basename(path)}.lock-${number}`);
}

function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}

function ignoreMissing(cause: unknown): void {
  if (systemCodeOf(cause) !== "ENOENT") throw cause;
}
