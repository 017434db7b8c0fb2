/** One piece of work on a session at a time: a run with its retries and compactions, or a compaction alone. */
export interface TurnGate {
  /**
   * Runs a task when every earlier one has ended, however it ended.
   *
   * @throws Error when the gate was closed meanwhile.
   */
  run<Value>(task: () => Promise<Value>): Promise<Value>;
  /** When nothing is left. */
  idle(): Promise<void>;
  /** What has not begun never will. */
  close(): void;
}

export function createTurnGate(): TurnGate {
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;
  let isClosed = false;
  return {
    run(task) {
      waiting += 1;
      const result = tail.then(() => {
        if (isClosed) throw new Error("The session was disposed. Create another one.");
        return task();
      });
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
    async idle() {
      while (waiting > 0) await tail;
    },
    close() {
      isClosed = true;
    },
  };
}
