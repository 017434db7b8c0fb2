import { SessionError } from "../session/session-error.ts";

/** Refuses a session that is open read-only, before a summary of it is paid for. */
export function assertWritable(
  session: { readonly readOnly?: boolean },
  consequence: string,
): void {
  if (!session.readOnly) return;
  const message = `The session is open read-only, so ${consequence}. Wait for the lease (waitForLease), or let its writer do it.`;
  throw new SessionError("read_only", message);
}
