import { nameAlternatives, takesAnother } from "./alternatives.ts";
import type { Clause } from "./lesson-clauses.ts";
import { type ComparedLesson, contentOf, type LessonContent } from "./lesson-content.ts";
import { commonWeight, similarity, weightOf } from "./telling-terms.ts";

/**
 * `duplicate`: both say the same for the same situation. `contradiction`: who follows the one cannot follow the other: it
 * forbids what the other asks for, or asks for another one of things of which one takes one. When in doubt neither.
 * Lessons of two scopes that are not global never meet and are neither. The order of the two does not matter.
 */
export function compareLessons(
  a: ComparedLesson,
  b: ComparedLesson,
): "duplicate" | "contradiction" | undefined {
  return compareContents(contentOf(a), contentOf(b));
}

/** Whether a lesson is for a part of the situations that another one is for. */
export function isMoreSpecific(a: ComparedLesson, b: ComparedLesson): boolean {
  return isContentMoreSpecific(contentOf(a), contentOf(b));
}

/** `compareLessons` for lessons that were read before. */
export function compareContents(
  a: LessonContent,
  b: LessonContent,
): "duplicate" | "contradiction" | undefined {
  if (!canMeet(a.scope, b.scope) || likeness(a, b) < 0.5) return undefined;
  const subject = a.situation.union(b.situation);
  const areExclusive =
    forbids(a, b, subject) || forbids(b, a, subject) || choosesAnother(a, b, subject);
  if (areExclusive) return "contradiction";
  return saysTheSame(a, b) ? "duplicate" : undefined;
}

/** `isMoreSpecific` for lessons that were read before. */
export function isContentMoreSpecific(a: LessonContent, b: LessonContent): boolean {
  const [isGlobalA, isGlobalB] = [a.scope === "global", b.scope === "global"];
  if (isGlobalA !== isGlobalB) return isGlobalB;
  const isWithinB = a.situation.isSubsetOf(b.situation);
  const isAroundB = b.situation.isSubsetOf(a.situation);
  if (isWithinB !== isAroundB) return isAroundB && b.situation.size > 0;
  return isWithinB && a.tools.size > 0 && b.tools.size === 0;
}

function canMeet(a: string, b: string): boolean {
  return a === b || a === "global" || b === "global";
}

/** How far two situations are the same, from 0 to 1. */
function likeness(a: LessonContent, b: LessonContent): number {
  return Math.max(
    similarity(a.situation, b.situation),
    similarity(a.subject, b.subject),
    containment(a.situation, b.situation) * 0.8,
  );
}

/** How much of the smaller one is in the other; 0 for those that say next to nothing. */
function containment(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const least = Math.min(weightOf(a), weightOf(b));
  return least >= 1 ? commonWeight(a, b) / least : 0;
}

/** Whether something that the one forbids is most of something that the other asks for. */
function forbids(a: LessonContent, b: LessonContent, subject: ReadonlySet<string>): boolean {
  return a.forbidden.some(({ isConditional: hasCondition, terms }) => {
    if (hasCondition) return false;
    const beyond = terms.difference(subject);
    const forbidden = beyond.size > 0 ? beyond : terms;
    const known = subject.difference(forbidden);
    return b.asked.some((clause) => {
      if (clause.isConditional) return false;
      const asked = clause.terms.difference(known);
      return forbidden.isSubsetOf(asked) && weightOf(forbidden) >= weightOf(asked) / 2;
    });
  });
}

function choosesAnother(a: LessonContent, b: LessonContent, subject: ReadonlySet<string>): boolean {
  return a.asked.some(
    (clause) =>
      !clause.isConditional &&
      b.asked.some((other) => !other.isConditional && takesAnother(clause, other, subject)),
  );
}

function saysTheSame(a: LessonContent, b: LessonContent): boolean {
  if (a.advice === b.advice) return true;
  if (a.tools.size > 0 && b.tools.size > 0 && a.tools.isDisjointFrom(b.tools)) return false;
  if (differ(a.literals, b.literals) || isConditional(a) !== isConditional(b)) return false;
  const [asked, askedToo] = [allTerms(a.asked), allTerms(b.asked)];
  if (a.asked.some((clause) => b.asked.some((other) => nameAlternatives(clause, other)))) {
    return false;
  }
  const [forbidden, forbiddenToo] = [allTerms(a.forbidden), allTerms(b.forbidden)];
  if (asked.size === 0 && askedToo.size === 0) {
    return forbidden.size > 0 && similarity(forbidden, forbiddenToo) >= 0.6;
  }
  // What is forbidden is often just the other side of what is asked for, and left unsaid.
  const common = commonWeight(asked, askedToo) + commonWeight(forbidden, forbiddenToo) / 2;
  const both = weightOf(asked) + weightOf(askedToo) + weightOf(forbidden.union(forbiddenToo)) / 2;
  return common >= (both - commonWeight(asked, askedToo)) * 0.6;
}

function isConditional({ asked, forbidden }: LessonContent): boolean {
  return [...asked, ...forbidden].some((clause) => clause.isConditional);
}

function allTerms(clauses: readonly Clause[]): Set<string> {
  return new Set(clauses.flatMap(({ terms }) => [...terms]));
}

function differ(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.difference(b).size > 0 && b.difference(a).size > 0;
}
