import { countNewlines } from "./newlines.ts";

/** A span of bytes of a text, and what replaces it. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** What a change did to a text. */
export interface ChangeSummary {
  /** Unified. `undefined` when it would be too long to be read. */
  diff: string | undefined;
  /** In the new file, from 1. */
  firstChangedLine: number;
}

const contextLines = 4;
const maximumDiffBytes = 100 * 1024;
/** The cost of a diff grows with the square of the number of different lines. */
const maximumEditLength = 1000;

/** Shows changes to people. Looks only at the lines around them. The changes ascend and do not overlap. */
export async function summarizeChanges(
  path: string,
  original: Buffer,
  changes: readonly TextChange[],
): Promise<ChangeSummary> {
  const [first] = changes;
  const firstByte = first ? firstDifference(original, first) : 0;
  const firstChangedLine = countNewlines(original.subarray(0, firstByte)) + 1;
  const blocks = blocksAround(original, changes);
  const length = blocks.reduce((sum, block) => sum + block.before.length + block.after.length, 0);
  if (length > maximumDiffBytes) return { diff: undefined, firstChangedLine };

  const { structuredPatch } = await import("diff/lib/patch/create.js");
  const lines = [`--- ${path}`, `+++ ${path}`];
  let counted = 0;
  let line = 0;
  let shift = 0;
  for (const { start, before, after } of blocks) {
    line += countNewlines(original.subarray(counted, start));
    counted = start;
    const [oldText, newText] = [before, after].map((bytes) => bytes.toString("utf8"));
    const patch = structuredPatch("", "", oldText ?? "", newText ?? "", "", "", {
      context: contextLines,
      maxEditLength: maximumEditLength,
    });
    if (!patch) return { diff: undefined, firstChangedLine };
    for (const hunk of patch.hunks) {
      const before = span(hunk.oldStart + line, hunk.oldLines);
      const after = span(hunk.newStart + line + shift, hunk.newLines);
      lines.push(`@@ -${before} +${after} @@`, ...hunk.lines);
    }
    shift += countNewlines(after) - countNewlines(before);
  }
  return { diff: `${lines.join("\n")}\n`, firstChangedLine };
}

/** An empty span is given by the line before it. */
function span(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

/** The one change that turns a text into another. */
export function changeBetween(original: Buffer, changed: Buffer): TextChange {
  const start = firstDifference(original, { start: 0, end: original.length, bytes: changed });
  let same = 0;
  const most = Math.min(original.length, changed.length) - start;
  while (same < most && original.at(-1 - same) === changed.at(-1 - same)) same += 1;
  return {
    start,
    end: original.length - same,
    bytes: changed.subarray(start, changed.length - same),
  };
}

function firstDifference(original: Buffer, { start, end, bytes }: TextChange): number {
  const most = Math.min(end - start, bytes.length);
  let same = 0;
  while (same < most && original[start + same] === bytes[same]) same += 1;
  return start + same;
}

interface Block {
  start: number;
  before: Buffer;
  after: Buffer;
}

/** Whole lines around the changes; changes that are near each other share a block. */
function blocksAround(original: Buffer, changes: readonly TextChange[]): Block[] {
  const spans: { start: number; end: number; changes: TextChange[] }[] = [];
  for (const change of changes) {
    const start = lineStartBefore(original, change.start, contextLines);
    const end = lineEndAfter(original, change.end, contextLines);
    const last = spans.at(-1);
    if (last && start <= last.end) {
      last.end = Math.max(end, last.end);
      last.changes.push(change);
    } else {
      spans.push({ start, end, changes: [change] });
    }
  }
  return spans.map(({ start, end, changes }) => {
    const after: Uint8Array[] = [];
    let kept = start;
    for (const change of changes) {
      after.push(original.subarray(kept, change.start), change.bytes);
      kept = change.end;
    }
    after.push(original.subarray(kept, end));
    return { start, before: original.subarray(start, end), after: Buffer.concat(after) };
  });
}

function lineStartBefore(bytes: Buffer, offset: number, lines: number): number {
  let at = startOfLine(bytes, offset);
  for (let line = 0; line < lines && at > 0; line += 1) at = startOfLine(bytes, at - 1);
  return at;
}

function startOfLine(bytes: Buffer, offset: number): number {
  return offset === 0 ? 0 : bytes.lastIndexOf(10, offset - 1) + 1;
}

function lineEndAfter(bytes: Buffer, offset: number, lines: number): number {
  let at = offset;
  for (let line = 0; line <= lines && at < bytes.length; line += 1) {
    const newline = bytes.indexOf(10, at);
    at = newline === -1 ? bytes.length : newline + 1;
  }
  return at;
}
