import type { ExecutionEnv } from "@argent/agent/env";
import { contains } from "../env/roots.ts";
import { toRipgrepPattern } from "./ripgrep-pattern.ts";

export interface RipgrepQuery {
  expression: RegExp;
  /** Absolute. */
  folder: string;
  /** `.gitignore` files above the folder count. */
  isInRepository: boolean;
}

/**
 * Lists the files that may have a matching line, relative to the folder, in no particular order. `undefined` when ripgrep
 * is not there or cannot answer.
 */
export type Ripgrep = (query: RipgrepQuery, signal?: AbortSignal) => Promise<string[] | undefined>;

/**
 * Nothing but `.gitignore` files takes part; the environment variable is removed as well. (An `.rgignore` cannot be
 * switched off before ripgrep 14.)
 */
const options = [
  "--no-config",
  "--no-messages",
  "--files-with-matches",
  "--null",
  "--text",
  "--hidden",
  "--glob=!.git",
  "--no-require-git",
  "--no-ignore-dot",
  "--no-ignore-exclude",
  "--no-ignore-global",
];

/**
 * ripgrep as a fast way to leave out the files that cannot match: what it lists is searched again, so that results do not
 * depend on whether it is there.
 *
 * @param program A path, or `false` for never. Default: `rg` in the `PATH` of commands, else that of the package
 *   `@vscode/ripgrep` when it is installed.
 */
export function createRipgrep(env: ExecutionEnv, program?: string | false): Ripgrep {
  let found: Promise<string | undefined> | undefined;
  return async (query, signal) => {
    if (program === false) return undefined;
    const pattern = toRipgrepPattern(query.expression.source);
    if (pattern === undefined) return undefined;
    found ??= program === undefined ? findProgram(env) : Promise.resolve(program);
    const path = await found;
    // A repository must not bring the program that searches it.
    if (path === undefined || contains(env.cwd, path) || contains(query.folder, path)) {
      return undefined;
    }
    const words = [
      path,
      ...options,
      ...(query.isInRepository ? [] : ["--no-ignore-parent"]),
      query.expression.ignoreCase ? "--ignore-case" : "--case-sensitive",
      `--regexp=${pattern}`,
      "--",
      "./",
    ];
    const command = `${words.map(quoted).join(" ")} 2> /dev/null`;
    const { output, exitCode } = await run(env, command, query.folder, signal);
    if (exitCode === 1) return [];
    if (exitCode !== 0) return undefined;
    const paths = output.split("\0").slice(0, -1);
    return paths.map((name) => name.replace(/^\.\//, ""));
  };
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

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
