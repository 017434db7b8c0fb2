import type { Run } from "@argent/agent";
import { type EventFrame, eventFrame } from "./event-frame.ts";

/** The latest events of a run, for everybody who reads it. */
export interface RunLog {
  readonly run: Run;
  /** What of `seq` this and above has happened is here. `Infinity` as long as nothing is here. */
  readonly completeFrom: number;
  /** Nothing will be added any more. */
  readonly isOver: boolean;
  /** Resolves then. */
  readonly over: Promise<void>;
  /** Characters of what is here. */
  readonly length: number;
  /** The events here with a `seq` above `after`, or the first 64 Ki characters of them, with the `seq` of the last. */
  next(after: number): EventFrame | undefined;
  /** Resolves when an event has been added, the run is over, or the signal is aborted. */
  changed(signal: AbortSignal): Promise<void>;
}

/** Whoever is behind is sent many events at a time. */
const pieceLength = 64 * 1024;

/**
 * Follows a run from now on.
 *
 * @param maxLength Characters that are kept; the oldest events go first, the latest stays whatever its length.
 */
export function createRunLog(run: Run, maxLength: number): RunLog {
  /** Those before `head` are gone. */
  let frames: (EventFrame | undefined)[] = [];
  let head = 0;
  let length = 0;
  let isOver = false;
  const waiting = new Set<() => void>();

  function tell(): void {
    for (const wake of waiting) wake();
  }

  function add(frame: EventFrame): void {
    frames.push(frame);
    length += frame.text.length;
    while (length > maxLength && head < frames.length - 1) {
      length -= frames[head]?.text.length ?? 0;
      frames[head++] = undefined;
    }
    if (head > frames.length / 2) {
      frames = frames.slice(head);
      head = 0;
    }
    tell();
  }

  async function follow(): Promise<void> {
    let last = -1;
    for await (const event of run) {
      last = event.seq ?? last + 1;
      add(eventFrame(run.runId, last, event));
    }
    isOver = true;
    tell();
  }

  /** The index of the first event that is kept and has a `seq` above `after`. */
  function firstAbove(after: number): number {
    let [low, high] = [head, frames.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((frames[middle]?.seq ?? 0) > after) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  const over = follow();
  return {
    run,
    over,
    get completeFrom() {
      return frames[head]?.seq ?? Number.POSITIVE_INFINITY;
    },
    get isOver() {
      return isOver;
    },
    get length() {
      return length;
    },
    next(after) {
      let seq = after;
      let text = "";
      for (let index = firstAbove(after); text.length < pieceLength; index++) {
        const frame = frames[index];
        if (frame === undefined) break;
        seq = frame.seq;
        text += frame.text;
      }
      return text === "" ? undefined : { seq, text };
    },
    changed: (signal) =>
      new Promise((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        if (signal.aborted) return resolve();
        waiting.add(wake);
        signal.addEventListener("abort", wake);
      }),
  };
}
