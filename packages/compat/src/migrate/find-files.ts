import { readdir } from "node:fs/promises";
import { join } from "node:path";

export type HostFileKind = "source" | "manifest" | "configuration";

export interface HostFile {
  path: string;
  kind: HostFileKind;
}

const skipped = new Set(["node_modules", "dist", "build", "coverage", "out"]);
const sourceName = /\.[cm]?[jt]sx?$/;
const configurationName = /^(?:[jt]sconfig[\w.-]*\.json|deno\.jsonc?|import_map\.json)$/;

/** A host's own files that may name Pi, in alphabetical order. Leaves out what is installed, built or hidden. */
export async function* findFiles(folder: string): AsyncGenerator<HostFile, void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name) && !entry.name.startsWith(".")) yield* findFiles(path);
    } else if (entry.isFile()) {
      const kind = kindOf(entry.name);
      if (kind) yield { path, kind };
    }
  }
}

function kindOf(name: string): HostFileKind | undefined {
  if (name === "package.json") return "manifest";
  if (configurationName.test(name)) return "configuration";
  return sourceName.test(name) ? "source" : undefined;
}
