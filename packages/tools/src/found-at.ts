import { posix } from "node:path";
import type { ExecutionEnv, FileInfo } from "@argent/agent/env";
import { likeness } from "./likeness.ts";
import type { LocatedPath } from "./locate-path.ts";
import { orThrow, ToolError } from "./tool-error.ts";

const leastLikeness = 0.4;
const maximumNames = 3;

/** What is at a path; throws a `ToolError` otherwise, which names what is there instead when nothing is. */
export async function foundAt(
  env: ExecutionEnv,
  { path, info }: LocatedPath,
  signal?: AbortSignal,
): Promise<FileInfo> {
  if (info.ok || info.error.code !== "not_found") return orThrow(info);
  const similar = await similarPaths(env, path, signal);
  const names = similar.map((name) => JSON.stringify(name)).join(" or ");
  const hint = names === "" ? "" : ` Did you mean ${names}?`;
  throw new ToolError("not_found", `${info.error.message}${hint}`, { path });
}

/** The names in the nearest folder that exists which are most like the one that is missing there. */
async function similarPaths(
  env: ExecutionEnv,
  path: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  for (let missing = path; ; missing = posix.dirname(missing)) {
    const folder = posix.dirname(missing);
    const listed = await env.list(folder, signal);
    if (!listed.ok && folder !== missing) continue;
    const names = listed.ok ? listed.value.map((entry) => entry.name) : [];
    const wanted = posix.basename(missing);
    const rest = path.slice(missing.length);
    const best = mostLike(wanted, names).map(async (name) => {
      const candidate = posix.join(folder, name);
      const whole = candidate + rest;
      return rest !== "" && (await env.stat(whole, signal)).ok ? whole : candidate;
    });
    return Promise.all(best);
  }
}

function mostLike(wanted: string, names: readonly string[]): string[] {
  return names
    .map((name) => ({ name, score: likeness(keyOf(wanted), keyOf(name)) }))
    .filter(({ score }) => score >= leastLikeness)
    .sort((one, other) => other.score - one.score)
    .slice(0, maximumNames)
    .map(({ name }) => name);
}

/** Without the extension, which many names share; the spaces mark the ends. */
function keyOf(name: string): string {
  return ` ${posix.parse(name).name.toLowerCase()} `;
}
