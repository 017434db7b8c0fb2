import type { ExecutionEnv } from "@argent/agent/env";
import { walk } from "@argent/tools";

/** The files of the working folder, for completion. */
export interface FileIndex {
  readonly files: readonly string[];
  /** Reads the folder anew, unless that is being done; calls back when it is done. */
  refresh(onDone: () => void): void;
  close(): void;
}

const limit = 20_000;

/** Leaves out what `.gitignore` files say. */
export function createFileIndex(env: ExecutionEnv): FileIndex {
  const abort = new AbortController();
  let files: readonly string[] = [];
  let isReading = false;

  const read = async () => {
    const found: string[] = [];
    for await (const { path, kind } of walk(env, env.cwd, abort.signal)) {
      found.push(kind === "directory" ? `${path}/` : path);
      if (found.length >= limit) break;
    }
    files = found;
  };

  return {
    get files() {
      return files;
    },
    refresh(onDone) {
      if (isReading) return;
      isReading = true;
      const done = () => {
        isReading = false;
        onDone();
      };
      read().then(done, done); // a folder that cannot be read has nothing to complete
    },
    close: () => abort.abort(),
  };
}
