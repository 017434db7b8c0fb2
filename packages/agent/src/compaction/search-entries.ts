import type { SessionEntry } from "../session/entry.ts";

export interface EntryMatch {
  entry: SessionEntry;
  text: string;
  /** Where the rarest word of the query is in the text. */
  position: number;
  score: number;
}

/**
 * Finds the entries that have most of a query's words, rare ones counting more; the best first, of equals the newest.
 * Upper and lower case are the same. BM25 with its usual constants, plus a bonus for the whole query in one piece.
 */
export function searchEntries(
  entries: readonly SessionEntry[],
  query: string,
  textOf: (entry: SessionEntry) => string,
): EntryMatch[] {
  const terms = [...new Set(wordsOf(query))];
  const found: { entry: SessionEntry; text: string; counts: number[]; positions: number[] }[] = [];
  let length = 0;
  for (const entry of entries) {
    const text = textOf(entry);
    length += text.length;
    const lower = text.toLowerCase();
    const positions = terms.map((term) => lower.indexOf(term));
    if (positions.every((position) => position < 0)) continue;
    const counts = terms.map((term, index) => countFrom(lower, term, positions[index] ?? -1));
    found.push({ entry, text, counts, positions });
  }
  const rarity = terms.map((_, index) => {
    const having = found.filter(({ counts }) => (counts[index] ?? 0) > 0).length;
    return Math.log(1 + (entries.length - having + 0.5) / (having + 0.5));
  });
  const averageLength = length / Math.max(1, entries.length);
  const phrase = query.trim().toLowerCase();
  const matches = found.map(({ entry, text, counts, positions }): EntryMatch => {
    const norm = 1.2 * (0.25 + (0.75 * text.length) / Math.max(1, averageLength));
    let score = 0;
    let rarest = -1;
    for (const [index, count] of counts.entries()) {
      if (count === 0) continue;
      score += ((rarity[index] ?? 0) * count * 2.2) / (count + norm);
      if (rarest < 0 || (rarity[index] ?? 0) > (rarity[rarest] ?? 0)) rarest = index;
    }
    const whole = text.toLowerCase().indexOf(phrase);
    if (terms.length > 1 && whole >= 0) score *= 2;
    return { entry, text, position: whole >= 0 ? whole : (positions[rarest] ?? 0), score };
  });
  return matches.reverse().sort((a, b) => b.score - a.score);
}

function wordsOf(query: string): string[] {
  return query.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}

function countFrom(text: string, term: string, first: number): number {
  let count = 0;
  for (let at = first; at >= 0; at = text.indexOf(term, at + term.length)) count++;
  return count;
}
