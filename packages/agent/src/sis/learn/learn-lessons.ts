import type { Episode, EpisodeOutcome, FoundLesson } from "../episode.ts";
import type { Lesson, LessonDraft, LessonEvidence, LessonSource, LessonStatus } from "../lesson.ts";
import type { LessonEvent } from "../lesson-event.ts";
import type { LessonRecord } from "../measure/lesson-book.ts";
import type { SisPolicy } from "../policy.ts";
import { compareLessons } from "../rank/compare-lessons.ts";
import type { FoundLessons } from "../sis.ts";
import { refusalOf } from "./write-gates.ts";

/** What is known when something new is taken in. */
export interface Intake {
  records: readonly LessonRecord[];
  policy: SisPolicy;
  /** From 0 (inclusive) to 1. */
  random(): number;
}

interface Learned {
  events: LessonEvent[];
  lesson: Lesson;
  isNew: boolean;
}

type ScopedDraft = LessonDraft & { scope: string };

/** Passes what was found in an episode through the gates. Nothing is written: `events` are to be. */
export function takeIn(
  foundLessons: readonly FoundLesson[],
  episode: Episode,
  outcome: EpisodeOutcome | undefined,
  intake: Intake,
): FoundLessons & { events: LessonEvent[] } {
  const { scope = "global" } = episode;
  const taken: FoundLessons = { added: [], confirmed: [], refused: [] };
  const events: LessonEvent[] = [];
  for (const found of foundLessons) {
    const { source, ...rest } = found;
    const draft = { ...rest, scope };
    const refusal = refusalOf(found, episode, outcome);
    const reason = refusal ?? (wasRejected(draft, intake) ? "rejected" : undefined);
    if (reason !== undefined) {
      taken.refused.push({ found, reason });
      continue;
    }
    if (taken.added.some((lesson) => isSame(draft, lesson))) continue;
    const evidence = { kind: source, episodeId: episode.id, at: episode.at };
    const learned = learn(draft, evidence, intake);
    events.push(...learned.events);
    (learned.isNew ? taken.added : taken.confirmed).push(learned.lesson);
  }
  return { ...taken, events };
}

/**
 * The events that make a lesson of a draft. One that is known already is confirmed; a new one takes the place of those
 * that it contradicts, unless they have proved themselves and it is not the user's word.
 */
export function learn(draft: ScopedDraft, evidence: LessonEvidence, intake: Intake): Learned {
  const { at, kind } = evidence;
  const kept = intake.records.filter(({ lesson }) => isKept(lesson, draft.scope));
  const same = kept.find(({ lesson }) => isSame(draft, lesson));
  if (same) {
    const { lesson } = same;
    const { id, status } = lesson;
    if (isCounted(lesson, evidence)) return { events: [], lesson, isNew: false };
    const confirmed: LessonEvent = { type: "lesson_confirmed", at, id, evidence };
    if (!isUsersWord(kind) || status === "active") {
      return { events: [confirmed], lesson, isNew: false };
    }
    const by = "person" as const;
    const revived = { at, id, status: "active", reason: "It was said again.", by } as const;
    return { events: [confirmed, { type: "lesson_status", ...revived }], lesson, isNew: false };
  }
  const lesson = newLesson(draft, evidence, intake);
  const isUsers = isUsersWord(kind);
  const replaced = kept
    .filter((other) => relationOf(draft, other.lesson) === "contradiction")
    .filter((other) => isUsers || !(other.isPersons || other.lesson.status === "active"))
    .map(
      (other): LessonEvent => ({
        type: "lesson_status",
        at,
        id: other.lesson.id,
        status: "retired",
        reason: `${lesson.id} says otherwise.`,
        by: isUsers ? "person" : "measurement",
        supersededBy: lesson.id,
      }),
    );
  return { events: [{ type: "lesson_added", at, lesson }, ...replaced], lesson, isNew: true };
}

function newLesson(draft: ScopedDraft, evidence: LessonEvidence, intake: Intake): Lesson {
  const { title, when, do: advice, why, tags = [], tools = [], scope } = draft;
  return {
    id: newId(intake),
    title,
    when,
    do: advice,
    ...(why !== undefined && { why }),
    tags: [...tags],
    tools: [...tools],
    scope,
    status: statusOf(evidence.kind, intake.policy),
    createdAt: evidence.at,
    evidence: [evidence],
  };
}

function newId({ records, random }: Intake): string {
  const taken = new Set(records.map(({ lesson }) => lesson.id));
  for (let number = Math.floor(random() * idCount); ; number = (number + 1) % idCount) {
    const id = `L-${number.toString(16).padStart(idLength, "0")}`;
    if (!taken.has(id)) return id;
  }
}

/** Hexadecimal digits: few enough to be cited, enough for several processes that make ids on their own. */
const idLength = 8;
const idCount = 16 ** idLength;

/** The user's own words need no trial; everything else waits for it, or for a person. */
function statusOf(source: LessonSource, policy: SisPolicy): LessonStatus {
  if (isUsersWord(source)) return "active";
  return policy.approval === "required" ? "candidate" : "trial";
}

function isUsersWord(source: LessonSource): boolean {
  return source === "person" || source === "remember" || source === "correction";
}

/** An episode may be recorded again. */
function isCounted({ evidence }: Lesson, { episodeId, kind }: LessonEvidence): boolean {
  if (episodeId === undefined) return false;
  return evidence.some((known) => known.episodeId === episodeId && known.kind === kind);
}

function isKept({ status, supersededBy, scope }: Lesson, inScope: string): boolean {
  return scope === inScope && status !== "rejected" && supersededBy === undefined;
}

function isSame(draft: ScopedDraft, lesson: Lesson): boolean {
  return relationOf(draft, lesson) === "duplicate";
}

function wasRejected(draft: ScopedDraft, { records }: Intake): boolean {
  return records.some(
    ({ lesson }) =>
      lesson.status === "rejected" && lesson.scope === draft.scope && isSame(draft, lesson),
  );
}

function relationOf({ tools = [], ...draft }: ScopedDraft, lesson: Lesson) {
  return compareLessons({ ...draft, tools: [...tools] }, lesson);
}
