export interface Summary {
  median: number;
  min: number;
  max: number;
}

/** @throws RangeError when there is nothing to summarize. */
export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[(sorted.length - 1) >> 1];
  const high = sorted[sorted.length >> 1];
  const [min] = sorted;
  const max = sorted.at(-1);
  if (low === undefined || high === undefined || min === undefined || max === undefined) {
    throw new RangeError("Nothing was measured, so there is no median.");
  }
  return { median: (low + high) / 2, min, max };
}

/**
 * The exponent of a cost that grows as a power of the size, from two points of it: 1 is linear, 2 quadratic.
 * A constant part of the cost makes it smaller.
 */
export function growthExponent(
  small: { size: number; cost: number },
  large: { size: number; cost: number },
): number {
  return Math.log(large.cost / small.cost) / Math.log(large.size / small.size);
}
