import { mkdirSync, mkdtempDisposableSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A home folder and a folder to work in, with files in them: text, or a value that becomes JSON. */
export function appPlace(files: Record<string, unknown> = {}) {
  const folder = mkdtempDisposableSync(join(tmpdir(), "argent-app-"));
  const [home, cwd] = [join(folder.path, "home"), join(folder.path, "work")];
  for (const path of [home, cwd]) mkdirSync(path);
  const put = (name: string, value: unknown) => {
    const path = join(folder.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
    return path;
  };
  for (const [name, value] of Object.entries(files)) put(name, value);
  return { env: {}, home, cwd, put, [Symbol.dispose]: () => folder.remove() };
}
