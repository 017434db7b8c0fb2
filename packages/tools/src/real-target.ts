import { posix } from "node:path";
import type { ExecutionEnv } from "@argent/agent/env";

/**
 * Where a file really is or would be, with every link resolved. What does not exist yet is found by where its nearest
 * existing folder is. `undefined` when the path leads outside of the environment.
 */
export async function realTarget(
  env: ExecutionEnv,
  path: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const resolved = env.resolve(path);
  if (!resolved.ok) return undefined;
  for (let folder = resolved.value, rest = ""; ; ) {
    const info = await env.stat(folder, signal);
    if (info.ok) return posix.join(info.value.realPath, rest);
    if (folder === "/") return resolved.value;
    rest = posix.join(posix.basename(folder), rest);
    folder = posix.dirname(folder);
  }
}
