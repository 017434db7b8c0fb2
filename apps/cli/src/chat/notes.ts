import { wrapped } from "../terminal/width.ts";
import { oneLine } from "../view/plain.ts";
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
