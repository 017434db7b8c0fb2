import type { EnvError, EnvErrorCode, Result } from "@argent/agent/env";

/** What went wrong: a failure of the environment, or of the tool itself. */
export type ToolErrorCode =
  | EnvErrorCode
  /** The text to replace was not found. */
  | "no_match"
  /** The text to replace was found more than once. */
  | "ambiguous"
  /** The call would change nothing. */
  | "no_change"
  /** The file changed since it was read. */
  | "changed"
  /** It is not text. */
  | "binary"
  /** An approval rule or a person said no. */
  | "denied";

const brand = Symbol.for("@argent/tools/error");

/** The one error class of this package. Recognised by a brand, so that two copies of the package agree. */
export class ToolError extends Error {
  readonly code: ToolErrorCode;
  readonly path: string | undefined;

  constructor(
    code: ToolErrorCode,
    message: string,
    fields: { path?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = "ToolError";
    this.code = code;
    this.path = fields.path;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Use this instead of `instanceof`, which fails between two copies of the package. */
  static isInstance(value: unknown): value is ToolError {
    return typeof value === "object" && value !== null && brand in value;
  }
}

/** The value of an environment's answer; a failure is thrown as a `ToolError`. */
export function orThrow<Value>(result: Result<Value, EnvError>): Value {
  if (result.ok) return result.value;
  const { code, message, path } = result.error;
  throw new ToolError(code, message, { path });
}
