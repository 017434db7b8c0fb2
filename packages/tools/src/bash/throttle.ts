import type { Clock } from "@argent/ai";

export interface Throttle {
  request(): void;
  /** Drops what is still to come. */
  cancel(): void;
}

/** Acts on the first request at once, and on later ones together, `ms` milliseconds after the last time. */
export function throttle(action: () => void, ms: number, clock: Clock): Throttle {
  let cancelTimer: (() => void) | undefined;
  let isRequested = false;
  const act = () => {
    isRequested = false;
    cancelTimer = clock.after(ms, () => {
      cancelTimer = undefined;
      if (isRequested) act();
    });
    action();
  };
  return {
    request() {
      isRequested = true;
      if (!cancelTimer) act();
    },
    cancel() {
      isRequested = false;
      cancelTimer?.();
    },
  };
}
