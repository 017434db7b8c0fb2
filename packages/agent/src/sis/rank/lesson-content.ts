import type { Lesson } from "../lesson.ts";
import { type Clause, clausesOf } from "./lesson-clauses.ts";
import { termsOf } from "./lesson-terms.ts";
import { tellingTerms } from "./telling-terms.ts";

/** What two lessons are compared by. */
export type ComparedLesson = Pick<Lesson, "title" | "when" | "do" | "tools" | "scope">;

/** What a lesson says, ready to be compared. */
export interface LessonContent {
  scope: string;
  tools: ReadonlySet<string>;
  /** The terms of its situation; of its title when it names none. */
  situation: ReadonlySet<string>;
  /** The terms of its situation and its title. */
  subject: ReadonlySet<string>;
  /** The advice as it is written; the title when there is none. */
  advice: string;
  /** What it says to do, and what it says not to do. */
  asked: readonly Clause[];
  forbidden: readonly Clause[];
  /** The terms of code, numbers and options: advices that differ in these are not the same. */
  literals: ReadonlySet<string>;
}

/** Reads a lesson. A host may have made it without parts that it has no use for. */
export function contentOf(lesson: ComparedLesson): LessonContent {
  const title = textOf(lesson.title);
  const advice = (textOf(lesson.do) || title).trim();
  const clauses = clausesOf(advice);
  const named = tellingTerms(textOf(lesson.when));
  const situation = named.size > 0 ? named : tellingTerms(title);
  return {
    scope: textOf(lesson.scope) || "global",
    tools: new Set(Array.isArray(lesson.tools) ? lesson.tools : []),
    situation,
    subject: situation.union(tellingTerms(title)),
    advice,
    asked: clauses.filter(({ isNegative }) => !isNegative),
    forbidden: clauses.filter(({ isNegative }) => isNegative),
    literals: literalsOf(advice),
  };
}

function textOf(value: string | undefined): string {
  return typeof value === "string" ? value : "";
}

function literalsOf(advice: string): Set<string> {
  const quoted = advice.match(/`[^`]+`|\S*\d\S*|(?<!\S)--?[a-z][\w-]*/gi) ?? [];
  return new Set(quoted.flatMap(termsOf));
}
