import { countNewlines, indexOfNewline } from "../newlines.ts";
import type { OutputLimits } from "../output-limits.ts";

/** The first lines of some bytes that fit the limits; a part of the first line when that does not. */
export function firstLines(bytes: Uint8Array, limits: OutputLimits): Uint8Array {
  const lineEnd = indexOfNewline(bytes, limits.lines) + 1;
  const byLines = lineEnd === 0 ? bytes : bytes.subarray(0, lineEnd);
  if (byLines.length <= limits.bytes) return byLines;
  const cut = byLines.subarray(0, limits.bytes);
  const newline = cut.lastIndexOf(10);
  return newline === -1 ? wholeCharacters(cut) : cut.subarray(0, newline + 1);
}

/** The last lines of some bytes that fit the limits; a part of the last line when that does not. */
export function lastLines(bytes: Uint8Array, limits: OutputLimits): Uint8Array {
  const body = bytes.at(-1) === 10 ? bytes.subarray(0, -1) : bytes;
  const newlines = countNewlines(body);
  const skipped = newlines - (limits.lines - 1);
  const byLines = skipped <= 0 ? bytes : bytes.subarray(indexOfNewline(bytes, skipped) + 1);
  if (byLines.length <= limits.bytes) return byLines;
  const cut = byLines.subarray(byLines.length - limits.bytes);
  const isLineStart = byLines[byLines.length - limits.bytes - 1] === 10;
  const newline = cut.indexOf(10);
  if (isLineStart || newline === -1 || newline === cut.length - 1) return fromCharacter(cut);
  return cut.subarray(newline + 1);
}

/** Without the beginning of a UTF-8 character that goes on after the end. */
export function wholeCharacters(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (isContinuation(byte)) continue;
    return back < lengthOf(byte) ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}

/** Without the end of a UTF-8 character that began before the start. */
function fromCharacter(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < 3 && start < bytes.length && isContinuation(bytes[start] ?? 0)) start += 1;
  return bytes.subarray(start);
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function lengthOf(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}
