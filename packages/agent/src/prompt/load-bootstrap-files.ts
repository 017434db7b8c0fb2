import { join } from "node:path";
import type { ExecutionEnv } from "../env/execution-env.ts";
import type { PromptFile } from "./format-prompt-files.ts";
import type { PromptProblem, PromptProblemCode } from "./prompt-problem.ts";
import { readTextFile } from "./read-text-file.ts";

/** The files of a workspace that make an agent somebody, in the order of the prompt. */
export const bootstrapFileNames: readonly string[] = [
  "AGENTS.md",
  "SOUL.md",
  "TOOLS.md",
  "IDENTITY.md",
  "USER.md",
  "HEARTBEAT.md",
  "BOOTSTRAP.md",
];

export const firstRunFileName = "BOOTSTRAP.md";

export interface LoadBootstrapFilesOptions {
  /** Absolute. */
  workspaceDir: string;
  /** `BOOTSTRAP.md` is read only then. */
  isFirstRun: boolean;
  /** Absolute paths that the prompt shows already. */
  shown: ReadonlySet<string>;
  signal?: AbortSignal | undefined;
}

/** Reads the bootstrap files. A missing one is kept as such, a blank one is skipped. */
export async function loadBootstrapFiles(
  env: ExecutionEnv,
  { workspaceDir, isFirstRun, shown, signal }: LoadBootstrapFilesOptions,
): Promise<{ files: PromptFile[]; problems: PromptProblem[] }> {
  const files: PromptFile[] = [];
  const problems: PromptProblem[] = [];
  const folder = await env.stat(workspaceDir, signal);
  const within = folder.ok ? folder.value.realPath : workspaceDir;
  for (const name of bootstrapFileNames) {
    const path = join(workspaceDir, name);
    if (shown.has(path) || (name === firstRunFileName && !isFirstRun)) continue;
    const read = await readTextFile(env, path, { within, signal });
    if (read.ok) {
      const content = read.value.text.trim();
      if (content !== "") files.push({ path, content });
      continue;
    }
    files.push({ path, absence: absenceOf(read.error.code) });
    if (read.error.code !== "not_found") problems.push(read.error);
  }
  return { files, problems };
}

/** What the model is told. */
function absenceOf(code: PromptProblemCode): string {
  switch (code) {
    case "not_found":
      return "missing";
    case "outside_folder":
      return "outside the workspace, not read";
    case "not_a_file":
      return "not a file";
    case "too_large":
      return "too large, not read";
    default:
      return "unreadable";
  }
}
