import { join, relative } from "node:path";
import type { ExecutionEnv } from "../env/execution-env.ts";
import type { ContextFile } from "./context-file.ts";
import type { PromptProblem } from "./prompt-problem.ts";
import { isWithin, problemOf, readTextFile } from "./read-text-file.ts";

/** Which folders are looked at, and for which names. */
export interface LoadContextFilesOptions {
  /** The outermost folder that is looked at, usually the root of the repository. Default: the working folder. */
  root?: string | undefined;
  /** The innermost folder. Default: the environment's working folder. */
  workspaceDir?: string | undefined;
  /** Of each folder the first of these that can be read. Default: `AGENTS.md`, `CLAUDE.md`. */
  names?: readonly string[] | undefined;
  /** Ends the reading; the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** The project's rules, from the root down to the working folder, so that the nearest come last. Blank files are skipped. */
export async function loadContextFiles(
  env: ExecutionEnv,
  options: LoadContextFilesOptions = {},
): Promise<{ files: ContextFile[]; problems: PromptProblem[] }> {
  const { names = ["AGENTS.md", "CLAUDE.md"], signal } = options;
  const files: ContextFile[] = [];
  const problems: PromptProblem[] = [];

  const innermost = env.resolve(options.workspaceDir ?? env.cwd);
  if (!innermost.ok) return { files, problems: [problemOf(innermost.error, env.cwd)] };
  const outermost = env.resolve(options.root ?? innermost.value);
  if (!outermost.ok) return { files, problems: [problemOf(outermost.error, options.root ?? "")] };
  const root = outermost.value;
  if (!isWithin(innermost.value, root)) {
    return { files, problems: [outsideRoot(innermost.value, root)] };
  }
  const rootFolder = await env.stat(root, signal);
  signal?.throwIfAborted();
  if (!rootFolder.ok) return { files, problems: [problemOf(rootFolder.error, root)] };

  for (const folder of foldersBetween(root, innermost.value)) {
    for (const name of names) {
      const path = join(folder, name);
      const read = await readTextFile(env, path, { within: rootFolder.value.realPath, signal });
      if (read.ok) {
        const content = read.value.text.trim();
        if (content !== "") files.push({ path, content });
        break;
      }
      if (read.error.code !== "not_found") problems.push(read.error);
    }
  }
  return { files, problems };
}

function foldersBetween(root: string, innermost: string): string[] {
  const folders = [root];
  let folder = root;
  for (const name of relative(root, innermost).split("/").filter(Boolean)) {
    folder = join(folder, name);
    folders.push(folder);
  }
  return folders;
}

function outsideRoot(path: string, root: string): PromptProblem {
  const message = `The working folder ${path} is not below ${root}, so no project files were read. Name a root above it.`;
  return { code: "outside_folder", severity: "error", message, path };
}
