/** The last bytes of a stream, in a buffer of fixed size. */
export interface ByteRing {
  add(chunk: Uint8Array): void;
  /** A copy, oldest byte first. */
  bytes(): Uint8Array;
}

export function createByteRing(size: number): ByteRing {
  const ring = new Uint8Array(size);
  let next = 0;
  let filled = 0;
  return {
    add(chunk) {
      const kept = chunk.subarray(Math.max(0, chunk.length - size));
      const untilEnd = kept.subarray(0, size - next);
      ring.set(untilEnd, next);
      ring.set(kept.subarray(untilEnd.length), 0);
      next = size === 0 ? 0 : (next + kept.length) % size;
      filled = Math.min(size, filled + kept.length);
    },
    bytes() {
      const ordered = new Uint8Array(filled);
      const older = filled === size ? ring.subarray(next) : ring.subarray(0, 0);
      ordered.set(older, 0);
      ordered.set(ring.subarray(0, filled - older.length), older.length);
      return ordered;
    },
  };
}
