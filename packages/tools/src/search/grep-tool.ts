import { posix } from "node:path";
import type { AgentTool } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import { foundAt } from "../found-at.ts";
import { type LocatedPath, locatePath } from "../locate-path.ts";
import { defaultLimits } from "../output-limits.ts";
import { orThrow } from "../tool-error.ts";
import { type FoundLines, type LineMatch, lineMatcher, matchLines } from "./line-matcher.ts";
import type { SearchToolOptions } from "./ls-tool.ts";
import { mapAhead } from "./map-ahead.ts";
import { pathMatcher } from "./path-matcher.ts";
import { createRipgrep, type Ripgrep } from "./ripgrep.ts";
import { createBoundedRunner } from "./run-bounded.ts";
import { type SearchDetails, searchResult } from "./search-result.ts";
import { largestSearched, notSearched, readSearchedText } from "./searched-text.ts";
import { repositoryOf, walk } from "./walk.ts";

/** Where is searched, how much is shown, and with which program. */
export interface GrepToolOptions extends SearchToolOptions {
  /**
   * The program ripgrep, which finds the files to search in large folders; `false` for never. Default: `rg` in the `PATH`
   * of commands, else that of the package `@vscode/ripgrep`, else every file is read.
   */
  ripgrep?: string | false | undefined;
  /** Whether the lines of a file may be shown to somebody who may search the folder. Default: those of every file. */
  mayShow?: ((file: string, folder: string, signal?: AbortSignal) => Promise<boolean>) | undefined;
}

const defaultLimit = 100;
const maximumLineLength = 500;
/** What is shown before a match far inside of a long line. */
const leadLength = 100;
/** Files that are read while one is searched. */
const filesAhead = 8;
/** For one file, so many milliseconds and one more for so many characters: far more than an ordinary pattern takes. */
const maximumMatchMs = 1_000;
const charactersPerMs = 10_000;

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
  const { env, limits = defaultLimits, mayShow = async () => true } = options;
  const ripgrep = createRipgrep(env, options.ripgrep);
  return {
    name: "grep",
    label: "Search text",
    description:
      "Search the text of files for a pattern. Shows paths, line numbers and lines. Leaves out binary files and what .gitignore says.",
    parameters,
    effect: "read",
    async execute(_id, params, signal) {
      const { pattern, context = 0, limit = defaultLimit } = params;
      const expression = lineMatcher(pattern, params);
      const bounded = createBoundedRunner();
      const root = await locatePath(env, params.path ?? ".", signal);
      const isFolder = (await foundAt(env, root, signal)).kind === "directory";
      const lines: string[] = [];
      let remaining = limit;
      let isLimited = false;
      let isLineCut = false;
      const leftOut = { large: 0, unreadable: 0, guarded: 0 };
      const files = isFolder
        ? filesBelow({ env, ripgrep }, { root, glob: params.glob, expression }, signal)
        : onlyFile(root.path);
      const read = mapAhead(files, filesAhead, async (file) => ({
        ...file,
        searched: await readSearchedText(env, file.path, signal),
      }));
      for await (const { path, shown, searched } of read) {
        if (searched.kind !== "text") {
          if (!isFolder) throw notSearched(path, searched);
          if (searched.kind === "too large") leftOut.large += 1;
          if (searched.kind === "unreadable") leftOut.unreadable += 1;
          continue;
        }
        const { text } = searched;
        let found: FoundLines | undefined;
        bounded(maximumMatchMs + text.length / charactersPerMs, () => {
          found = matchLines(text, expression, context, remaining);
        });
        if (!found || (found.count === 0 && !found.hasMore)) continue;
        if (!(await mayShow(path, root.path, signal))) {
          leftOut.guarded += 1;
          continue;
        }
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
        leftOut.large > 0 && `${leftOut.large} files over ${largestSearched} left out`,
        leftOut.unreadable > 0 && `${leftOut.unreadable} files could not be read`,
        leftOut.guarded > 0 && `${leftOut.guarded} files with matches must not be shown`,
      ].filter((notice) => notice !== false);
      return searchResult(lines, limits, { isLimited, whenEmpty: nothingFound(pattern), notices });
    },
  };
}

function nothingFound(pattern: string): string {
  return /\n|\\n/.test(pattern)
    ? "No matches found. Each line is searched on its own, so that no match goes over a line end"
    : "No matches found";
}

async function* onlyFile(path: string) {
  yield { path, shown: posix.basename(path) };
}

async function* filesBelow(
  { env, ripgrep }: { env: ExecutionEnv; ripgrep: Ripgrep },
  { root, glob, expression }: { root: LocatedPath; glob: string | undefined; expression: RegExp },
  signal: AbortSignal | undefined,
): AsyncGenerator<{ path: string; shown: string }, void> {
  const folder = orThrow(env.resolve(root.path));
  const matches = glob === undefined ? () => true : pathMatcher(glob, folder);
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

function format(path: string, { line, text, at }: LineMatch): string {
  const shown = text.length > maximumLineLength ? around(text, at) : text;
  return at === undefined ? `${path}-${line}- ${shown}` : `${path}:${line}: ${shown}`;
}

/** The part of a long line that a match is in. */
function around(text: string, at = 0): string {
  const isNearStart = at < maximumLineLength - leadLength;
  const start = isNearStart ? 0 : Math.min(at - leadLength, text.length - maximumLineLength);
  const end = start + maximumLineLength;
  const part = text.slice(start, end).toWellFormed();
  return `${start > 0 ? "[truncated] ..." : ""}${part}${end < text.length ? "... [truncated]" : ""}`;
}
