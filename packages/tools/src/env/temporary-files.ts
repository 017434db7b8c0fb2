import { mkdtemp, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { AppendableFile } from "@argent/agent/env";
import { attempt } from "./env-failure.ts";

export interface TemporaryFiles {
  create(name: string): Promise<AppendableFile>;
  removeAll(): Promise<void>;
}

/** Files in one private folder, made when the first is asked for. */
export function createTemporaryFiles(
  parent: string,
  onFolder: (folder: string) => void,
): TemporaryFiles {
  let folder: Promise<string> | undefined;
  let count = 0;

  const makeFolder = async () => {
    const made = await mkdtemp(join(parent, "argent-"));
    onFolder(made);
    return made;
  };

  return {
    async create(name) {
      folder ??= makeFolder();
      count += 1;
      const path = join(await folder, `${count}-${name.replaceAll(/[^\w.-]/g, "_").slice(-100)}`);
      const handle = await open(path, "ax", 0o600);
      let closed = false;
      return {
        path,
        append: (data) => attempt("write", path, async () => void (await handle.writeFile(data))),
        async close() {
          if (!closed) await handle.close();
          closed = true;
        },
      };
    },
    async removeAll() {
      if (!folder) return;
      const made = folder;
      folder = undefined;
      await made.then(
        (path) => rm(path, { recursive: true, force: true }),
        () => undefined, // it was never made; `create` has reported that
      );
    },
  };
}
