import { ToolError } from "../tool-error.ts";
import { escapeRegExp } from "./glob.ts";

export interface PatternOptions {
  ignoreCase?: boolean | undefined;
  literal?: boolean | undefined;
}

/** A test for single lines. Throws a `ToolError` when the pattern is not a regular expression. */
export function lineMatcher(pattern: string, options: PatternOptions): RegExp {
  const { ignoreCase = false, literal = false } = options;
  // Other engines write flags for the whole pattern at its start; JavaScript has no such form.
  const inline = literal ? null : /^\(\?([a-z]+)\)/.exec(pattern);
  const source = inline ? pattern.slice(inline[0].length) : pattern;
  const isInsensitive = ignoreCase || inline?.[1]?.includes("i");
  try {
    return new RegExp(literal ? escapeRegExp(source) : source, isInsensitive ? "i" : "");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ToolError("invalid", `${reason}. Set literal to search for the text as it is.`, {
      cause,
    });
  }
}

export interface LineMatch {
  /** From 1. */
  line: number;
  text: string;
  /** Where the match begins in the text; `undefined` for a line of context. */
  at: number | undefined;
}

export interface FoundLines {
  lines: LineMatch[];
  count: number;
  /** There is another match after the limit. */
  hasMore: boolean;
}

/** The lines that match, each with the lines around it; every line once, in order. */
export function matchLines(
  text: string,
  expression: RegExp,
  context: number,
  limit: number,
): FoundLines {
  const all = text.split(/\r?\n/);
  if (all.at(-1) === "") all.pop();
  const found: FoundLines = { lines: [], count: 0, hasMore: false };
  let next = 0;
  let contextEnd = 0;
  const push = (index: number, at?: number) => {
    found.lines.push({ line: index + 1, text: all[index] ?? "", at });
    next = index + 1;
  };
  for (const [index, line] of all.entries()) {
    const match = expression.exec(line);
    if (match) {
      found.hasMore = found.count === limit;
      if (found.hasMore) break;
      for (let before = Math.max(next, index - context); before < index; before += 1) {
        push(before);
      }
      push(index, match.index);
      found.count += 1;
      contextEnd = index + context;
    } else if (found.count > 0 && index <= contextEnd) push(index);
  }
  return found;
}
