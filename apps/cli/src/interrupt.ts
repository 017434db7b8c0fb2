/** What ends a program from outside, and the exit codes by which a shell reports it. */
const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Calls back with the exit code on the first Ctrl-C, SIGTERM or SIGHUP; a second one ends the program at once. The
 * returned function stops listening.
 */
export function untilInterrupted(onInterrupt: (code: number) => void): () => void {
  let isInterrupted = false;
  const stops = Object.entries(codes).map(([signal, code]) => {
    const listener = () => {
      if (isInterrupted) process.exit(code);
      isInterrupted = true;
      onInterrupt(code);
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    for (const stop of stops) stop();
  };
}
