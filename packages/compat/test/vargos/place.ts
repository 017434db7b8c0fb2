import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A home folder and a working folder that nobody else uses. */
export async function makePlace() {
  const home = await mkdtemp(join(tmpdir(), "argent-vargos-"));
  const folder = join(home, ".vargos", "sessions");
  return {
    home,
    folder,
    filesIn: async (where = folder) =>
      (await readdir(where)).filter((name) => name.endsWith(".jsonl")).sort(),
    /** The entries of a session file of the folder. */
    entriesOf: async (file: string, where = folder): Promise<Record<string, unknown>[]> =>
      (await readFile(join(where, file), "utf8")).trim().split("\n").map(parse),
    [Symbol.asyncDispose]: () => rm(home, { recursive: true }),
  };
}

function parse(line: string): Record<string, unknown> {
  return JSON.parse(line);
}
