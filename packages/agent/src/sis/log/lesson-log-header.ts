import type { FileHandle } from "node:fs/promises";
import { chunkLines, lineText } from "../../session/chunk-lines.ts";
import { parseJson } from "../../session/parse-line.ts";
import { LessonError } from "../lesson-error.ts";

/** The version of the format that is written. */
const version = 1;

/** The first line of a lesson log, without its line feed. */
export const lessonLogHeader = JSON.stringify({ type: "lessons", version });

/**
 * Whether a file starts with the header of a lesson log; `false` when there is nothing in it, or a header that was cut off.
 * Anything else rejects with a LessonError `not_a_lesson_log`.
 */
export async function hasLessonLogHeader(handle: FileHandle, log: string): Promise<boolean> {
  const { buffer, bytesRead: end } = await handle.read(Buffer.alloc(farthest), 0, farthest, 0);
  for (const line of chunkLines({ start: 0, end, bytes: buffer.subarray(0, end) })) {
    const text = lineText(line);
    const record = parseJson(text);
    if (record?.type === "lessons" && typeof record.version === "number") {
      if (record.version <= version) return true;
      throw tooNew(record.version, log);
    }
    if (!lessonLogHeader.startsWith(text)) throw notALessonLog(log);
  }
  if (end === farthest) throw notALessonLog(log);
  return false;
}

/** Bytes. A header stands at the beginning, behind a few that were cut off at most. */
const farthest = 4096;

function notALessonLog(log: string): LessonError {
  const message = `${log} does not start with the header of a lesson log (${lessonLogHeader}). It was left as it is; choose another file.`;
  return new LessonError("not_a_lesson_log", message, { log });
}

function tooNew(found: number, log: string): LessonError {
  const message = `${log} is a lesson log of format version ${found}; this program knows versions up to ${version}. It was left as it is; open it with a newer program, or choose another file.`;
  return new LessonError("not_a_lesson_log", message, { log });
}
