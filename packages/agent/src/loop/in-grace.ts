import { AiError, type Clock } from "@argent/ai";
import type { AbortWatch } from "./abort-watch.ts";

interface Grace {
  abort: AbortWatch;
  clock: Clock;
  /** How long the work may go on after an abort, in milliseconds; 0 is not at all. */
  graceMs: number;
}

/**
 * Waits for work that may not listen to its signal.
 *
 * @throws AiError `aborted` when the grace after an abort is over; the work is then left to itself.
 */
export function inGrace<T>(work: Promise<T>, { abort, clock, graceMs }: Grace): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  let cancelTimer: (() => void) | undefined;
  const leave = () => reject(new AiError("aborted", "Request was aborted"));
  const onAbort = () => {
    if (graceMs === 0) leave();
    else cancelTimer = clock.after(graceMs, leave);
  };
  const stop = () => {
    abort.delete(onAbort);
    cancelTimer?.();
  };
  abort.add(onAbort);
  work.then(
    (value) => {
      stop();
      resolve(value);
    },
    (cause: unknown) => {
      stop();
      reject(cause);
    },
  );
  return promise;
}
