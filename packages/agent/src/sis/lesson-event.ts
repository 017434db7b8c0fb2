import type { Episode, EpisodeCall, EpisodeOutcome } from "./episode.ts";
import type { Lesson, LessonEvidence, LessonStatus } from "./lesson.ts";

/** What a lesson log holds: plain JSON, in the order in which it happened. */
export type LessonEvent = EventTime & LessonEventBody;

interface EventTime {
  /** Milliseconds since the epoch. */
  at: number;
}

type LessonEventBody =
  | { type: "lesson_added"; lesson: Lesson }
  | {
      type: "lesson_status";
      id: string;
      status: LessonStatus;
      /** Why, for people. */
      reason: string;
      /** Who decided: a person's word is not overruled by what is measured. */
      by: "person" | "measurement";
      /** The lesson that takes its place. Default: none. */
      supersededBy?: string | undefined;
    }
  /** The same was learned again. */
  | { type: "lesson_confirmed"; id: string; evidence: LessonEvidence }
  | { type: "episode"; episode: RecordedEpisode }
  /** It came out later that an episode was another success than it seemed. */
  | { type: "outcome"; episodeId: string; outcome: EpisodeOutcome }
  /** A model has thought about an episode. */
  | { type: "reflected"; episodeId: string };

/** What is kept of an episode. Absent outcome: nobody can tell. */
export type RecordedEpisode = Omit<Episode, "documents" | "calls"> & {
  calls: Omit<EpisodeCall, "output">[];
};
