export type SessionResourceCleanup = (sessionId?: string) => void;

/** Called by `cleanupSessionResources`; the returned function takes it away again. */
export function registerSessionResourceCleanup(cleanup: SessionResourceCleanup): () => void {
  cleanups ??= new Set();
  cleanups.add(cleanup);
  return () => {
    cleanups?.delete(cleanup);
  };
}

/**
 * Tells everybody who registered that a session (or all) is over.
 *
 * @throws AggregateError with the failures, after all have been told.
 */
export function cleanupSessionResources(sessionId?: string): void {
  const errors: unknown[] = [];
  for (const cleanup of cleanups ?? []) {
    try {
      cleanup(sessionId);
    } catch (cause) {
      errors.push(cause);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, "Failed to cleanup session resources");
}

/** One for the process, as in Pi. */
let cleanups: Set<SessionResourceCleanup> | undefined;
