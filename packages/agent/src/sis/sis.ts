import type { Episode, EpisodeOutcome, FoundLesson } from "./episode.ts";
import type { LessonRefusal } from "./learn/write-gates.ts";
import type { Lesson, LessonDraft, LessonSource, LessonStatus } from "./lesson.ts";

/**
 * The self-improving system: lessons from what went wrong or well, chosen when they matter, measured by how it goes
 * with and without them. Methods reject with a `LessonError`.
 */
export interface Sis {
  /** The lessons for what the user is about to ask. Some are withheld at random, to measure what they are worth. */
  select(context: LessonContext): Promise<LessonSelection>;
  /** Writes down how a run came out, learns from it, and judges the lessons that took part. */
  record(episode: Episode): Promise<RecordedLessons>;
  /**
   * Has the reflector think about the latest episodes that it has not seen. Nothing without a reflector. Rejects as the
   * reflector does; what it had thought of before that is kept.
   */
  reflect(options?: ReflectOptions): Promise<ReflectedLessons>;
  /** Adds a lesson that somebody wrote. One that is known already is confirmed instead. */
  add(draft: LessonDraft, source?: LessonSource): Promise<AddedLesson>;
  /** A person wants the lesson: it is active until a person says otherwise. */
  approve(id: string): Promise<void>;
  /** A person does not want the lesson, and does not want to be offered it again. */
  reject(id: string): Promise<void>;
  /** The lesson has had its time. */
  retire(id: string, reason: string): Promise<void>;
  /** Why a lesson is, or is not, shown; how well it fits `context` when that is given. */
  explain(id: string, context?: LessonContext): Promise<LessonExplanation>;
  /** The oldest first. Default: all of them. */
  list(filter?: LessonFilter): Promise<Lesson[]>;
  /** How many lessons and episodes there are, and how often lessons were shown. */
  stats(): Promise<SisStats>;
}

/** What the user is about to ask, and where. */
export interface LessonContext {
  prompt: string;
  /** The names of the tools that can be called. */
  tools?: readonly string[] | undefined;
  /** Lessons of this scope and global ones are considered. Default: global ones only. */
  scope?: string | undefined;
  /** The ids of the lessons that the conversation shows already. */
  live?: readonly string[] | undefined;
  /** Stops an embedder that takes long; then the choice is made without it. */
  signal?: AbortSignal | undefined;
}

/** What was chosen for one message of the user. */
export interface LessonSelection {
  /** The best first. */
  lessons: ChosenLesson[];
  /** The ids of those that would have been among them. */
  withheld: string[];
}

/** A lesson, and how well it fits. */
export interface ChosenLesson {
  lesson: Lesson;
  /** Higher is better. */
  score: number;
}

/** How much is thought about. */
export interface ReflectOptions {
  /** Episodes at most. Default 5. */
  limit?: number | undefined;
  /** Stops between two episodes, and is given to the reflector. */
  signal?: AbortSignal | undefined;
}

/** What was made of what was found. */
export interface FoundLessons {
  added: Lesson[];
  /** Lessons that were known, and were learned again. */
  confirmed: Lesson[];
  refused: { found: FoundLesson; reason: LessonRefusal }[];
}

/** What was made of the episodes that were thought about. */
export interface ReflectedLessons extends FoundLessons {
  /** How many they were. */
  episodes: number;
}

/** What was made of an episode. */
export interface RecordedLessons extends FoundLessons {
  /** How the episode came out; absent when nobody can tell. */
  outcome: EpisodeOutcome | undefined;
  /** Lessons that were kept or retired by what is measured. */
  judged: { id: string; status: LessonStatus; reason: string }[];
}

/** The lesson that was added, or the known one that says the same. */
export interface AddedLesson {
  lesson: Lesson;
  isNew: boolean;
}

/** Which lessons are meant: those that agree with all that is said. */
export interface LessonFilter {
  /** One of these. Default: any. */
  status?: LessonStatus | readonly LessonStatus[] | undefined;
  /** Lessons of this scope only. */
  scope?: string | undefined;
  /** Lessons about this tool only. */
  tool?: string | undefined;
}

/** A lesson's confidence, and what it is made of. */
export interface LessonExplanation {
  lesson: Lesson;
  /** From 0 to 1: the probability that runs go better with the lesson than without. */
  confidence: number;
  /** Episodes that showed it, those long past counting less. */
  shown: EpisodeTally;
  /** Episodes that it was left out of, those long past counting less. */
  withheld: EpisodeTally;
  /** The expected difference of the success rates with and without it, from -1 to 1. */
  uplift: number;
  /** Episodes in which the model referred to it. */
  cited: number;
  /** Absent without a context. */
  relevance?:
    | {
        /** How well it fits, from 0 to 1; see `RankedLesson`. */
        score: number;
        /** The words of the prompt that it was found by. */
        matches: string[];
      }
    | undefined;
  /** Whether it can be chosen, for the context if one was given, and why not. */
  canBeChosen: boolean;
  reasons: string[];
}

/** Numbers of episodes, weighted by age. */
export interface EpisodeTally {
  /** Those that went well. */
  succeeded: number;
  /** Those that did not. */
  failed: number;
}

/** What there is, in numbers. */
export interface SisStats {
  /** Numbers of lessons. */
  lessons: Record<LessonStatus, number>;
  /** Numbers of episodes, by how they came out. */
  episodes: Record<"succeeded" | "failed" | "unknown", number>;
  /** How often a lesson was shown. */
  shown: number;
  /** How often a chosen lesson was left out. */
  withheld: number;
  /** How often the model referred to one. */
  cited: number;
}
