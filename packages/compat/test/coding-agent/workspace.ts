import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Workspace extends Disposable {
  path: string;
  at(name: string): string;
}

/** A folder with files, gone at the end of the test. */
export function workspace(files: Readonly<Record<string, string | Uint8Array>> = {}): Workspace {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "argent-coding-")));
  for (const [name, content] of Object.entries(files)) {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return {
    path,
    at: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
