import { hostname } from "node:os";
import { type ArgentSessionManager, SessionChanged, SessionError } from "@argent/agent";
import type { Listeners } from "./listeners.ts";

/**
 * Asks once for the right to write a session that was opened while somebody else wrote it.
 *
 * @returns Whether it was got just now, so that what was written meanwhile has to be read.
 * @throws SessionError `lease_held`.
 */
export async function ensureWritable(session: ArgentSessionManager): Promise<boolean> {
  if (!session.readOnly) return false;
  const refusal = heldError(session);
  await session.waitForLease(AbortSignal.abort(refusal));
  return true;
}

/** Appends; when somebody else has appended meanwhile, the entry stands beside theirs and people are told. */
export async function appendBeside<Value>(
  write: () => Promise<Value>,
  { tell }: Listeners,
): Promise<Value> {
  try {
    return await write();
  } catch (cause) {
    if (!(cause instanceof SessionChanged) || cause.reason !== "appended") throw cause;
    await tell({ type: "session_contended", message: cause.message });
    return write();
  }
}

export function heldMessage(session: ArgentSessionManager): string {
  const { pid, host } = session.leaseHolder ?? {};
  const elsewhere = host === undefined || host === hostname() ? "" : ` on ${host}`;
  const which = pid === undefined ? "" : ` (process ${pid}${elsewhere})`;
  return `This session can only be read here, because another program is writing it. Close that and say it again, or fork it to go on in a copy${which}.`;
}

function heldError(session: ArgentSessionManager): SessionError {
  return new SessionError("lease_held", heldMessage(session), {
    session: session.getSessionFile(),
    holder: session.leaseHolder,
  });
}
