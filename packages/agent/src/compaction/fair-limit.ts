/**
 * The highest limit that brings the sum of some sizes down to a budget when every larger one is cut to it: the small
 * ones stay whole, the large ones share what is left. `Infinity` when everything fits.
 */
export function fairLimit(sizes: readonly number[], budget: number): number {
  const ascending = sizes.toSorted((a, b) => a - b);
  let left = budget;
  for (const [index, size] of ascending.entries()) {
    const share = left / (ascending.length - index);
    if (size > share) return Math.max(0, share);
    left -= size;
  }
  return Number.POSITIVE_INFINITY;
}
