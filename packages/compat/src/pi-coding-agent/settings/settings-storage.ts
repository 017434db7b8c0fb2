import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withFileLockSync } from "./file-lock.ts";
import { replaceFile } from "./replace-file.ts";

export type SettingsScope = "global" | "project";

/** Where settings are kept, as text. */
export interface SettingsStorage {
  /** Gives the text to `change` (nothing when there is none) and keeps what it returns, if anything. */
  withLock(scope: SettingsScope, change: (current: string | undefined) => string | undefined): void;
}

/** `<agentDir>/settings.json` and `<cwd>/.pi/settings.json`. Nothing is made for a file that is only read. */
export function fileSettingsStorage(cwd: string, agentDir: string): SettingsStorage {
  const paths = {
    global: join(agentDir, "settings.json"),
    project: join(cwd, ".pi", "settings.json"),
  };
  return {
    withLock(scope, change) {
      const path = paths[scope];
      const keep = (next: string | undefined) => {
        if (next !== undefined) replaceFile(path, next);
      };
      const run = () => keep(change(readFileSync(path, "utf8")));
      if (existsSync(path)) return withFileLockSync(path, run);
      const first = change(undefined);
      if (first === undefined) return;
      // The file may have come meanwhile.
      withFileLockSync(path, () => (existsSync(path) ? run() : keep(first)));
    },
  };
}

export function memorySettingsStorage(): SettingsStorage {
  const texts: Partial<Record<SettingsScope, string>> = {};
  return {
    withLock(scope, change) {
      const next = change(texts[scope]);
      if (next !== undefined) texts[scope] = next;
    },
  };
}
