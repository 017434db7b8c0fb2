import type { FileInfo } from "@argent/agent/env";

/** What the model last saw of each file, so that it does not overwrite what it has not seen. */
export interface SeenFiles {
  /** The model has seen the file as it is now. */
  note(info: FileInfo): void;
  /** Whether a file that was seen is another one now. `false` for files never seen. */
  hasChanged(info: FileInfo): boolean;
}

/** Remembers the size and the time of change of each file; nothing has been seen yet. */
export function createSeenFiles(): SeenFiles {
  const seen = new Map<string, string>();
  const stampOf = (info: FileInfo) => `${info.size} ${info.modifiedAt}`;
  return {
    note: (info) => void seen.set(info.realPath, stampOf(info)),
    hasChanged(info) {
      const before = seen.get(info.realPath);
      return before !== undefined && before !== stampOf(info);
    },
  };
}
