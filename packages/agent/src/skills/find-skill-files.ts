import { dirname, join } from "node:path";
import type { ExecutionEnv } from "../env/execution-env.ts";
import type { PromptProblem } from "../prompt/prompt-problem.ts";
import { isWithin, problemOf } from "../prompt/read-text-file.ts";

export interface SkillFiles {
  /** The given folder, with every symbolic link resolved; no skill lies outside. */
  root: string;
  /** In the order of their names. */
  paths: string[];
  problems: PromptProblem[];
}

/** A folder of skills that is deeper or larger than this was not meant as one. */
const maxDepth = 4;
const maxFolders = 2_000;

/**
 * The skill files of a folder: `SKILL.md` at any depth, and flat `.md` files directly in it. A folder with a `SKILL.md`
 * is one skill and is not searched further. Names with a leading dot and `node_modules` are passed over.
 */
export async function findSkillFiles(
  env: ExecutionEnv,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<SkillFiles> {
  const paths: string[] = [];
  const problems: PromptProblem[] = [];
  const found = await env.stat(folder, signal);
  signal?.throwIfAborted();
  if (!found.ok) {
    const problem = problemOf(found.error, folder);
    return { root: folder, paths, problems: problem.code === "not_found" ? [] : [problem] };
  }
  const root = found.value.realPath;
  if (found.value.kind !== "directory") return { root: dirname(root), paths: [root], problems };

  const visited = new Set<string>();
  const visit = async (path: string, depth: number): Promise<void> => {
    // Links can lead to one folder twice, or back up.
    if (visited.has(path) || depth > maxDepth || visited.size > maxFolders) return;
    visited.add(path);
    if (visited.size > maxFolders) {
      problems.push(tooManyFolders(folder));
      return;
    }
    const listed = await env.list(path, signal);
    signal?.throwIfAborted();
    if (!listed.ok) {
      problems.push(problemOf(listed.error, path));
      return;
    }
    const entries = listed.value.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    if (entries.some(({ name, kind }) => name === "SKILL.md" && kind !== "directory")) {
      paths.push(join(path, "SKILL.md"));
      return;
    }
    for (const { name, kind } of entries) {
      const child = join(path, name);
      if (name.startsWith(".") || name === "node_modules") continue;
      if (kind === "directory") await visit(child, depth + 1);
      else if (kind === "symlink" && !name.endsWith(".md")) await follow(child, depth + 1);
      else if (depth === 0 && name.endsWith(".md")) paths.push(child);
    }
  };
  const follow = async (link: string, depth: number): Promise<void> => {
    const target = await env.stat(link, signal);
    signal?.throwIfAborted();
    if (!target.ok) problems.push(problemOf(target.error, link));
    else if (target.value.kind !== "directory") return;
    else if (isWithin(target.value.realPath, root)) await visit(target.value.realPath, depth);
    else problems.push(leadsOutside(link, root));
  };
  await visit(root, 0);
  return { root, paths, problems };
}

function tooManyFolders(path: string): PromptProblem {
  const message = `${path} holds more than ${maxFolders} folders; skills after those were not looked for. Name the folder that holds skills.`;
  return { code: "too_many_folders", severity: "error", message, path };
}

function leadsOutside(path: string, root: string): PromptProblem {
  const message = `${path} was left out: the link leads outside ${root}. Name the folder that it leads to.`;
  return { code: "outside_folder", severity: "error", message, path };
}
