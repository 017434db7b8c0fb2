import { createTurns } from "../create-turns.ts";
import { appendLessonLines } from "./append-lesson-lines.ts";
import { formatLessonLines } from "./lesson-line.ts";
import type { LessonLog } from "./lesson-log.ts";
import { lessonLogFailure } from "./lesson-log-failure.ts";
import { readLessonFile } from "./read-lesson-file.ts";

/**
 * A log in a file: a header, then one event a line. The file, and the folders that it lies in, are made by the first append,
 * for the user alone. It is only ever appended to, by as many processes as there are; lines that are damaged or unknown are
 * skipped and stay where they are. What was appended survives the end of the process, not a loss of power.
 */
export function jsonlLessonLog(path: string): LessonLog {
  const inTurn = createTurns();
  return {
    name: path,
    async append(events) {
      const lines = formatLessonLines(events, path);
      if (lines === "") return;
      await inTurn(() => appendLessonLines(path, lines)).catch((cause: unknown) => {
        throw lessonLogFailure("write_failed", path, cause);
      });
    },
    read: (after) =>
      inTurn(() => readLessonFile(path, after)).catch((cause: unknown) => {
        throw lessonLogFailure("read_failed", path, cause);
      }),
  };
}
