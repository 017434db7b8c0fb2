/** The names that look most like the one that was given, best first. */
export function nearest(name: string, known: readonly string[], limit = 5): string[] {
  const wanted = letterPairs(name);
  return known
    .map((candidate) => ({ candidate, score: likeness(wanted, letterPairs(candidate)) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** For an error message: `Did you mean "a" or "b"? `, or nothing when nothing is near. */
export function suggestion(names: readonly string[]): string {
  if (names.length === 0) return "";
  const list = new Intl.ListFormat("en", { type: "disjunction" });
  return `Did you mean ${list.format(names.map((name) => JSON.stringify(name)))}? `;
}

/** Sørensen–Dice: shared pairs of letters, from 0 to 1. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 0;
  let shared = 0;
  for (const pair of a) if (b.has(pair)) shared++;
  return (2 * shared) / (a.size + b.size);
}

/** Spaces mark the ends, so that a one-letter name has pairs too. */
function letterPairs(name: string): Set<string> {
  const letters = ` ${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")} `;
  return new Set(Array.from({ length: letters.length - 1 }, (_, i) => letters.slice(i, i + 2)));
}
