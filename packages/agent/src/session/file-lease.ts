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
 * number and then removes those before it, and only then holds the lease: of several who try only one succeeds, and an
 * earlier holder that wakes up finds its own lock gone. The time of the lock file is the holder's sign of life.
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
      const earlier = await locksOf(path);
      const newest = earlier.at(-1);
      const holder = newest && (await readHolder(newest));
      if (newest && !holder) continue; // released between the two looks
      if (holder && !(await mayTakeFrom(holder, self, clock.now(), force))) {
        return { acquired: false, holder: holder.shown };
      }
      const claimed = await claim(path, (newest?.number ?? 0) + 1, self);
      if (!claimed || !(await succeed(path, claimed, earlier))) continue; // another process was faster
      claimed.stopHeartbeat = heartbeat(claimed, clock);
      held = claimed;
      return { acquired: true };
    }
  }

  function isHeld(): boolean {
    return held !== undefined && inodeOf(held.file) === held.inode;
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
  try {
    await handle.writeFile(JSON.stringify({ id: randomUUID(), ...self }));
    const { ino: inode } = await handle.stat();
    return { file, number, handle, inode, stopHeartbeat: () => {} };
  } catch (cause) {
    // A lock that says nothing would keep everybody out, its maker too.
    await abandon({ file, handle });
    throw cause;
  }
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

/**
 * Removes the locks that were there before. Gives the claim up when somebody else has come since: one who was slow may
 * have claimed a number that had become free again.
 */
async function succeed(path: string, claimed: Held, earlier: readonly Lock[]): Promise<boolean> {
  const known = new Set([claimed, ...earlier].map(({ number }) => number));
  let isAlone = false;
  try {
    isAlone = (await locksOf(path)).every(({ number }) => known.has(number));
    if (isAlone) for (const { file } of earlier) await unlink(file).catch(ignoreMissing);
  } catch (cause) {
    isAlone = false;
    throw cause;
  } finally {
    if (!isAlone) await abandon(claimed);
  }
  return isAlone;
}

async function abandon({ file, handle }: Pick<Held, "file" | "handle">): Promise<void> {
  await unlink(file).catch(ignoreMissing);
  await handle.close();
}

/** The highest number last. */
async function locksOf(path: string): Promise<Lock[]> {
  const prefix = `${basename(path)}.lock-`;
  return (await readdir(dirname(path)))
    .filter((name) => name.startsWith(prefix) && /^[1-9]\d*$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
    .filter(Number.isSafeInteger)
    .sort((a, b) => a - b)
    .map((number) => ({ number, file: lockFile(path, number) }));
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
