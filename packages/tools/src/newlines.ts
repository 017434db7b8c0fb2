const newline = 10;

/** Counts line feeds, four bytes at a time: the cost does not depend on how short the lines are. */
export function countNewlines(bytes: Uint8Array): number {
  if (bytes.length < 8) return countSlowly(bytes, 0, bytes.length);
  const head = -bytes.byteOffset & 3; // words begin at multiples of four
  const wordCount = (bytes.length - head) >> 2;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + head, wordCount);
  let count = countSlowly(bytes, 0, head) + countSlowly(bytes, head + wordCount * 4, bytes.length);
  for (let index = 0; index < wordCount; ) {
    // Each of the four bytes of the sum counts one column of bytes and must not overflow.
    const end = Math.min(wordCount, index + 255);
    let sums = 0;
    for (; index < end; index += 1) {
      const difference = (words[index] ?? 0) ^ 0x0a0a0a0a;
      // The high bit of each byte that is not zero.
      const others = ((difference & 0x7f7f7f7f) + 0x7f7f7f7f) | difference | 0x7f7f7f7f;
      sums += ~others >>> 7;
    }
    count += (sums & 255) + ((sums >>> 8) & 255) + ((sums >>> 16) & 255) + (sums >>> 24);
  }
  return count;
}

/** The offset of the `count`-th line feed (from 1), or -1. */
export function indexOfNewline(bytes: Uint8Array, count: number): number {
  const { end, seen } = skipLines(bytes, count);
  return seen < count ? -1 : end - 1;
}

/**
 * Looks for line feeds one by one, which is faster than counting while there are few.
 *
 * @returns How many there are, at most `most`, and the offset after the last of them.
 */
export function skipLines(bytes: Uint8Array, most: number): { end: number; seen: number } {
  let end = 0;
  let seen = 0;
  while (seen < most) {
    const index = bytes.indexOf(newline, end);
    if (index === -1) break;
    end = index + 1;
    seen += 1;
  }
  return { end, seen };
}

function countSlowly(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let index = start; index < end; index += 1) if (bytes[index] === newline) count += 1;
  return count;
}
