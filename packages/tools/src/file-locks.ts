import { ToolError } from "./tool-error.ts";

/** One writer per file at a time. */
export interface FileLocks {
  /** Runs a task when every earlier one for the same path has ended. */
  run<Value>(path: string, task: () => Promise<Value>, signal?: AbortSignal): Promise<Value>;
}

/** Locks of this process only; whoever writes to the same files must share them. */
export function createFileLocks(): FileLocks {
  const tails = new Map<string, Promise<void>>();
  return {
    async run(path, task, signal) {
      const before = tails.get(path);
      const { promise: done, resolve: release } = Promise.withResolvers<void>();
      const tail = Promise.all([before, done]).then(() => undefined);
      tails.set(path, tail);
      try {
        await before;
        if (signal?.aborted) throw new ToolError("aborted", "The operation was aborted.", { path });
        return await task();
      } finally {
        release();
        if (tails.get(path) === tail) tails.delete(path);
      }
    },
  };
}
