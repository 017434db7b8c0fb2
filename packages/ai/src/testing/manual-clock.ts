import { setImmediate } from "node:timers/promises";
import type { Clock } from "../clock.ts";

/** A clock that moves only when told to. */
export interface ManualClock extends Clock {
  /**
   * Moves the time on by `ms` milliseconds. Timers that come due fire in order, each at its own time, and everything
   * that is waiting on promises runs before the first and after each of them.
   */
  advance(ms: number): Promise<void>;
  /** Timers that wait. */
  readonly pending: number;
}

/** Makes a clock for tests. `start` is its first time in milliseconds; default 0. */
export function manualClock(start = 0): ManualClock {
  let now = start;
  const timers = new Set<Timer>();

  /** The set keeps the order of registration, so the first of several equal times fires first. */
  function nextDue(end: number): Timer | undefined {
    let due: Timer | undefined;
    for (const timer of timers) {
      if (timer.at <= end && (due === undefined || timer.at < due.at)) due = timer;
    }
    return due;
  }

  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + Math.max(0, ms), callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const end = now + ms;
      await setImmediate();
      for (let timer = nextDue(end); timer !== undefined; timer = nextDue(end)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.callback();
        await setImmediate();
      }
      now = Math.max(now, end);
    },
    get pending() {
      return timers.size;
    },
  };
}

interface Timer {
  at: number;
  callback: () => void;
}
