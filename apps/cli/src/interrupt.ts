import { exitCode } from "./exit-code.ts";

/**
 * Calls back on the first Ctrl-C or SIGTERM; a second one ends the program at once. The returned function stops
 * listening.
 */
export function untilInterrupted(onInterrupt: () => void): () => void {
  let count = 0;
  const listener = () => {
    count++;
    if (count === 1) onInterrupt();
    else process.exit(exitCode.interrupted);
  };
  process.on("SIGINT", listener);
  process.on("SIGTERM", listener);
  return () => {
    process.off("SIGINT", listener);
    process.off("SIGTERM", listener);
  };
}
