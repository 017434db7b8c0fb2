import type { FileHandle } from "node:fs/promises";
import type { LogChunk } from "./entry-log.ts";

/** The whole lines of a file from an offset to its end. The last chunk may lack its final line feed. */
export async function* chunksForward(
  handle: FileHandle,
  from: number,
): AsyncGenerator<LogChunk, void> {
  let buffer = Buffer.allocUnsafe(firstLength);
  for (let start = from, length = firstLength; ; ) {
    if (length > buffer.length) buffer = Buffer.allocUnsafe(length);
    const filled = await readFully(handle, buffer, length, start);
    if (filled === 0) return;
    const isEnd = filled < length;
    const whole = isEnd ? filled : buffer.lastIndexOf(lineFeed, filled - 1) + 1;
    if (whole > 0) {
      yield { start, end: start + whole, bytes: buffer.subarray(0, whole) };
      if (isEnd) return;
      start += whole;
    }
    length = whole > 0 ? Math.max(length, laterLength) : length * 2;
  }
}

/** The same lines from the end of a file, given as an offset, to its beginning. */
export async function* chunksBackward(
  handle: FileHandle,
  from: number,
): AsyncGenerator<LogChunk, void> {
  let buffer = Buffer.allocUnsafe(firstLength);
  for (let end = from, length = firstLength; end > 0; ) {
    if (length > buffer.length) buffer = Buffer.allocUnsafe(length);
    const start = Math.max(0, end - length);
    const filled = await readFully(handle, buffer, end - start, start);
    if (filled === 0) return;
    // What is before the first line feed belongs to a line that starts further ahead, unless the file starts here.
    const cut = start === 0 ? 0 : buffer.subarray(0, filled - 1).indexOf(lineFeed) + 1;
    const isWhole = start === 0 || cut > 0;
    if (isWhole) {
      yield { start: start + cut, end: start + filled, bytes: buffer.subarray(cut, filled) };
      end = start + cut;
    }
    length = isWhole ? Math.max(length, laterLength) : length * 2;
  }
}

const lineFeed = 10;
/** Enough for a header, or for the end of a session that was compacted. */
const firstLength = 64 * 1024;
const laterLength = 1024 * 1024;

async function readFully(
  handle: FileHandle,
  buffer: Buffer,
  length: number,
  position: number,
): Promise<number> {
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
