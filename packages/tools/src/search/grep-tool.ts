import { posix } from "node:path";
import type { AgentTool } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import { type LocatedPath, locatePath } from "../locate-path.ts";
import { defaultLimits, formatSize } from "../output-limits.ts";
import { sniffEncoding } from "../read/text-encoding.ts";
import { orThrow } from "../tool-error.ts";
import { pathMatcher } from "./find-tool.ts";
import { type FoundLines, type LineMatch, lineMatcher, matchLines } from "./line-matcher.ts";
import type { SearchToolOptions } from "./ls-tool.ts";
import { mapAhead } from "./map-ahead.ts";
import { createRipgrep, type Ripgrep } from "./ripgrep.ts";
import { createBoundedRunner } from "./run-bounded.ts";
import { type SearchDetails, searchResult } from "./search-result.ts";
import { repositoryOf, walk } from "./walk.ts";

export interface GrepToolOptions extends SearchToolOptions {
  /**
   * The program ripgrep, which finds the files to search in large folders; `false` for never. Default: `rg` in the `PATH`
   * of commands, else that of the package `@vscode/ripgrep`, else every file is read.
   */
  ripgrep?: string | false | undefined;
}

const defaultLimit = 100;
const maximumLineLength = 500;
const maximumFileBytes = 32 * 1024 * 1024;
/** Files that are read while one is searched. */
const filesAhead = 8;
/** For one file. */
const maximumMatchMs = 1_000;

const parameters = {
  type: "object",
  properties: {
    pattern: { type: "string", description: "JavaScript regular expression, or text with literal" },
    path: { type: "string", description: "Folder or file; default: the working folder" },
    glob: { type: "string", description: "Only files that fit, for example '*.ts'" },
    ignoreCase: { type: "boolean", description: "Default: false" },
    literal: { type: "boolean", description: "The pattern is plain text; default: false" },
    context: { type: "integer", minimum: 0, description: "Lines around each match; default 0" },
    limit: { type: "integer", minimum: 1, description: `Most matches; default ${defaultLimit}` },
  },
  required: ["pattern"],
} as const;

/** Searches the text of files, line by line. */
export function createGrepTool(
  options: GrepToolOptions,
): AgentTool<typeof parameters, SearchDetails> {
  const { env, limits = defaultLimits } = options;
  const ripgrep = createRipgrep(env, options.ripgrep);
  return {
    name: "grep",
    label: "Search text",
    description:
      "Search the text of files for a pattern. Shows paths, line numbers and lines. Leaves out binary files and what .gitignore says.",
    parameters,
    effect: "read",
    async execute(_id, params, signal) {
      const { context = 0, limit = defaultLimit } = params;
      const expression = lineMatcher(params.pattern, params);
      const bounded = createBoundedRunner(maximumMatchMs);
      const root = await locatePath(env, params.path ?? ".", signal);
      const lines: string[] = [];
      let remaining = limit;
      let isLimited = false;
      let isLineCut = false;
      let tooLarge = 0;
      const files = filesBelow({ env, ripgrep }, { root, glob: params.glob, expression }, signal);
      const read = mapAhead(files, filesAhead, async (file) => ({
        ...file,
        text: await textOf(env, file.path, signal),
      }));
      for await (const { shown, text } of read) {
        if (text === "too large") tooLarge += 1;
        if (typeof text === "string") continue;
        let found: FoundLines | undefined;
        bounded(() => {
          found = matchLines(text.decoded, expression, context, remaining);
        });
        if (!found) continue;
        remaining -= found.count;
        isLimited = found.hasMore;
        for (const match of found.lines) {
          isLineCut ||= match.text.length > maximumLineLength;
          lines.push(format(shown, match));
        }
        if (isLimited) break;
      }
      const notices = [
        isLimited &&
          `${limit} matches limit reached. Use limit=${limit * 2} for more, or refine pattern`,
        isLineCut &&
          `Some lines truncated to ${maximumLineLength} chars. Read the file to see them`,
        tooLarge > 0 && `${tooLarge} files over ${formatSize(maximumFileBytes)} left out`,
      ].filter((notice) => notice !== false);
      return searchResult(lines, limits, { isLimited, whenEmpty: "No matches found", notices });
    },
  };
}

async function* filesBelow(
  { env, ripgrep }: { env: ExecutionEnv; ripgrep: Ripgrep },
  { root, glob, expression }: { root: LocatedPath; glob: string | undefined; expression: RegExp },
  signal: AbortSignal | undefined,
): AsyncGenerator<{ path: string; shown: string }, void> {
  if (orThrow(root.info).kind !== "directory") {
    yield { path: root.path, shown: posix.basename(root.path) };
    return;
  }
  const matches = glob === undefined ? () => true : pathMatcher(glob);
  const folder = orThrow(env.resolve(root.path));
  const isInRepository = (await repositoryOf(env, folder, signal)) !== undefined;
  const listed = await ripgrep({ expression, folder, isInRepository }, signal);
  for await (const path of listed ? inOrder(listed) : walkedFiles(env, root.path, signal)) {
    if (matches(path)) yield { path: posix.join(root.path, path), shown: path };
  }
}

async function* walkedFiles(env: ExecutionEnv, root: string, signal: AbortSignal | undefined) {
  for await (const { kind, path } of walk(env, root, signal)) if (kind === "file") yield path;
}

/** The order in which a walk would find them. */
function inOrder(paths: readonly string[]): string[] {
  // A slash comes before every other character of a name.
  const keys = paths.map((path) => ({ path, key: path.replaceAll("/", "\0") }));
  return keys.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ path }) => path);
}

async function textOf(env: ExecutionEnv, path: string, signal: AbortSignal | undefined) {
  const range = { end: maximumFileBytes + 1 };
  const read = await env.readFile(path, { range, signal });
  if (!read.ok && read.error.code !== "aborted") return "unreadable";
  const bytes = orThrow(read);
  if (bytes.length > maximumFileBytes) return "too large";
  const encoding = sniffEncoding(bytes);
  return encoding ? { decoded: new TextDecoder(encoding).decode(bytes) } : "binary";
}

function format(path: string, { line, text, isContext }: LineMatch): string {
  const shown =
    text.length > maximumLineLength ? `${text.slice(0, maximumLineLength)}... [truncated]` : text;
  return isContext ? `${path}-${line}- ${shown}` : `${path}:${line}: ${shown}`;
}
