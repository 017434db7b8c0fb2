import { estimateTextTokens } from "../../compaction/estimate-tokens.ts";
import type { Lesson } from "../lesson.ts";
import type { SisPolicy } from "../policy.ts";
import { compareLessons } from "../rank/compare-lessons.ts";
import type { RankedLesson } from "../rank/rank-lessons.ts";
import type { ChosenLesson, LessonSelection } from "../sis.ts";
import type { LessonRecord } from "./lesson-book.ts";
import { decayed, drawRate, utilityOf } from "./utility.ts";

export interface SelectionRules {
  policy: SisPolicy;
  now: number;
  /** From 0 (inclusive) to 1. */
  random(): number;
}

interface Candidate extends ChosenLesson {
  readonly record: LessonRecord;
  readonly isOnTrial: boolean;
}

/**
 * Chooses among lessons that fit: by how well they fit and by what they are worth. A lesson on trial is worth what a draw
 * from what is known of it says, so that one that nobody knows yet gets its chances. Some of those that are chosen are
 * withheld, except what a person asked for; they take the place of nobody else.
 */
export function selectLessons(
  fitting: readonly RankedLesson[],
  records: ReadonlyMap<string, LessonRecord>,
  live: readonly Lesson[],
  rules: SelectionRules,
): LessonSelection {
  const { policy, random } = rules;
  const room = Math.min(policy.maxLessons, policy.maxLive - live.length);
  const isLive = new Set(live.map(({ id }) => id));
  const candidates = fitting
    .filter(({ lesson }) => !isLive.has(lesson.id))
    .flatMap(({ lesson, score }) => {
      const record = records.get(lesson.id);
      return record ? [valued(record, score, rules)] : [];
    })
    .sort((a, b) => b.score - a.score);
  const chosen: Candidate[] = [];
  let tokens = 0;
  let trials = 0;
  for (const candidate of candidates) {
    if (chosen.length >= room) break;
    const { lesson, isOnTrial } = candidate;
    const cost = tokensOf(lesson);
    if (isOnTrial && trials >= policy.maxTrials) continue;
    if (tokens + cost > policy.maxTokens) continue;
    const others = [...live, ...chosen.map((other) => other.lesson)];
    if (others.some((other) => compareLessons(lesson, other) !== undefined)) continue;
    chosen.push(candidate);
    tokens += cost;
    if (isOnTrial) trials++;
  }
  const lessons: ChosenLesson[] = [];
  const withheld: string[] = [];
  for (const { lesson, score, record, isOnTrial } of chosen) {
    const share = isOnTrial ? policy.holdout.trial : policy.holdout.active;
    if (!record.isPersons && random() < share) withheld.push(lesson.id);
    else lessons.push({ lesson, score });
  }
  return { lessons, withheld };
}

function valued(
  record: LessonRecord,
  relevance: number,
  { policy, now, random }: SelectionRules,
): Candidate {
  const { lesson } = record;
  const isOnTrial = lesson.status === "trial";
  const shown = decayed(record.shown, now, policy.halfLifeMs);
  const withheld = decayed(record.withheld, now, policy.halfLifeMs);
  const worth = isOnTrial ? drawRate(shown, random()) : utilityOf(shown, withheld).confidence;
  const score = relevance * (record.isPersons ? 1 : worth);
  return { lesson, score, record, isOnTrial };
}

function tokensOf({ id, when, do: advice, why = "" }: Lesson): number {
  return estimateTextTokens(`[${id}] ${when} ${advice} ${why}`);
}
