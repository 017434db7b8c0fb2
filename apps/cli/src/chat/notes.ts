import { stripVTControlCharacters } from "node:util";
import { wrapped } from "../terminal/width.ts";
import { oneLine, printable } from "../view/plain.ts";
import type { Look } from "./look.ts";

/** Something that the person should know, in as many lines as it takes. */
export function warningLines(message: string, { style, width }: Look): string[] {
  return wrapped(style.yellow(`! ${oneLine(message, 600)}`), width);
}

/** Something that went wrong. */
export function failureLines(message: string, { style, width }: Look): string[] {
  return wrapped(style.red(`✗ ${oneLine(message, 1_000)}`), width);
}

/** Something that was done. */
export function doneLines(message: string, { style, width }: Look): string[] {
  return wrapped(`${style.green("✓")} ${oneLine(message, 600)}`, width);
}

/** What something else printed. */
export function strayLines(text: string, { style, width }: Look): string[] {
  const lines = printable(stripVTControlCharacters(text)).trimEnd().split("\n");
  return lines.flatMap((line) => wrapped(style.dim(line), width));
}
