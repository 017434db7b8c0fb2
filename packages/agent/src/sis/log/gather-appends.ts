import type { LessonEvent } from "../lesson-event.ts";
import type { LessonLine } from "./lesson-line.ts";

/** Puts the lines of a log, in their order, together to what was appended together. */
export interface AppendGatherer {
  /** Gives the events of an append with the last of its lines; none for a line that is damaged. */
  take(line: LessonLine | undefined): readonly LessonEvent[];
  /** More lines of an append are to come. */
  readonly isOpen: boolean;
}

/**
 * An append of which a line is missing never happened: its writer was killed or the disk was full. Whatever else is appended
 * starts with a first line of its own, so what is missing cannot be taken for what follows.
 */
export function createAppendGatherer(): AppendGatherer {
  let open: { events: LessonEvent[]; next: number; count: number } | undefined;

  return {
    take(line) {
      const [index, count] = line?.part ?? [1, 1];
      const begun = index === 1 ? { events: [], next: 1, count } : open;
      open = undefined;
      if (line === undefined || begun?.next !== index || begun.count !== count) return [];
      if (line.event) begun.events.push(line.event);
      if (index === count) return begun.events;
      open = { ...begun, next: index + 1 };
      return [];
    },
    get isOpen() {
      return open !== undefined;
    },
  };
}
