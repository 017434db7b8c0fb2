import { fitted } from "../terminal/width.ts";
import { printable } from "../view/plain.ts";
import { folded } from "./folded.ts";
import type { Look } from "./look.ts";

export interface DiffLimits {
  head: number;
  tail: number;
}

export interface DiffOptions {
  /** The file, for the colours of its language. */
  path?: string | undefined;
  /** As much is shown of a longer diff. Default: up to 60 lines all of it, else less. */
  limits?: DiffLimits | undefined;
}

const wholeLines = 60;
const longLimits: DiffLimits = { head: 12, tail: 6 };
/** Longer lines show without the colours of their language. */
const maximumColumns = 500;

/** A unified diff in colours. Of a long one the beginning and the end are shown, and what it changes in all. */
export function diffLines(diff: string, look: Look, { path, limits }: DiffOptions = {}): string[] {
  const { style, width } = look;
  const all = printable(diff).trimEnd().split("\n");
  const body = all.filter((line) => !/^(---|\+\+\+) /.test(line));
  const added = body.filter((line) => line.startsWith("+")).length;
  const removed = body.filter((line) => line.startsWith("-")).length;
  const isShort = limits === undefined && body.length <= wholeLines;
  const note = (hidden: number) => `⋮ ${hidden.toLocaleString("en-US")} more lines`;
  const shown = isShort ? body : folded(body, limits ?? longLimits, note);
  const code = colouredCode(shown, path, look);
  return [
    `  ${style.green(`+${added}`)} ${style.red(`-${removed}`)}`,
    ...shown.map((line, index) => `  ${fitted(painted(line, code[index], look), width - 2)}`),
  ];
}

/** The lines without their marks, in the colours of their language; none where it is not known. */
function colouredCode(lines: readonly string[], path: string | undefined, look: Look): string[] {
  const language = /\.(\w+)$/.exec(path ?? "")?.[1]?.toLowerCase();
  if (language === undefined || lines.some((line) => line.length > maximumColumns)) return [];
  look.highlighter.load();
  const code = lines.map((line) => line.slice(1).replaceAll("\t", "    ")).join("\n");
  return look.highlighter.lines(code, language);
}

/** What goes is red as a whole; what comes and what stays have the colours of their language. */
function painted(line: string, code: string | undefined, { style }: Look): string {
  const plain = line.replaceAll("\t", "    ");
  if (line.startsWith("-")) return style.red(plain);
  if (line.startsWith("@@")) return style.cyan(plain);
  if (line.startsWith("+"))
    return code === undefined ? style.green(plain) : style.green("+") + code;
  return line.startsWith(" ") && code !== undefined ? ` ${code}` : style.dim(plain);
}
