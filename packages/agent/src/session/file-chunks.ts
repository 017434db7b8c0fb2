import type { FileHandle } from "node:fs/promises";
import type { LogChunk } from "./entry-log.ts";

/** The whole lines of a file from an offset to its end. The last chunk may lack its final line feed. */
export async function* chunksForward(
  handle: FileHandle,
  from: number,
): AsyncGenerator<LogChunk, void> {
  const pieces = createPieceReader(handle);
  try {
    for (let start = from, length = firstLength; ; ) {
      const bytes = await pieces.read(start, length);
      if (bytes.length === 0) return;
      const isEnd = bytes.length < length;
      const whole = isEnd ? bytes.length : bytes.lastIndexOf(lineFeed) + 1;
      if (whole === 0) {
        length *= 2;
        continue;
      }
      const chunk = { start, end: start + whole, bytes: bytes.subarray(0, whole) };
      start += whole;
      if (length >= laterLength && !isEnd) pieces.readAhead(start, length);
      length = Math.max(length, laterLength);
      yield chunk;
      if (isEnd) return;
    }
  } finally {
    await pieces.settled();
  }
}

/** The same lines from the end of a file, given as an offset, to its beginning. */
export async function* chunksBackward(
  handle: FileHandle,
  from: number,
): AsyncGenerator<LogChunk, void> {
  const pieces = createPieceReader(handle);
  try {
    for (let end = from, length = Math.min(end, firstLength); end > 0; ) {
      const start = end - length;
      const bytes = await pieces.read(start, length);
      if (bytes.length === 0) return;
      // What is before the first line feed belongs to a line that starts further ahead, unless the file starts here.
      const cut = start === 0 ? 0 : bytes.subarray(0, -1).indexOf(lineFeed) + 1;
      if (start > 0 && cut === 0) {
        length = Math.min(end, length * 2);
        continue;
      }
      const chunk = { start: start + cut, end: start + bytes.length, bytes: bytes.subarray(cut) };
      end = chunk.start;
      const isFirst = length < laterLength;
      length = Math.min(end, Math.max(length, laterLength));
      if (!isFirst && end > 0) pieces.readAhead(end - length, length);
      yield chunk;
    }
  } finally {
    await pieces.settled();
  }
}

const lineFeed = 10;
/** Enough for a header, or for the end of a session that was compacted. */
const firstLength = 64 * 1024;
/** Whoever comes so far is likely to read on. */
const laterLength = 1024 * 1024;

/** Reads into two buffers in turn, so that the next piece can come while the last one is worked on. */
function createPieceReader(handle: FileHandle) {
  let buffer: Buffer = Buffer.alloc(0);
  let other = buffer;
  let ahead: Promise<Buffer> | undefined;

  async function readPiece(position: number, length: number): Promise<Buffer> {
    [buffer, other] = [other, buffer];
    if (length > buffer.length) buffer = Buffer.allocUnsafe(length);
    const into = buffer;
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await handle.read(into, filled, length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return into.subarray(0, filled);
  }

  return {
    /** Valid until the next read. Takes what was read ahead, which must be the same piece. */
    read(position: number, length: number): Promise<Buffer> {
      const reading = ahead ?? readPiece(position, length);
      ahead = undefined;
      return reading;
    },
    readAhead(position: number, length: number): void {
      ahead = readPiece(position, length);
      ahead.catch(() => {}); // whoever reads it hears of it
    },
    /** Resolves when the file is not read any more. */
    async settled(): Promise<void> {
      await ahead?.catch(() => {});
    },
  };
}
