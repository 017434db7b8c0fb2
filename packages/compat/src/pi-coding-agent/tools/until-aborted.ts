/**
 * The outcome of some work, or Pi's `Operation aborted` as soon as the signal is aborted; what the work does from then
 * on is nobody's concern.
 */
export function untilAborted<Value>(
  signal: AbortSignal | undefined,
  work: () => Promise<Value>,
): Promise<Value> {
  if (signal === undefined) return work();
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new Error("Operation aborted"));
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", onAbort));
  });
}
