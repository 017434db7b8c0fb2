import {
  type ByteRange,
  type EnvError,
  type EnvErrorCode,
  failed,
  ok,
  type Result,
} from "@argent/agent/env";

/** An `EnvError` on its way up inside an environment; `attempt` turns it into a value. */
export class EnvFailure extends Error {
  readonly error: EnvError;

  constructor(code: EnvErrorCode, message: string, path?: string) {
    super(message);
    this.name = "EnvFailure";
    this.error = { code, message, ...(path !== undefined && { path }) };
  }
}

/** Runs a task and turns what it throws into an `EnvError`. `action` completes the sentence "Cannot …". */
export async function attempt<Value>(
  action: string,
  path: string | undefined,
  task: () => Promise<Value>,
): Promise<Result<Value, EnvError>> {
  try {
    return ok(await task());
  } catch (cause) {
    return failed(toEnvError(cause, action, path));
  }
}

export function toEnvError(cause: unknown, action: string, path?: string): EnvError {
  if (cause instanceof EnvFailure) return cause.error;
  const errno = errnoOf(cause);
  const [code, reason] = (errno !== undefined && byErrno[errno]) || unknownFailure(cause);
  const message = `Cannot ${action}${path === undefined ? "" : ` ${path}`}: ${reason}`;
  return { code, message, ...(path !== undefined && { path }) };
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new EnvFailure("aborted", "The operation was aborted.");
}

export function checkRange({ start = 0, end = start }: ByteRange, path: string): void {
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && end >= 0) return;
  const message = `A range of bytes is two whole numbers from 0, got ${start} to ${end}.`;
  throw new EnvFailure("invalid", message, path);
}

/** The error code of the operating system or of Node, for example `"ENOENT"`. */
export function errnoOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !("code" in cause)) return undefined;
  return typeof cause.code === "string" ? cause.code : undefined;
}

const denied = "permission denied. Check its owner and mode.";
const full = "the disk or the quota is full. Free some space.";
const malformed = "the path or an argument is not valid.";

const byErrno: Record<string, [EnvErrorCode, string]> = {
  ENOENT: ["not_found", "there is no such file or folder. Check the path or list its folder."],
  EACCES: ["permission_denied", denied],
  EPERM: ["permission_denied", denied],
  EROFS: ["permission_denied", "the file system is read-only."],
  EISDIR: ["is_directory", "it is a folder, a file was wanted."],
  ENOTDIR: ["not_directory", "it or a part of its path is a file, a folder was wanted."],
  EEXIST: ["already_exists", "something is already there."],
  ENOTEMPTY: ["not_empty", "the folder is not empty. Remove it recursively or empty it first."],
  ENOSPC: ["no_space", full],
  EDQUOT: ["no_space", full],
  ELOOP: ["invalid", "its symbolic links form a loop."],
  ENAMETOOLONG: ["invalid", "the name is too long."],
  ENXIO: ["invalid", "it is not a regular file."],
  EINVAL: ["invalid", malformed],
  ERR_INVALID_ARG_VALUE: ["invalid", malformed],
  ERR_OUT_OF_RANGE: ["invalid", malformed],
};

function unknownFailure(cause: unknown): [EnvErrorCode, string] {
  return ["unknown", cause instanceof Error ? cause.message : String(cause)];
}
