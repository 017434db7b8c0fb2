/** One thing that was learned: what to do, and when. */
export interface Lesson {
  /** Short enough to be cited, for example `L-3f9a2c`. */
  id: string;
  /** The idea in one line. */
  title: string;
  /** The situation that it is for. */
  when: string;
  /** What to do then. */
  do: string;
  /** What happens otherwise. */
  why?: string | undefined;
  /** Words that it is found by, beside its texts. */
  tags: string[];
  /** The tools that it is about. */
  tools: string[];
  /** Where it holds: `"global"`, or a name of the host's, for example the path of a project. */
  scope: string;
  status: LessonStatus;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** Where it comes from, the oldest first. */
  evidence: LessonEvidence[];
  /** The lesson that took its place. */
  supersededBy?: string | undefined;
}

/**
 * `candidate`: waits for a person's approval; `trial`: shown now and then, to find out whether it helps; `active`: helps,
 * or was approved; `retired`: does not help any more, or was replaced; `rejected`: a person does not want it.
 */
export type LessonStatus = "candidate" | "trial" | "active" | "retired" | "rejected";

/** Why somebody thought of a lesson. */
export interface LessonEvidence {
  kind: LessonSource;
  /** The episode that showed it. */
  episodeId?: string | undefined;
  /** Milliseconds since the epoch. */
  at: number;
}

/**
 * `retry`: a tool call failed, and another one succeeded in its place; `repeated_failure`: the same failed again and
 * again; `correction`: the user said that it was wrong; `remember`: the user asked to remember it; `reflection`: a model
 * thought about an episode; `person`: somebody wrote it down.
 */
export type LessonSource =
  | "retry"
  | "repeated_failure"
  | "correction"
  | "remember"
  | "reflection"
  | "person";

/** A lesson before it is accepted. */
export interface LessonDraft {
  title: string;
  when: string;
  do: string;
  /** What happens otherwise. Default: nothing is known. */
  why?: string | undefined;
  /** Default: none. */
  tags?: readonly string[] | undefined;
  /** Default: none. */
  tools?: readonly string[] | undefined;
  /** Default `"global"`. */
  scope?: string | undefined;
}
