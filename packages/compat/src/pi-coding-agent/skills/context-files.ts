import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const names = ["AGENTS.md", "AGENTS.MD", "CLAUDE.md", "CLAUDE.MD"];

/** What the user and the project say about working on it: the file of the home, then those from the root down to `cwd`. */
export function loadProjectContextFiles(options: {
  cwd: string;
  agentDir: string;
}): { path: string; content: string }[] {
  const folders: string[] = [];
  for (let folder = resolve(options.cwd); ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (dirname(folder) === folder) break;
  }
  const found = [options.agentDir, ...folders].flatMap((folder) => contextFileOf(folder) ?? []);
  return found.filter(({ path }, index) => found.findIndex((file) => file.path === path) === index);
}

function contextFileOf(folder: string): { path: string; content: string } | undefined {
  for (const name of names) {
    const path = join(folder, name);
    try {
      return { path, content: readFileSync(path, "utf8") };
    } catch {
      // The next name, or none: a file that cannot be read is not the session's concern.
    }
  }
  return undefined;
}
