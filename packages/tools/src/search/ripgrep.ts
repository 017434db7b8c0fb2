import type { ExecutionEnv } from "@argent/agent/env";
import { contains } from "../env/roots.ts";
import { toRipgrepPattern } from "./ripgrep-pattern.ts";
import { maximumBytes } from "./searched-text.ts";

export interface RipgrepQuery {
  expression: RegExp;
  /** Absolute. */
  folder: string;
  /** `.gitignore` files above the folder count. */
  isInRepository: boolean;
}

/**
 * Lists the files that may have a matching line, and those that are too large to be searched, relative to the folder, in no particular order. `undefined` when ripgrep
 * is not there or cannot answer.
 */
export type Ripgrep = (query: RipgrepQuery, signal?: AbortSignal) => Promise<string[] | undefined>;

/**
 * Decide which files there are. Nothing but `.gitignore` files takes part; the environment variable is removed as well. (An `.rgignore` cannot be
 * switched off before ripgrep 14.)
 */
const options = [
  "--no-config",
  "--no-messages",
  "--null",
  "--hidden",
  "--glob=!.git",
  "--no-require-git",
  "--no-ignore-dot",
  "--no-ignore-exclude",
  "--no-ignore-global",
];

const searchable = `--max-filesize=${maximumBytes}`;

/**
 * ripgrep as a fast way to leave out the files that cannot match: what it lists is searched again, so that results do not
 * depend on whether it is there.
 *
 * @param program A path, or `false` for never. Default: `rg` in the `PATH` of commands, else that of the package
 *   `@vscode/ripgrep` when it is installed.
 */
export function createRipgrep(env: ExecutionEnv, program?: string | false): Ripgrep {
  let known: Promise<string | undefined> | undefined;
  return async (query, signal) => {
    if (program === false) return undefined;
    const pattern = toRipgrepPattern(query.expression.source);
    if (pattern === undefined) return undefined;
    known ??= program === undefined ? findProgram(env) : Promise.resolve(program);
    const path = await known;
    // A repository must not bring the program that searches it.
    if (path === undefined || contains(env.cwd, path) || contains(query.folder, path)) {
      return undefined;
    }
    const list = [path, ...options, ...(query.isInRepository ? [] : ["--no-ignore-parent"])];
    const search = [
      ...list,
      "--files-with-matches",
      "--text",
      searchable,
      query.expression.ignoreCase ? "--ignore-case" : "--case-sensitive",
      `--regexp=${pattern}`,
      "--",
      "./",
    ];
    const files = [...list, "--files"];
    const next = "printf '\\0'"; // an empty name
    const command = `{ ${commandOf(search)}; found=$?; ${next}; ${commandOf(files)}; ${next}; ${commandOf([...files, searchable])}; exit $found; } 2> /dev/null`;
    const { output, exitCode } = await run(env, command, query.folder, signal);
    if (exitCode !== 0 && exitCode !== 1) return undefined; // 1: nothing matches
    const [found = [], all = [], small = []] = listsIn(output);
    const isSmall = new Set(small);
    return [...found, ...all.filter((name) => !isSmall.has(name))];
  };
}

/** Lists of names that each end with a NUL, and an empty name between the lists. */
function listsIn(output: string): string[][] {
  const lists: string[][] = [[]];
  for (const name of output.split("\0").slice(0, -1)) {
    if (name === "") lists.push([]);
    else lists.at(-1)?.push(name.replace(/^\.\//, ""));
  }
  return lists;
}

async function findProgram(env: ExecutionEnv): Promise<string | undefined> {
  const { output, exitCode } = await run(env, "command -v rg", env.cwd);
  const path = output.trim();
  if (exitCode === 0 && path.startsWith("/")) return path;
  return exitCode === undefined ? undefined : packagedProgram();
}

async function packagedProgram(): Promise<string | undefined> {
  const name: string = "@vscode/ripgrep";
  try {
    const { rgPath }: { rgPath?: unknown } = await import(name);
    return typeof rgPath === "string" ? rgPath : undefined;
  } catch {
    return undefined; // it is optional
  }
}

async function run(env: ExecutionEnv, command: string, cwd: string, signal?: AbortSignal) {
  const chunks: Uint8Array[] = [];
  const result = await env.exec(command, {
    cwd,
    signal,
    env: { RIPGREP_CONFIG_PATH: undefined },
    onOutput: (chunk) => void chunks.push(chunk),
  });
  const exitCode = result.ok && !result.value.endedBy ? result.value.exitCode : undefined;
  return { exitCode, output: Buffer.concat(chunks).toString() };
}

function commandOf(words: readonly string[]): string {
  return words.map(quoted).join(" ");
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
