import type { LessonEvent } from "../lesson-event.ts";

/**
 * The port to what stores lessons: an append-only log of events. Several processes may write to one; each reads what the
 * others wrote. Failures of the store reject with a `LessonError`.
 */
export interface LessonLog {
  /** What it is called in messages; a path for files. */
  readonly name: string;
  /** Appends events, as a whole or not at all, behind whatever others have appended. Resolves when they are durable. */
  append(events: readonly LessonEvent[]): Promise<void>;
  /**
   * Reads what came after a cursor; from the beginning without one. A log that does not exist yet is empty. A log of
   * several megabytes may come in parts: `hasMore` says that another read, from the cursor of this one, gives the next.
   */
  read(after?: string): Promise<LessonLogReading>;
}

/** Some events of a log. */
export interface LessonLogReading {
  events: LessonEvent[];
  /** Where to read on. Only the log that gave it understands it. */
  cursor: string;
  /** They start at the beginning: without a cursor, or with one that means nothing any more (the log was replaced). */
  isWhole: boolean;
  /** More events are there already. Default `false`. */
  hasMore?: boolean | undefined;
}
