import type { Lesson } from "../lesson.ts";
import { compareContents, isContentMoreSpecific } from "./compare-lessons.ts";
import { contentOf, type LessonContent } from "./lesson-content.ts";
import {
  createLessonIndex,
  type Fit,
  type LessonIndex,
  type RankingContext,
} from "./lesson-index.ts";

export type { RankingContext };

/** A lesson, and how well it fits. */
export interface RankedLesson {
  lesson: Lesson;
  /**
   * From 0 to 1. A word of the prompt that no other lesson has gives at most 0.5, two of them 0.75 and so on; words that
   * many lessons have, everyday words and words beside the point give less.
   */
  score: number;
}

/** How many lessons are wanted, and whether their age counts. */
export interface RankLessonsOptions {
  /** Lessons at most. Default 100. */
  limit?: number | undefined;
  /** Milliseconds since the epoch. With it, old lessons lose up to a hundredth of their score. Default: age is nothing. */
  now?: number | undefined;
}

/**
 * The lessons that fit what somebody is about to ask, the best first; none when none fits. Words decide: BM25F over
 * title, situation, advice, tags and tools. Of lessons that say the same the best is there once. One that contradicts
 * another one and is newer or more specific is before it and takes over its score. Retired, rejected and superseded
 * lessons never appear. Among more than some hundred lessons for one and the same situation, those that fit worse may say
 * the same as others. Never throws; the order of the lessons decides nothing but between equals with one id.
 */
export function rankLessons(
  lessons: readonly Lesson[],
  context: RankingContext,
  options: RankLessonsOptions = {},
): RankedLesson[] {
  return rankWithin(indexInUse(lessons), context, options);
}

/** How well a lesson fits among others, whether or not it would be shown. */
export function relevanceOf(
  lesson: Lesson,
  lessons: readonly Lesson[],
  context: RankingContext,
): Fit {
  const others = lessons.filter((other) => other.id !== lesson.id && isInUse(other));
  const fits = createLessonIndex([lesson, ...others]).fits(context);
  return fits.get(0) ?? { score: 0, matches: [] };
}

/** What `rankLessons` needs to know of the lessons; lessons that are not in use are left out. */
export function indexInUse(lessons: readonly Lesson[]): LessonIndex {
  return createLessonIndex(lessons.filter(isInUse));
}

/** `rankLessons` over an index of lessons that are in use. */
export function rankWithin(
  index: LessonIndex,
  context: RankingContext,
  { limit = 100, now }: RankLessonsOptions,
): RankedLesson[] {
  const { lessons } = index;
  const scores = new Map<number, number>();
  for (const [place, { score }] of index.fits(context)) {
    scores.set(place, score * youth(lessons[place], now));
  }
  const ranked = [...scores].filter(([, score]) => score > 0).sort(byScore);
  const result: RankedLesson[] = [];
  const visited = new Set<number>();
  const contents = new Map<number, LessonContent>();
  const places = ranked.map(([place]) => place);
  let comparisons = 0;
  for (const [place, score] of ranked) {
    if (result.length >= limit) break;
    put(place, score);
  }
  return result.slice(0, Math.max(0, limit));

  function byScore([a, scoreOfA]: [number, number], [b, scoreOfB]: [number, number]): number {
    return scoreOfB - scoreOfA || compareText(idOf(lessons[a]), idOf(lessons[b])) || a - b;
  }

  /** Puts what overrules the lesson first, and leaves out what says the same as it. */
  function put(place: number, score: number): void {
    const lesson = lessons[place];
    if (visited.has(place) || !lesson) return;
    visited.add(place);
    const content = remembered(place, lesson);
    const overruling: [number, number][] = [];
    const open = comparisons < mostComparisons ? places.filter((other) => !visited.has(other)) : [];
    for (const other of index.neighbours(place, open)) {
      const otherLesson = lessons[other];
      const otherScore = scores.get(other);
      if (!otherLesson || otherScore === undefined) continue;
      comparisons++;
      if (comparisons > mostComparisons) break;
      const otherContent = remembered(other, otherLesson);
      const relation = compareContents(content, otherContent);
      if (relation === "duplicate") visited.add(other);
      if (relation !== "contradiction") continue;
      const isNewer = createdAtOf(otherLesson) > createdAtOf(lesson);
      if (overrules(otherContent, content, isNewer)) {
        overruling.push([other, Math.max(score, otherScore)]);
      }
    }
    for (const [other, itsScore] of overruling.sort(byScore)) put(other, itsScore);
    result.push({ lesson, score });
  }

  function remembered(place: number, lesson: Lesson): LessonContent {
    const content = contents.get(place) ?? contentOf(lesson);
    contents.set(place, content);
    return content;
  }
}

/** Of two lessons for one situation. They take about 10 microseconds each; what fits worse is then as it is. */
const mostComparisons = 20_000;

function overrules(content: LessonContent, other: LessonContent, isNewer: boolean): boolean {
  if (isContentMoreSpecific(content, other)) return true;
  return isNewer && !isContentMoreSpecific(other, content);
}

function isInUse({ status, supersededBy }: Lesson): boolean {
  return status !== "retired" && status !== "rejected" && !supersededBy;
}

/** From 0.99 for what is old to 1 for what is new. */
function youth(lesson: Lesson | undefined, now: number | undefined): number {
  if (lesson === undefined || now === undefined) return 1;
  const age = Math.max(0, now - createdAtOf(lesson));
  return 1 - 0.01 * (1 - 2 ** (-age / halfLife));
}

const halfLife = 30 * 24 * 60 * 60 * 1000;

/** A lesson that a host made without a time is older than any other. */
function createdAtOf({ createdAt }: Lesson): number {
  return Number.isFinite(createdAt) ? createdAt : 0;
}

function idOf(lesson: Lesson | undefined): string {
  return String(lesson?.id);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
