/**
 * Calls back when standard output can no longer be written. The returned function waits until everything is, and gives
 * what kept it from that; a reader that has seen enough is no failure.
 */
export function watchOutput(
  output: NodeJS.WriteStream,
  onLost: () => void,
): () => Promise<string | undefined> {
  let failure: string | undefined;
  output.removeAllListeners("error").on("error", (error) => {
    if (isUnwritten(error)) failure ??= unwritten(error);
    onLost();
  });
  // The event comes behind the callback.
  return () =>
    new Promise((resolve) => output.write("", () => setImmediate(() => resolve(failure))));
}

/** Whether an output failed for another reason than that its reader has left, or that it was closed. */
export function isUnwritten(cause: unknown): cause is Error {
  if (!(cause instanceof Error)) return false;
  return !(
    "code" in cause &&
    (cause.code === "EPIPE" || cause.code === "ERR_STREAM_PREMATURE_CLOSE")
  );
}

/** For people. */
export function unwritten({ message }: Error): string {
  return `Standard output cannot be written: ${message}.`;
}
