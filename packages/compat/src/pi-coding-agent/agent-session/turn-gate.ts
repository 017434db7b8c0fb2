/** One piece of work on a session at a time: a run with its retries and compactions, or a compaction alone. */
export interface TurnGate {
  /** Runs a task when every earlier one has ended, however it ended. */
  run<Value>(task: () => Promise<Value>): Promise<Value>;
  readonly isBusy: boolean;
  /** When nothing is left. */
  idle(): Promise<void>;
}

export function createTurnGate(): TurnGate {
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;
  return {
    run(task) {
      waiting += 1;
      const result = tail.then(task);
      tail = result.then(
        () => {
          waiting -= 1;
        },
        () => {
          waiting -= 1;
        },
      );
      return result;
    },
    get isBusy() {
      return waiting > 0;
    },
    async idle() {
      while (waiting > 0) await tail;
    },
  };
}
