import type { EnvError, ExecutionEnv, FileInfo, Result } from "@argent/agent/env";

export interface LocatedPath {
  path: string;
  /** What is there. */
  info: Result<FileInfo, EnvError>;
}

/**
 * The path that a model most likely means. Models put an `@` before a path, as people do in prompts, and write plain
 * characters for the typographic ones in file names (macOS puts a narrow space into the names of screenshots). What
 * exists as written always wins.
 */
export async function locatePath(
  env: ExecutionEnv,
  path: string,
  signal?: AbortSignal,
): Promise<LocatedPath> {
  for (const candidate of candidates(path)) {
    const info = await env.stat(candidate, signal);
    if (info.ok || info.error.code !== "not_found") return { path: candidate, info };
  }
  const isMeant = await isInsideExistingFolder(env, path, signal);
  const created = isMeant ? path : plain(withoutAt(path));
  return { path: created, info: await env.stat(created, signal) };
}

function candidates(path: string): Set<string> {
  const bare = withoutAt(path);
  return new Set([
    path,
    bare,
    plain(bare),
    plain(bare).replaceAll(/ (AM|PM)\b/gi, "\u202f$1"),
    bare.normalize("NFD"),
    bare.normalize("NFC"),
    bare.replaceAll("'", "\u2019"),
    bare.normalize("NFD").replaceAll("'", "\u2019"),
  ]);
}

/** A new file below an existing folder such as `@types` keeps its `@`. */
async function isInsideExistingFolder(env: ExecutionEnv, path: string, signal?: AbortSignal) {
  if (!path.startsWith("@") || !path.includes("/")) return false;
  const [folder = ""] = path.split("/", 1);
  return (await env.stat(folder, signal)).ok;
}

function withoutAt(path: string): string {
  return path.length > 1 && path.startsWith("@") ? path.slice(1) : path;
}

function plain(path: string): string {
  return path.replaceAll(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, " ");
}
