import { fitted } from "../terminal/width.ts";
import { printable } from "../view/plain.ts";
import { folded } from "./folded.ts";
import type { Look } from "./look.ts";

export interface DiffLimits {
  head: number;
  tail: number;
}

/** A diff up to so many lines is shown whole. */
const wholeLines = 60;
const longLimits: DiffLimits = { head: 12, tail: 6 };

/** A unified diff in colours. Of a long one the beginning and the end are shown, and what it changes in all. */
export function diffLines(diff: string, look: Look, limits?: DiffLimits): string[] {
  const { style, width } = look;
  const all = printable(diff).trimEnd().split("\n");
  const body = all.filter((line) => !/^(---|\+\+\+) /.test(line));
  const added = body.filter((line) => line.startsWith("+")).length;
  const removed = body.filter((line) => line.startsWith("-")).length;
  const isShort = limits === undefined && body.length <= wholeLines;
  const shown = isShort
    ? body
    : folded(
        body,
        limits ?? longLimits,
        (hidden) => `⋮ ${hidden.toLocaleString("en-US")} more lines`,
      );
  return [
    `  ${style.green(`+${added}`)} ${style.red(`-${removed}`)}`,
    ...shown.map((line) => painted(fitted(line.replaceAll("\t", "    "), width - 2), look)),
  ];
}

function painted(line: string, { style }: Look): string {
  if (line.startsWith("+")) return `  ${style.green(line)}`;
  if (line.startsWith("-")) return `  ${style.red(line)}`;
  if (line.startsWith("@@")) return `  ${style.cyan(line)}`;
  return `  ${style.dim(line)}`;
}
