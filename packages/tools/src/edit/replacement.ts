import type { TextMatch } from "./find-text.ts";
import type { TextFile } from "./text-file.ts";

type Found = Extract<TextMatch, { kind: "found" }>;

/**
 * The bytes that replace a match. Lines that the edit does not change keep their bytes, and new lines get the line
 * ending of their surroundings. `undefined` when a new line cannot take over the indentation of the file.
 */
export async function replacementFor(
  file: TextFile,
  match: Found,
  oldText: string,
  newText: string,
): Promise<Buffer | undefined> {
  if (match.how === "exact" && file.unix === file.bytes) return Buffer.from(newText);
  const region = file.bytes.subarray(match.start, match.end);
  const segments = splitSegments(region);
  const outside = endingNear(file.bytes, match);
  const [oldLines, newLines] = [oldText, newText].map((text) =>
    (match.lacksFinalNewline ? text.replace(/\n$/, "") : text).split("\n"),
  );
  const { diffArrays } = await import("diff/lib/diff/array.js");

  const kept: Segment[] = [];
  let at = 0;
  for (const part of diffArrays(oldLines ?? [], newLines ?? [])) {
    if (!part.added) {
      if (!part.removed) kept.push(...segments.slice(at, at + part.count));
      at += part.count;
      continue;
    }
    const ending = segments[at - 1]?.ending || segments[at]?.ending || outside;
    for (const line of part.value) {
      const text = match.reindent ? match.reindent(line) : line;
      if (text === undefined) return undefined;
      kept.push({ bytes: Buffer.from(text), ending });
    }
  }
  return Buffer.concat(
    kept.flatMap((segment, index) =>
      index === kept.length - 1
        ? [segment.bytes]
        : [segment.bytes, Buffer.from(segment.ending || outside)],
    ),
  );
}

interface Segment {
  bytes: Buffer;
  /** Empty after the last one. */
  ending: string;
}

function splitSegments(region: Buffer): Segment[] {
  const segments: Segment[] = [];
  let start = 0;
  for (let at = region.indexOf(10); at !== -1; at = region.indexOf(10, start)) {
    const isWindows = at > start && region[at - 1] === 13;
    const end = isWindows ? at - 1 : at;
    segments.push({ bytes: region.subarray(start, end), ending: isWindows ? "\r\n" : "\n" });
    start = at + 1;
  }
  segments.push({ bytes: region.subarray(start), ending: "" });
  return segments;
}

/** The ending of the line that a match is in, else of the line before. */
function endingNear(bytes: Buffer, { start, end }: Found): string {
  const after = bytes.indexOf(10, end);
  const newline = after === -1 && start > 0 ? bytes.lastIndexOf(10, start - 1) : after;
  return newline > 0 && bytes[newline - 1] === 13 ? "\r\n" : "\n";
}
