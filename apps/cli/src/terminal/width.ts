import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

const printableAscii = /^[ -~]*$/;
const esc = "\u001b";
const styleSequences = new RegExp(`${esc}\\[[0-9;:]*m`, "g");
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Columns that a text takes on a terminal; styles take none. */
export function widthOf(text: string): number {
  return printableAscii.test(text) ? text.length : stringWidth(text);
}

/** Wraps styled text at words, and words that are too long anywhere unless it keeps them; every row closes its styles. */
export function wrapped(text: string, columns: number, { keepsWords = false } = {}): string[] {
  if (printableAscii.test(text) && text.length <= columns) return [text];
  return wrapAnsi(text, Math.max(1, columns), { hard: !keepsWords }).split("\n");
}

/** At most so many columns of a styled text; what is cut off shows as an ellipsis. */
export function fitted(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns <= 0) return "";
  let width = 0;
  let result = "";
  for (const part of styledParts(text)) {
    if (part.isStyle) {
      result += part.text;
      continue;
    }
    for (const { segment } of graphemes.segment(part.text)) {
      const next = widthOf(segment);
      if (width + next > columns - 1) return `${result}…${result.includes("\u001b") ? reset : ""}`;
      width += next;
      result += segment;
    }
  }
  return result;
}

/** A styled text with spaces up to so many columns. */
export function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - widthOf(text)));
}

/** What people take for one character. */
export function graphemesOf(text: string): string[] {
  if (printableAscii.test(text)) return text.split("");
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

const reset = "\u001b[0m";

function* styledParts(text: string): Generator<{ text: string; isStyle: boolean }> {
  let at = 0;
  for (const match of text.matchAll(styleSequences)) {
    if (match.index > at) yield { text: text.slice(at, match.index), isStyle: false };
    yield { text: match[0], isStyle: true };
    at = match.index + match[0].length;
  }
  if (at < text.length) yield { text: text.slice(at), isStyle: false };
}
