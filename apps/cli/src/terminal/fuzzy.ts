/**
 * How well a text fits what was typed: every character must occur in order, any case. Higher is better; `undefined` when
 * it does not fit. Runs of characters, beginnings of words and short texts are worth more.
 */
export function fuzzyScore(typed: string, text: string): number | undefined {
  if (typed === "") return 0;
  const wanted = typed.toLowerCase();
  const lower = text.toLowerCase();
  const whole = lower.lastIndexOf(wanted);
  if (whole >= 0) return 1_000 + (startsWord(text, whole) ? 500 : 0) - text.length;
  let score = 0;
  let at = -1;
  for (const character of wanted) {
    const found = lower.indexOf(character, at + 1);
    if (found < 0) return undefined;
    if (found === at + 1) score += 10;
    if (startsWord(text, found)) score += 15;
    at = found;
  }
  return score - text.length / 10;
}

/** The items that fit, the best first; items that fit alike stay in their order. */
export function fuzzyFilter<Item>(
  typed: string,
  items: readonly Item[],
  textOf: (item: Item) => string,
): Item[] {
  if (typed === "") return [...items];
  const scored: { item: Item; score: number }[] = [];
  for (const item of items) {
    const score = fuzzyScore(typed, textOf(item));
    if (score !== undefined) scored.push({ item, score });
  }
  return scored.sort((a, b) => b.score - a.score).map(({ item }) => item);
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || /[\s/._:-]/.test(text.charAt(at - 1));
}
