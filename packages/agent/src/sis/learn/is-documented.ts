import { isEveryday, termsOf } from "../rank/lesson-terms.ts";

/**
 * Whether a document says some advice already: all its informative words stand in a few sentences that follow each
 * other, and one of them says no when the advice does.
 */
export function isDocumented(advice: string, documents: readonly string[]): boolean {
  const terms = new Set(termsOf(advice));
  const informative = [...terms].filter((term) => !isEveryday(term));
  const wanted = informative.length > 1 ? informative : [...terms];
  if (wanted.length < 2) return false;
  const needsNo = negation.test(advice);
  return documents.some((document) => {
    const sentences = sentencesOf(document);
    const found = sentences.map((sentence) => new Set(termsOf(sentence)));
    return sentences.some((_, index) => {
      const near = found.slice(index, index + mostSentences);
      if (!wanted.every((term) => near.some((known) => known.has(term)))) return false;
      return (
        !needsNo ||
        sentences.slice(index, index + mostSentences).some((near) => negation.test(near))
      );
    });
  });
}

const mostSentences = 3;
/** Longer ones are looked at in pieces, so that words at their two ends are not close together. */
const longestSentence = 300;

const negation =
  /\b(?:not|never|no|none|without|instead|avoid|stop|rather|don['’]?t|doesn['’]?t|isn['’]?t|cannot|can['’]?t|nicht|kein\w*|nie|ohne|statt\w*|ne|pas|jamais|sans|nunca|sin|evita)\b|\bn['’]/i;

function sentencesOf(document: string): string[] {
  return document
    .split(/\n+|(?<=[.!?:;])\s+/)
    .flatMap((sentence) => pieces(sentence.trim()))
    .filter((sentence) => sentence !== "");
}

function pieces(sentence: string): string[] {
  const count = Math.ceil(sentence.length / longestSentence);
  return Array.from({ length: count }, (_, index) =>
    sentence.slice(index * longestSentence, (index + 1) * longestSentence),
  );
}
