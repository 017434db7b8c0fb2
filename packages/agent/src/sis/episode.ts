import type { LessonSource } from "./lesson.ts";

/** What happened in one run, and how it came out. */
export interface Episode {
  /** Recording an episode whose id is known already replaces how it came out. */
  id: string;
  /** Milliseconds since the epoch: when it ended. */
  at: number;
  /** The conversation. The next episode in it can be the user's word on this one. */
  sessionId?: string | undefined;
  /** Where its lessons hold; see `Lesson.scope`. Default `"global"`. */
  scope?: string | undefined;
  /** What the user asked for. */
  prompt: string;
  /** In the order of the calls. */
  calls: readonly EpisodeCall[];
  /**
   * How the run ended: `"stop"`, `"error"`, `"aborted"`, `"limit"`, `"repetition"`, …; `"steered"` when the user went on in
   * the middle of it.
   */
  stopReason: string;
  /** Default: judged by `stopReason` and `calls`. */
  outcome?: EpisodeOutcome | undefined;
  /** The ids of the lessons that the model was shown. Default: none. */
  shown?: readonly string[] | undefined;
  /** The lessons that were chosen and then left out, to see how it goes without them. Default: none. */
  withheld?: readonly string[] | undefined;
  /** Those of `shown` that the model referred to. Default: none. */
  cited?: readonly string[] | undefined;
  /** USD; absent when a price is unknown. */
  cost?: number | undefined;
  /** Tokens of all answers. */
  tokens?: number | undefined;
  /** Texts that the project has anyway, for example its `AGENTS.md`: no lesson repeats them. Not written to the log. */
  documents?: readonly string[] | undefined;
}

/** A tool call and what came of it. */
export interface EpisodeCall {
  name: string;
  arguments: Record<string, unknown>;
  isError: boolean;
  /** Of a command. */
  exitCode?: number | undefined;
  /** What the tool answered. No lesson quotes it, and it is not written to the log. */
  output?: string | undefined;
}

/** Whether an episode was a success, and by what that is known. */
export interface EpisodeOutcome {
  success: boolean;
  signals: readonly OutcomeSignal[];
}

/**
 * `stop_reason`: how the run ended; `last_call`: the last tool call; `verification`: a command that tests or builds;
 * `correction`: what the user said next; `person`: somebody judged it.
 */
export type OutcomeSignal = "stop_reason" | "last_call" | "verification" | "correction" | "person";

/** A lesson that an episode teaches, before anything is checked. */
export interface FoundLesson {
  source: LessonSource;
  title: string;
  when: string;
  do: string;
  /** What happened otherwise. Default: nothing is known. */
  why?: string | undefined;
  tags: readonly string[];
  tools: readonly string[];
}
