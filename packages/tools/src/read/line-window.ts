import { countNewlines, indexOfNewline, skipLines } from "../newlines.ts";

export interface LineWindowRequest {
  /** The first line wanted, from 1. */
  offset: number;
  lines: number;
  bytes: number;
  /** Bytes of the whole file, as far as known. */
  size: number;
  /** What follows the window is counted when it is not longer than this. */
  lookahead: number;
}

export interface LineWindow {
  /** Whole lines with their line feeds; the beginning of the first line when that alone is too long. */
  bytes: Uint8Array;
  /** The number of the last line shown; less than the offset when there is none. */
  lastLine: number;
  /** What ended the window. */
  endedBy: "end" | "lines" | "bytes";
  /** Set when the first line alone is too long. */
  cutLine?: { bytes: number; isWhole: boolean };
  /** `undefined` when the rest of the file was too long to count. */
  totalLines: number | undefined;
}

/** So many lines are found faster than counted. */
const searchedLines = 500;

/** Cuts lines out of a stream of UTF-8 bytes. Holds no more than the window and one chunk, and stops reading early. */
export async function readLineWindow(
  chunks: AsyncIterable<Uint8Array>,
  request: LineWindowRequest,
): Promise<LineWindow> {
  const skip = request.offset - 1;
  const collected: Uint8Array[] = [];
  const cutLine = { bytes: 0, isWhole: false };
  let held = 0;
  let heldNewlines = 0;
  let newlines = 0;
  let consumed = 0;
  let lastByte: number | undefined;
  let isComplete = true;

  for await (const chunk of chunks) {
    consumed += chunk.length;
    lastByte = chunk.at(-1);
    const wanted = skip - newlines;
    const counted = wanted > searchedLines ? countNewlines(chunk) : undefined;
    const { end: start, seen } =
      (counted ?? wanted) < wanted ? { end: 0, seen: counted ?? 0 } : skipLines(chunk, wanted);
    if (seen < wanted) {
      newlines += seen;
      continue;
    }
    if (!cutLine.isWhole) {
      const lineEnd = chunk.indexOf(10, start);
      cutLine.bytes += (lineEnd === -1 ? chunk.length : lineEnd) - start;
      cutLine.isWhole = lineEnd !== -1;
    }
    if (heldNewlines < request.lines && held <= request.bytes) {
      // One byte more than allowed shows that the limit is passed. Copied, so that the chunk can be freed.
      const taken = Uint8Array.from(chunk.subarray(start, start + request.bytes + 1 - held));
      collected.push(taken);
      held += taken.length;
      heldNewlines += skipLines(taken, request.lines - heldNewlines).seen;
    }
    const isFull = heldNewlines >= request.lines || held > request.bytes;
    if (isFull && request.size - consumed > request.lookahead) {
      isComplete = false;
      break;
    }
    newlines += counted ?? countNewlines(chunk);
  }

  const totalLines = newlines + (lastByte === undefined || lastByte === 10 ? 0 : 1);
  const window = cut(Buffer.concat(collected), request);
  const { end, seen } = skipLines(window.bytes, Number.POSITIVE_INFINITY);
  const lines = end < window.bytes.length ? seen + 1 : seen;
  const lastLine = skip + lines;
  return {
    bytes: window.bytes,
    lastLine,
    endedBy: isComplete && lastLine >= totalLines && !window.isCut ? "end" : window.limit,
    ...(window.isCut && { cutLine: { ...cutLine, isWhole: cutLine.isWhole || isComplete } }),
    totalLines: isComplete ? totalLines : undefined,
  };
}

function cut(held: Buffer, { lines, bytes }: LineWindowRequest) {
  const end = indexOfNewline(held, lines) + 1;
  const byLines = end === 0 ? held : held.subarray(0, end);
  if (byLines.length <= bytes) return { bytes: byLines, limit: "lines", isCut: false } as const;
  const lastNewline = held.subarray(0, bytes).lastIndexOf(10);
  if (lastNewline !== -1) {
    return { bytes: held.subarray(0, lastNewline + 1), limit: "bytes", isCut: false } as const;
  }
  return { bytes: held.subarray(0, bytes), limit: "bytes", isCut: true } as const;
}
