import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { ApprovedDefinitions } from "./approved-definitions.ts";

/**
 * Remembers in a JSON file of hashes by tool. A file that is not there, or that cannot be read, approves nothing. What
 * other programs add to it stays; what they change is seen when it is opened again.
 */
export async function fileApprovedDefinitions(file: string): Promise<ApprovedDefinitions> {
  const known = new Map(Object.entries(await readHashes(file)));
  let written: Promise<unknown> = Promise.resolve();

  async function write(tool: string, hash: string): Promise<void> {
    const draft = `${file}.${randomBytes(4).toString("hex")}.tmp`;
    const hashes = { ...(await readHashes(file)), [tool]: hash };
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(draft, `${JSON.stringify(hashes, null, 2)}\n`, { mode: 0o600 });
    await rename(draft, file);
  }

  return {
    get: (tool) => known.get(tool),
    async set(tool, hash) {
      if (known.get(tool) === hash) return;
      known.set(tool, hash);
      const mine = written.then(() => write(tool, hash));
      written = mine.catch(() => {}); // whoever set it hears of the failure
      await mine;
    },
  };
}

async function readHashes(file: string): Promise<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    const entries = Object.entries(value ?? {}).filter(([, hash]) => typeof hash === "string");
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}
