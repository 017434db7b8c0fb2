import type { FileHandle } from "node:fs/promises";
import type { LogChunk } from "./entry-log.ts";

/** The whole lines of a file from an offset to its end. The last chunk may lack its final line feed. */
export function chunksForward(handle: FileHandle, from: number): AsyncGenerator<LogChunk, void> {
  return readAhead(from, async (start, length, buffer) => {
    const filled = await readFully(handle, buffer, length, start);
    if (filled === 0) return "end";
    const isEnd = filled < length;
    const whole = isEnd ? filled : buffer.lastIndexOf(lineFeed, filled - 1) + 1;
    if (whole === 0) return "too short";
    const chunk = { start, end: start + whole, bytes: buffer.subarray(0, whole) };
    return { chunk, next: isEnd ? undefined : chunk.end };
  });
}

/** The same lines from the end of a file, given as an offset, to its beginning. */
export function chunksBackward(handle: FileHandle, from: number): AsyncGenerator<LogChunk, void> {
  return readAhead(from, async (end, length, buffer) => {
    const start = Math.max(0, end - length);
    const filled = await readFully(handle, buffer, end - start, start);
    if (filled === 0) return "end";
    // What is before the first line feed belongs to a line that starts further ahead, unless the file starts here.
    const cut = start === 0 ? 0 : buffer.subarray(0, filled - 1).indexOf(lineFeed) + 1;
    if (start > 0 && cut === 0) return "too short";
    const bytes = buffer.subarray(cut, filled);
    const chunk = { start: start + cut, end: start + filled, bytes };
    return { chunk, next: chunk.start > 0 ? chunk.start : undefined };
  });
}

/** Reads the lines at a place into a buffer; `"too short"` when not one whole line fits into `length` bytes. */
type ReadBlock = (
  place: number,
  length: number,
  buffer: Buffer,
) => Promise<{ chunk: LogChunk; next: number | undefined } | "end" | "too short">;

/** Reads the next block while the consumer works on the last one. */
async function* readAhead(from: number, readBlock: ReadBlock): AsyncGenerator<LogChunk, void> {
  const buffers = [Buffer.allocUnsafe(firstLength), Buffer.allocUnsafe(firstLength)];
  let turn = 0;

  async function read(place: number, wanted: number): ReturnType<ReadBlock> {
    turn = 1 - turn;
    for (let length = wanted; ; length *= 2) {
      let buffer = buffers[turn];
      if (!buffer || buffer.length < length) buffer = buffers[turn] = Buffer.allocUnsafe(length);
      const block = await readBlock(place, length, buffer);
      if (block !== "too short") return block;
    }
  }

  let pending = read(from, firstLength);
  try {
    for (;;) {
      const block = await pending;
      if (typeof block === "string") return;
      if (block.next !== undefined) pending = read(block.next, laterLength);
      yield block.chunk;
      if (block.next === undefined) return;
    }
  } finally {
    await pending.catch(() => {}); // whoever stops early does not want to hear of it
  }
}

const lineFeed = 10;
/** Enough for a header, or for the end of a session that was compacted. */
const firstLength = 64 * 1024;
const laterLength = 4 * 1024 * 1024;

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
