import type { Lesson } from "../lesson.ts";
import type { LessonContext } from "../sis.ts";
import type { Embedder } from "./embedder.ts";
import type { LessonIndex } from "./lesson-index.ts";
import { termsOf } from "./lesson-terms.ts";
import { indexInUse, type RankedLesson, rankWithin } from "./rank-lessons.ts";

/**
 * The lessons that fit what the user asks for, found by their words and, with an embedder, by their meaning. The two
 * orders are fused by reciprocal ranks; the score is the better one of the two.
 */
export type Shortlist = (
  lessons: readonly Lesson[],
  context: LessonContext,
  now: number,
) => Promise<RankedLesson[]>;

export function createShortlist(embedder: Embedder | undefined): Shortlist {
  const vectors = new Map<string, readonly number[]>();
  let indexed: { lessons: readonly Lesson[]; index: LessonIndex } | undefined;

  /** To read all lessons takes longer than to look for some; they seldom change between two questions. */
  function indexOf(lessons: readonly Lesson[]): LessonIndex {
    const known = indexed;
    const isSame =
      known?.lessons.length === lessons.length &&
      lessons.every((lesson, place) => lesson === known.lessons[place]);
    if (known && isSame) return known.index;
    const index = indexInUse(lessons);
    indexed = { lessons: [...lessons], index };
    return index;
  }

  /** What is embedded once is remembered; lessons do not change. */
  async function vectorsOf(
    lessons: readonly Lesson[],
    { embed }: Embedder,
    { prompt, signal }: LessonContext,
  ): Promise<readonly number[]> {
    const unknown = lessons.filter(({ id }) => !vectors.has(id));
    const texts = unknown.map(({ title, when, do: advice }) => `${title}\n${when}\n${advice}`);
    const [query = [], ...found] = await embed([prompt, ...texts], signal);
    for (const [index, { id }] of unknown.entries()) vectors.set(id, found[index] ?? []);
    return query;
  }

  return async (lessons, context, now) => {
    const fitting = rankWithin(indexOf(lessons), context, { limit, now });
    const byWords = [...fitting, ...nearby(lessons, context, fitting)].slice(0, limit);
    if (embedder === undefined || lessons.length === 0) return byWords;
    const query = await vectorsOf(lessons, embedder, context);
    const byMeaning = lessons
      .map((lesson) => ({ lesson, score: cosine(query, vectors.get(lesson.id) ?? []) }))
      .filter(({ score }) => score >= embedder.minSimilarity)
      .sort((a, b) => b.score - a.score)
      .slice(0, limit);
    return fuse(byWords, byMeaning).slice(0, limit);
  };
}

/** Those that come although no telling word is in the prompt, what the user asked to remember first, then the newest. */
function nearby(
  lessons: readonly Lesson[],
  context: LessonContext,
  fitting: readonly RankedLesson[],
): RankedLesson[] {
  const known = new Set(fitting.map(({ lesson }) => lesson));
  const isNearby = nearbyIn(context);
  return lessons
    .filter((lesson) => !known.has(lesson) && isNearby(lesson))
    .sort((a, b) => Number(isRemembered(b)) - Number(isRemembered(a)) || b.createdAt - a.createdAt)
    .map((lesson) => ({ lesson, score: nearbyScore }));
}

/**
 * Whether a lesson comes without a telling word. What the user asked to remember is for any task. A lesson of the project
 * about a tool in play needs one of its tags, however common: in "run the tests" no word is rare, and what this project's
 * tests are run with matters all the same.
 */
export function nearbyIn({ prompt, tools = [] }: LessonContext): (lesson: Lesson) => boolean {
  const asked = new Set(termsOf(prompt));
  return (lesson) =>
    isRemembered(lesson) ||
    (lesson.scope !== "global" &&
      lesson.tools.some((tool) => tools.includes(tool)) &&
      lesson.tags.some((tag) => termsOf(tag).some((term) => asked.has(term))));
}

function isRemembered({ evidence }: Lesson): boolean {
  return evidence.some(({ kind }) => kind === "remember");
}

/** Below what fits by its words. */
const nearbyScore = 0.1;
/** Lessons that are looked at closer. */
const limit = 12;
/** Of reciprocal rank fusion: the larger, the less the first places count above the others. */
const rankConstant = 60;

function fuse(...lists: readonly RankedLesson[][]): RankedLesson[] {
  const fused = new Map<string, RankedLesson & { rank: number }>();
  for (const list of lists) {
    for (const [index, { lesson, score }] of list.entries()) {
      const known = fused.get(lesson.id);
      const rank = (known?.rank ?? 0) + 1 / (rankConstant + index + 1);
      fused.set(lesson.id, { lesson, score: Math.max(score, known?.score ?? 0), rank });
    }
  }
  return [...fused.values()]
    .sort((a, b) => b.rank - a.rank)
    .map(({ lesson, score }) => ({ lesson, score }));
}

function cosine(a: readonly number[], b: readonly number[]): number {
  let [dot, squaresOfA, squaresOfB] = [0, 0, 0];
  for (let index = 0; index < a.length; index++) {
    const [x, y] = [a[index] ?? 0, b[index] ?? 0];
    dot += x * y;
    squaresOfA += x * x;
    squaresOfB += y * y;
  }
  const lengths = Math.sqrt(squaresOfA * squaresOfB);
  return lengths > 0 ? dot / lengths : 0;
}
