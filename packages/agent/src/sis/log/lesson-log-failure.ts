import { systemCodeOf } from "../../session/session-error.ts";
import { LessonError } from "../lesson-error.ts";

/** What a lesson log that is a file rejects with when the operating system failed. */
export function lessonLogFailure(
  code: "read_failed" | "write_failed",
  log: string,
  cause: unknown,
): LessonError {
  if (LessonError.isInstance(cause)) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const systemCode = systemCodeOf(cause);
  const what =
    code === "read_failed"
      ? `The lessons in ${log} could not be read: ${reason}.`
      : `Lessons could not be written to ${log}: ${reason}. Nothing was added.`;
  const message = `${what} ${adviceFor(systemCode)}`;
  return new LessonError(code, message, { log, systemCode, cause });
}

/** What is written to a folder, a pipe or a device cannot be read again. */
export function notAFile(log: string): LessonError {
  const message = `${log} is not a file, so no lessons can be kept there. It was left as it is; choose the path of a file.`;
  return new LessonError("not_a_lesson_log", message, { log });
}

function adviceFor(systemCode: string | undefined): string {
  switch (systemCode) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "Give this user the right to it, or choose another file.";
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return "Make room and try again.";
    default:
      return "Try again, or choose another file.";
  }
}
