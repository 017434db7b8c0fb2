/** What went wrong with lessons. */
export type LessonErrorCode =
  /** No lesson has the id. */
  | "not_found"
  /** The lesson cannot be used; the message says why. */
  | "invalid_lesson"
  /** There is content in the place of the log, and it is not one; it is left alone. */
  | "not_a_lesson_log"
  /** The model's thoughts about an episode are no lessons. */
  | "reflection_failed"
  | "read_failed"
  /** Nothing of what was to be appended counts. */
  | "write_failed";

/** The facts of a failure beside its code and message. */
export interface LessonErrorFields {
  /** The lesson that was asked for. */
  lessonId?: string | undefined;
  /** The file, or the log's own name. */
  log?: string | undefined;
  /** The operating system's code, for example `"ENOSPC"`. */
  systemCode?: string | undefined;
  /** The error that led to this one. */
  cause?: unknown;
}

const brand = Symbol.for("@argent/agent/lesson-error");

/** The error of everything about lessons. Recognised by a brand, so that two copies of the package agree. */
export class LessonError extends Error {
  readonly code: LessonErrorCode;
  readonly lessonId: string | undefined;
  readonly log: string | undefined;
  readonly systemCode: string | undefined;

  constructor(code: LessonErrorCode, message: string, fields: LessonErrorFields = {}) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = "LessonError";
    this.code = code;
    this.lessonId = fields.lessonId;
    this.log = fields.log;
    this.systemCode = fields.systemCode;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether a value is a LessonError of this or another copy of the package. */
  static isInstance(value: unknown): value is LessonError {
    return typeof value === "object" && value !== null && brand in value;
  }
}
