import { unlink } from "node:fs/promises";
import { fileEntryLog } from "./file-entry-log.ts";
import { readHeader } from "./read-header.ts";
import { SessionError } from "./session-error.ts";

/** Removes a session's file; see `ArgentSessionManager.delete`. */
export async function deleteSession(path: string): Promise<void> {
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
