/** Where one of several byte strings lies: the first place, and there the longest of them. */
export type FindAny = (
  input: Uint8Array,
  from: number,
) => { at: number; length: number } | undefined;

/**
 * Prepares the search for several byte strings at once. Of the input, only about one byte in as many as the shortest needle
 * has is looked at, however many needles there are: https://en.wikipedia.org/wiki/Wu-Manber_algorithm
 *
 * @param needles Each of at least two bytes.
 */
export function createFindAny(needles: readonly Uint8Array[]): FindAny {
  const longestFirst = needles.toSorted((one, other) => other.length - one.length);
  const window = Math.min(255, ...needles.map(({ length }) => length));
  /** By how much the window may move on when it ends with two bytes; 0 where a needle's beginning does. */
  const shifts = new Uint8Array(1 << 16).fill(window - 1);
  for (const needle of needles) {
    for (let end = 1; end < window; end += 1) {
      const pair = pairAt(needle, end);
      shifts[pair] = Math.min(shifts[pair] ?? 0, window - 1 - end);
    }
  }
  return (input, from) => {
    for (let end = from + window - 1; end < input.length; ) {
      const shift = shifts[pairAt(input, end)] ?? 0;
      if (shift > 0) {
        end += shift;
        continue;
      }
      const at = end - window + 1;
      const found = longestFirst.find((needle) => liesAt(input, at, needle));
      if (found) return { at, length: found.length };
      end += 1;
    }
    return undefined;
  };
}

function pairAt(bytes: Uint8Array, end: number): number {
  return ((bytes[end - 1] ?? 0) << 8) | (bytes[end] ?? 0);
}

function liesAt(input: Uint8Array, at: number, needle: Uint8Array): boolean {
  if (at + needle.length > input.length) return false;
  for (let index = 0; index < needle.length; index += 1) {
    if (input[at + index] !== needle[index]) return false;
  }
  return true;
}
