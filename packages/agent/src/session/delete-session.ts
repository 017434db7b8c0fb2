import { unlink } from "node:fs/promises";
import { fileEntryLog } from "./file-entry-log.ts";
import { readHeader } from "./read-header.ts";
import { SessionError, systemCodeOf } from "./session-error.ts";

/** Removes a session's file; see `ArgentSessionManager.delete`. */
export async function deleteSession(path: string): Promise<void> {
  try {
    await removeFile(path);
  } catch (cause) {
    throw SessionError.isInstance(cause) ? cause : notRemoved(path, cause);
  }
}

async function removeFile(path: string): Promise<void> {
  const log = fileEntryLog(path);
  try {
    await readHeader(log);
    const lease = await log.acquire();
    if (!lease.acquired) {
      const message = `${path} is being written and was not removed. Close it first.`;
      throw new SessionError("lease_held", message, { session: path, holder: lease.holder });
    }
    await unlink(path);
  } finally {
    await log.close();
  }
}

function notRemoved(session: string, cause: unknown): SessionError {
  const fields = { session, cause };
  if (systemCodeOf(cause) === "ENOENT") {
    return new SessionError("not_found", `There is no session ${session} any more.`, fields);
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `${session} could not be removed: ${reason}. See whether its folder can be written, and remove it again.`;
  return new SessionError("write_failed", message, fields);
}
