import { realpathSync } from "node:fs";
import { resolve } from "node:path";

/** Runs a task when every earlier one for the same file in this process has ended. */
export async function withFileMutationQueue<Value>(
  filePath: string,
  task: () => Promise<Value>,
): Promise<Value> {
  queues ??= new Map();
  const key = realPathOf(filePath);
  const before = queues.get(key);
  const { promise: done, resolve: release } = Promise.withResolvers<void>();
  const tail = Promise.all([before, done]).then(() => undefined);
  queues.set(key, tail);
  try {
    await before;
    return await task();
  } finally {
    release();
    if (queues.get(key) === tail) queues.delete(key);
  }
}

/** One for the process, as in Pi: the tools of every session and a host's own meet here. */
let queues: Map<string, Promise<void>> | undefined;

function realPathOf(filePath: string): string {
  const path = resolve(filePath);
  try {
    return realpathSync.native(path);
  } catch {
    return path; // it is not there yet
  }
}
