import { posix } from "node:path";
import type { DirectoryEntry, ExecutionEnv } from "@argent/agent/env";
import { orThrow } from "../tool-error.ts";
import { type IgnoreRules, parseIgnoreRules } from "./ignore-rules.ts";

/** A file, folder or link below where the walk began. */
export interface WalkedEntry {
  /** Relative to where the walk began. */
  path: string;
  kind: DirectoryEntry["kind"];
}

/** The rules of a folder, and what lies between it and the paths that are asked about. */
interface Scope {
  rules: IgnoreRules;
  folder: string;
}

/**
 * Everything below a folder, in alphabetical order, folders before what is in them. Leaves out `.git` and what
 * `.gitignore` files say, also those of the folders above up to the root of the repository. Does not follow links.
 *
 * @throws ToolError when the folder cannot be read, or the signal is aborted. Folders below that cannot be read are
 *   left out.
 */
export async function* walk(
  env: ExecutionEnv,
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<WalkedEntry, void> {
  const root = orThrow(env.resolve(path));
  yield* walkFolder(env, root, "", await scopesAbove(env, root, signal), signal);
}

async function* walkFolder(
  env: ExecutionEnv,
  root: string,
  prefix: string,
  above: readonly Scope[],
  signal?: AbortSignal,
): AsyncGenerator<WalkedEntry, void> {
  const folder = posix.join(root, prefix);
  const listed = await env.list(folder, signal);
  if (!listed.ok && prefix !== "" && listed.error.code !== "aborted") return; // unreadable or gone by now
  const entries = orThrow(listed).sort((a, b) => (a.name < b.name ? -1 : 1));
  const own = entries.some((entry) => entry.name === ".gitignore" && entry.kind === "file")
    ? await scopeOf(env, folder, signal)
    : undefined;
  const scopes = own ? [own, ...above] : above;
  for (const { name, kind } of entries) {
    const isFolder = kind === "directory";
    if (name === ".git" || isIgnored(scopes, posix.join(folder, name), isFolder)) continue;
    const path = prefix + name;
    yield { path, kind };
    if (isFolder) yield* walkFolder(env, root, `${path}/`, scopes, signal);
  }
}

/** Tells of the entries of a folder which ones `.gitignore` files name, its own and those of the folders above. */
export async function ignoredIn(
  env: ExecutionEnv,
  path: string,
  signal?: AbortSignal,
): Promise<(entry: DirectoryEntry) => boolean> {
  const folder = orThrow(env.resolve(path));
  const [own, above] = await Promise.all([
    scopeOf(env, folder, signal),
    scopesAbove(env, folder, signal),
  ]);
  const scopes = own ? [own, ...above] : above;
  return ({ name, kind }) => isIgnored(scopes, posix.join(folder, name), kind === "directory");
}

/** The rules of the folders above, nearest first. None outside a repository. */
async function scopesAbove(
  env: ExecutionEnv,
  root: string,
  signal?: AbortSignal,
): Promise<Scope[]> {
  const repository = await repositoryOf(env, root, signal);
  const scopes: Scope[] = [];
  for (let folder = root; repository !== undefined && folder !== repository; ) {
    folder = posix.dirname(folder);
    const scope = await scopeOf(env, folder, signal);
    if (scope) scopes.push(scope);
  }
  return scopes;
}

/** The root of the repository that a folder is in, as far as the environment reaches. */
export async function repositoryOf(
  env: ExecutionEnv,
  path: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  for (let folder = path; ; folder = posix.dirname(folder)) {
    if ((await env.stat(posix.join(folder, ".git"), signal)).ok) return folder;
    if (folder === "/" || !(await env.stat(posix.dirname(folder), signal)).ok) return undefined;
  }
}

/** Bytes of a `.gitignore`; what comes behind them is no rule that a person wrote. */
const longestRules = 1024 * 1024;

async function scopeOf(
  env: ExecutionEnv,
  folder: string,
  signal?: AbortSignal,
): Promise<Scope | undefined> {
  const range = { end: longestRules };
  const file = await env.readFile(posix.join(folder, ".gitignore"), { range, signal });
  if (!file.ok) return undefined;
  return { folder, rules: parseIgnoreRules(new TextDecoder().decode(file.value)) };
}

function isIgnored(scopes: readonly Scope[], path: string, isFolder: boolean): boolean {
  for (const { rules, folder } of scopes) {
    const decision = rules.decide(posix.relative(folder, path), isFolder);
    if (decision !== undefined) return decision;
  }
  return false;
}
