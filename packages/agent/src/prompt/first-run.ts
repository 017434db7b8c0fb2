import { join } from "node:path";
import { type EnvError, type ExecutionEnv, ok, type Result } from "../env/execution-env.ts";
import { firstRunFileName } from "./load-bootstrap-files.ts";

/** Where the workspace is, and where it is remembered. */
export interface FirstRunOptions {
  /** Default: the environment's working folder. */
  workspaceDir?: string | undefined;
  /** The file that remembers. Default: `.argent/workspace-state.json` in the workspace. */
  stateFile?: string | undefined;
}

/** Whether `BOOTSTRAP.md` is there and no run has been through it. Its memory is a file, so it survives the process. */
export async function isFirstRun(
  env: ExecutionEnv,
  options: FirstRunOptions = {},
): Promise<boolean> {
  const bootstrap = await env.stat(join(options.workspaceDir ?? env.cwd, firstRunFileName));
  if (!bootstrap.ok) return false;
  const state = await env.stat(stateFileOf(env, options));
  return !state.ok && state.error.code === "not_found";
}

/**
 * Remembers that a run has been through `BOOTSTRAP.md`. Call it after the first run that succeeded; what is remembered
 * already stays as it is. `now` is in milliseconds since the epoch.
 */
export async function rememberFirstRun(
  env: ExecutionEnv,
  now: number,
  options: FirstRunOptions = {},
): Promise<Result<void, EnvError>> {
  const file = stateFileOf(env, options);
  if ((await env.stat(file)).ok) return ok(undefined);
  const state = { bootstrapSeenAt: new Date(now).toISOString() };
  return env.writeFile(file, `${JSON.stringify(state)}\n`);
}

function stateFileOf(env: ExecutionEnv, { workspaceDir, stateFile }: FirstRunOptions): string {
  return stateFile ?? join(workspaceDir ?? env.cwd, ".argent/workspace-state.json");
}
