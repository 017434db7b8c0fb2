/** Time as a port, so that every wait can be driven by a test. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `ms` milliseconds; the returned function cancels it. */
  after(ms: number, callback: () => void): () => void;
}

/** Longer waits end after this many milliseconds; a timer would end them at once. */
const longestWaitMs = 2 ** 31 - 1;

/** The real time. A wait longer than 2³¹ − 1 milliseconds (24.8 days) ends after that time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, longestWaitMs));
    return () => clearTimeout(timer);
  },
};

/**
 * Waits `ms` milliseconds on a clock.
 *
 * @returns `false` at once when the signal is or becomes aborted, else `true` when the time has passed.
 */
export function sleep(ms: number, clock: Clock, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const finish = (passed: boolean) => {
      cancel();
      signal?.removeEventListener("abort", onAbort);
      resolve(passed);
    };
    const onAbort = () => finish(false);
    const cancel = clock.after(ms, () => finish(true));
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
