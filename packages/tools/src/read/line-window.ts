import { countNewlines, indexOfNewline } from "../newlines.ts";

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
    const newlinesBefore = newlines;
    newlines += countNewlines(chunk);
    consumed += chunk.length;
    lastByte = chunk.at(-1);
    if (newlines < skip) continue;
    const start = newlinesBefore < skip ? indexOfNewline(chunk, skip - newlinesBefore) + 1 : 0;
    if (!cutLine.isWhole) {
      const lineEnd = chunk.indexOf(10, start);
      cutLine.bytes += (lineEnd === -1 ? chunk.length : lineEnd) - start;
      cutLine.isWhole = lineEnd !== -1;
    }
    if (heldNewlines < request.lines && held <= request.bytes) {
      // One byte more than allowed shows that the limit is passed. Copied, so that the chunk can be freed.
      const taken = chunk.slice(start, start + request.bytes + 1 - held);
      collected.push(taken);
      held += taken.length;
      heldNewlines += countNewlines(taken);
    }
    const isFull = heldNewlines >= request.lines || held > request.bytes;
    if (isFull && request.size - consumed > request.lookahead) {
      isComplete = false;
      break;
    }
  }

  const totalLines = newlines + (lastByte === undefined || lastByte === 10 ? 0 : 1);
  const window = cut(Buffer.concat(collected), request);
  const lines =
    countNewlines(window.bytes) + (window.bytes.at(-1) === 10 || window.bytes.length === 0 ? 0 : 1);
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
