import { ChunkText } from "./chunk-text.ts";
import type { LogChunk } from "./entry-log.ts";

/** A line of a chunk, as a range of its bytes without the line feed. */
export interface ChunkLine {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  /** Where it starts in the log. */
  readonly offset: number;
  /** It ends with a line feed. */
  readonly terminated: boolean;
  readonly chunk: ChunkText;
}

export function* chunkLines(chunk: LogChunk): Generator<ChunkLine, void> {
  const bytes = bufferOf(chunk);
  const text = new ChunkText(bytes);
  for (let from = 0; from < bytes.length; ) {
    const feed = bytes.indexOf(lineFeed, from);
    const to = feed < 0 ? bytes.length : feed;
    yield { bytes, from, to, offset: chunk.start + from, terminated: feed >= 0, chunk: text };
    from = to + 1;
  }
}

/** The same lines, the last one first. */
export function* chunkLinesBackward(chunk: LogChunk): Generator<ChunkLine, void> {
  const bytes = bufferOf(chunk);
  const text = new ChunkText(bytes);
  for (let stop = bytes.length; stop > 0; ) {
    const terminated = bytes[stop - 1] === lineFeed;
    const to = terminated ? stop - 1 : stop;
    const from = to === 0 ? 0 : bytes.lastIndexOf(lineFeed, to - 1) + 1;
    yield { bytes, from, to, offset: chunk.start + from, terminated, chunk: text };
    stop = from;
  }
}

export function lineText({ chunk, from, to }: ChunkLine): string {
  try {
    return chunk.read(from, to);
  } catch {
    return "\0"; // it is longer than any string, so nobody wrote it as one: damage, like any other run of NUL bytes
  }
}

const lineFeed = 10;

function bufferOf({ bytes }: LogChunk): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
