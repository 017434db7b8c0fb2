/**
 * Waits for what may not listen to the signal, and rejects with the signal's reason when it is aborted first. What comes
 * after that is discarded, so that nothing stays open.
 */
export async function unlessAborted<Value>(
  signal: AbortSignal,
  work: () => Promise<Value>,
  discard: (late: Value) => unknown = () => {},
): Promise<Value> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const value = work();
  try {
    return await Promise.race([value, aborted.promise]);
  } catch (cause) {
    value.then(discard).catch(() => {}); // nobody waits for it any more
    throw cause;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
