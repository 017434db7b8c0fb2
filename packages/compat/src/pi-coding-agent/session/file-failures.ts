import { SessionError } from "@argent/agent";

export function readFailed(session: string, cause: unknown): SessionError {
  return failure("read_failed", session, "read", cause);
}

export function writeFailed(session: string, cause: unknown): SessionError {
  return failure("write_failed", session, "written", cause);
}

function failure(
  code: "read_failed" | "write_failed",
  session: string,
  done: string,
  cause: unknown,
): SessionError {
  if (SessionError.isInstance(cause)) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `${session} could not be ${done}: ${reason}`;
  return new SessionError(code, message, { session, cause });
}
