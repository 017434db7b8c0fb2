import { isEveryday, termsOf } from "./lesson-terms.ts";

/** The terms of a text without those that say nothing of what it is about, unless there are no others. */
export function tellingTerms(text: string): Set<string> {
  const all = [...termsOf(text), ...(text.toLowerCase().match(relation) ?? [])];
  const telling = all.filter((term) => !lightTerms.has(term));
  return new Set(telling.length > 0 ? telling : all);
}

/** Words that say how an advice is meant and not what it is about. */
const lightTerms: ReadonlySet<string> = new Set(
  "use run make set keep put call prefer please sure try take need want remember ensur add repo project codebas".split(
    " ",
  ),
);
/** Stop words that tell situations and advices apart. */
const relation = /\b(?:before|after|until|while|outside|inside|within|without|vor|nach)\b/g;

/** How much of two texts is in both, from 0 to 1, everyday words counting less. Two that say nothing are the same. */
export function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = commonWeight(a, b);
  const all = weightOf(a) + weightOf(b) - common;
  return all > 0 ? common / all : 1;
}

export function commonWeight(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let weight = 0;
  for (const term of a) if (b.has(term)) weight += weightOfTerm(term);
  return weight;
}

export function weightOf(terms: ReadonlySet<string>): number {
  let weight = 0;
  for (const term of terms) weight += weightOfTerm(term);
  return weight;
}

function weightOfTerm(term: string): number {
  return isEveryday(term) && !/^\d/.test(term) ? 0.4 : 1;
}
