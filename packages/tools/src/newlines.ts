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
  let index = -1;
  for (let seen = 0; seen < count; seen += 1) {
    index = bytes.indexOf(newline, index + 1);
    if (index === -1) return -1;
  }
  return index;
}

function countSlowly(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let index = start; index < end; index += 1) if (bytes[index] === newline) count += 1;
  return count;
}
