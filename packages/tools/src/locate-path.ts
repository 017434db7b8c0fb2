import type { ExecutionEnv } from "@argent/agent/env";

/**
 * The path that a model most likely means. Models put an `@` before a path, as people do in prompts, and write plain
 * characters for the typographic ones in file names (macOS puts a narrow space into the names of screenshots). What
 * exists as written always wins.
 */
export async function locatePath(
  env: ExecutionEnv,
  path: string,
  signal?: AbortSignal,
): Promise<string> {
  for (const candidate of candidates(path)) {
    const found = await env.stat(candidate, signal);
    if (found.ok || found.error.code !== "not_found") return candidate;
  }
  return isInsideExistingFolder(env, path, signal).then((isMeant) =>
    isMeant ? path : plain(withoutAt(path)),
  );
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
