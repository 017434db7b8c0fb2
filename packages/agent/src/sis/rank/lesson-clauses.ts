import { type Choices, choicesIn } from "./alternatives.ts";
import { tellingTerms } from "./telling-terms.ts";

/** One thing that an advice says. */
export interface Clause {
  /** It says what not to do. */
  isNegative: boolean;
  /** It holds under a condition of its own. */
  isConditional: boolean;
  /** What it is about, without its negation and without verbs that say nothing. */
  terms: ReadonlySet<string>;
  choices: Choices;
}

/**
 * Takes an advice apart: `use pnpm instead of npm` says two things, `pnpm` and not `npm`. English, and the plain
 * negations of some other languages. A negation that describes ("if it is not installed") forbids nothing.
 */
export function clausesOf(advice: string): Clause[] {
  return advice
    .toLowerCase()
    .replaceAll(/[’‘]/g, "'")
    .replaceAll(notForbidden, " ")
    .replaceAll(/\bprefer\b([^.;,]{1,80}?)\bover\b/g, "prefer$1instead of")
    .split(boundary)
    .map(clauseOf)
    .filter(({ terms }) => terms.size > 0);
}

const negation = String.raw`\b(?:do not|don't|does not|doesn't|must not|mustn't|should not|shouldn't|may not|cannot|can't|never|not|avoid|without|instead of|rather than|refrain from|stop|no longer|nicht|nie|niemals|keine?n?|statt|anstatt|ohne|jamais|sans|ne pas|nunca|sin|en lugar de|au lieu de)\b|不要|别|禁止|勿`;
const negated = new RegExp(String.raw`^\s*no\s|${negation}`);
const boundary = new RegExp(
  String.raw`[.;,!?\n()–—](?=\s|$)|\s[–—]\s|:\s|\bbut\b|\bsondern\b|[。，；！？、]|\band (?=use\b|run\b|always\b|prefer\b)|(?=${negation})`,
);
/** Negations that describe, and doubled ones: what must not be forgotten is to be done. */
const notForbidden =
  /\b(?:do not|don't|never) (?:forget|fail|hesitate|neglect|omit|skip)(?: to)?\b|\bnot only\b|\bwhether or not\b|\b(?:is|are|was|were|has|have|had|will|would|could|if|when|did)(?: not|n't)\b/g;
const condition = /\b(?:unless|except|only|if|when|until|wenn|falls|sauf|si|si no|cuando)\b/;

function clauseOf(text: string): Clause {
  const terms = tellingTerms(text.replace(negated, " "));
  return {
    isNegative: negated.test(text),
    isConditional: condition.test(text),
    terms,
    choices: choicesIn(text, terms),
  };
}
