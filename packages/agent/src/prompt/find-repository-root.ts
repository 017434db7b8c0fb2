import { dirname, join } from "node:path";
import type { ExecutionEnv } from "../env/execution-env.ts";

/** The folder with `.git` that the working folder lies in, as far as the environment reaches; else the working folder. */
export async function findRepositoryRoot(env: ExecutionEnv): Promise<string> {
  for (let folder = env.cwd; ; folder = dirname(folder)) {
    if ((await env.stat(join(folder, ".git"))).ok) return folder;
    if (dirname(folder) === folder) return env.cwd;
  }
}
