/**
 * Marks a module of the real Pi that is to stay itself: `./register` leaves its imports, and theirs, alone. Without the
 * hook the mark means nothing.
 */
const mark = "argent-original";

export function asOriginal(url: string): string {
  const marked = new URL(url);
  marked.searchParams.set(mark, "");
  return marked.href;
}

export function isOriginal(url: string | undefined): boolean {
  return url?.includes(mark) ?? false;
}
