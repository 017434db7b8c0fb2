import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

/** Where the job's sessions go, and those of the work that comes before it. */
export function warmUpFolder(target: string): string {
  return `${target}-warm-up`;
}

/** Makes both folders, empty. */
export async function emptyFolders(target: string): Promise<void> {
  for (const folder of [target, warmUpFolder(target)]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
}

/** What is wrong when the sessions of a folder do not hold so many messages. */
export async function countMessages(folder: string, wanted: number): Promise<string | undefined> {
  let found = 0;
  for (const name of await readdir(folder)) {
    if (!name.endsWith(".jsonl")) continue;
    const lines = (await readFile(join(folder, name), "utf8")).split("\n");
    found += lines.filter((line) => line.includes('"type":"message"')).length;
  }
  return found === wanted ? undefined : `${found} of ${wanted} messages are in the file`;
}
