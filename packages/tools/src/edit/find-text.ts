import { normalizeLine } from "./normalize-line.ts";
import { type Reindent, reindentation } from "./reindentation.ts";
import type { TextFile } from "./text-file.ts";

/** Where the text to replace was found. Offsets are bytes of the file. */
export type TextMatch =
  | {
      kind: "found";
      how: "exact" | "lines";
      start: number;
      end: number;
      /** Set when the indentation differs. */
      reindent: Reindent | undefined;
      /** The text ends with a line feed that the last line of the file does not have. */
      lacksFinalNewline: boolean;
    }
  | { kind: "ambiguous"; lines: number[] }
  | { kind: "missing" };

/**
 * Finds a text with LF line endings exactly, else as whole lines that differ only in trailing spaces, typographic
 * characters, or in one change of indentation for all.
 */
export function findText(file: TextFile, text: string): TextMatch {
  const exact = findExact(file, Buffer.from(text));
  return exact.kind === "missing" ? findLines(file, text.split("\n")) : exact;
}

function findExact(file: TextFile, text: Buffer): TextMatch {
  const found: number[] = [];
  for (let at = file.unix.indexOf(text); at !== -1; at = file.unix.indexOf(text, at + 1)) {
    found.push(at);
  }
  const [only] = found;
  if (only === undefined) return { kind: "missing" };
  if (found.length > 1) return { kind: "ambiguous", lines: lineNumbers(file.unix, found) };
  const start = file.offsetOf(only);
  const end = file.offsetOf(only + text.length);
  return { kind: "found", how: "exact", start, end, reindent: undefined, lacksFinalNewline: false };
}

function findLines(file: TextFile, wanted: readonly string[]): TextMatch {
  const endsWithNewline = wanted.length > 1 && wanted.at(-1) === "";
  const texts = endsWithNewline ? wanted.slice(0, -1) : wanted;
  const keys = texts.map((text) => normalizeLine(text).trimEnd());
  if (keys.every((key) => key.trim() === "")) return { kind: "missing" };
  const fileKeys = file.lines.map((line) => normalizeLine(line.text).trimEnd());

  let starts = blockStarts(fileKeys, keys);
  let reindent: Reindent | undefined;
  if (starts.length === 0) {
    starts = blockStarts(trimmed(fileKeys), trimmed(keys));
    const [only] = starts;
    if (starts.length === 1 && only !== undefined) {
      reindent = reindentation(
        file.lines.slice(only, only + keys.length).map((line) => line.text),
        texts,
      );
      if (!reindent) return { kind: "missing" };
    }
  }
  const [first] = starts;
  if (first === undefined) return { kind: "missing" };
  if (starts.length > 1) return { kind: "ambiguous", lines: starts.map((start) => start + 1) };
  const block = file.lines.slice(first, first + keys.length);
  const [head, last] = [block[0], block.at(-1)];
  if (!head || !last) return { kind: "missing" };
  return {
    kind: "found",
    how: "lines",
    start: head.start,
    end: endsWithNewline ? last.next : last.end,
    reindent,
    lacksFinalNewline: endsWithNewline && last.next === last.end,
  };
}

function trimmed(keys: readonly string[]): string[] {
  return keys.map((key) => key.trimStart());
}

function blockStarts(lines: readonly string[], block: readonly string[]): number[] {
  const starts: number[] = [];
  for (let start = 0; start + block.length <= lines.length; start += 1) {
    if (block.every((line, index) => lines[start + index] === line)) starts.push(start);
  }
  return starts;
}

function lineNumbers(bytes: Buffer, offsets: readonly number[]): number[] {
  let line = 1;
  let at = 0;
  return offsets.map((offset) => {
    for (let newline = bytes.indexOf(10, at); newline !== -1 && newline < offset; ) {
      line += 1;
      at = newline + 1;
      newline = bytes.indexOf(10, at);
    }
    return line;
  });
}
