import { mkdirSync, rmdirSync, statSync, utimesSync } from "node:fs";
import { dirname } from "node:path";
import { type Clock, sleep, systemClock } from "@argent/ai";

/** A lock whose holder has not touched it for this long is left over, as Pi's library has it. */
const staleMs = 10_000;
const touchMs = 5_000;
const waitMs = 20;
const attempts = 50;

/**
 * Runs a task while no other process that takes Pi's lock (a folder beside the file) runs one for the same file.
 *
 * @throws Error when the lock stays taken for a second.
 */
export function withFileLockSync<Value>(path: string, task: () => Value): Value {
  for (let attempt = 1; !take(path); attempt += 1) {
    if (attempt >= attempts) throw taken(path);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs);
  }
  try {
    return task();
  } finally {
    release(path);
  }
}

/** The same for a task that takes its time; the lock is kept fresh meanwhile. It waits as long as another holder may take. */
export async function withFileLock<Value>(
  path: string,
  task: () => Promise<Value>,
  clock: Clock = systemClock,
): Promise<Value> {
  const deadline = clock.now() + 3 * staleMs;
  while (!take(path)) {
    if (clock.now() > deadline) throw taken(path);
    await sleep(waitMs, clock);
  }
  const freshness = keepFresh(path, clock);
  try {
    return await task();
  } finally {
    freshness.end();
    release(path);
  }
}

function take(path: string): boolean {
  const lock = lockOf(path);
  try {
    mkdirSync(dirname(lock), { recursive: true, mode: 0o700 });
    mkdirSync(lock);
    return true;
  } catch (cause) {
    if (!isTaken(cause)) throw cause;
    const held = statSync(lock, { throwIfNoEntry: false });
    if (held && Date.now() - held.mtimeMs > staleMs) release(path);
    return false;
  }
}

function keepFresh(path: string, clock: Clock) {
  let cancel = () => {};
  const touch = () => {
    const now = new Date();
    utimesSync(lockOf(path), now, now);
    cancel = clock.after(touchMs, touch);
  };
  cancel = clock.after(touchMs, touch);
  return { end: () => cancel() };
}

function release(path: string): void {
  try {
    rmdirSync(lockOf(path));
  } catch {
    // Another process found it stale and took it away.
  }
}

function lockOf(path: string): string {
  return `${path}.lock`;
}

function isTaken(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "EEXIST";
}

function taken(path: string): Error {
  return new Error(
    `${path} is locked by another process. Try again; if none is running, remove ${lockOf(path)}.`,
  );
}
