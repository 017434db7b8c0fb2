import type { Turn } from "./turn.ts";

export interface ManualResult {
  /** The content of the turn. */
  answerTo: string;
}

export interface ManualRun {
  readonly turn: Turn;
  /** Ends the run with a result that names its content. */
  finish(): void;
  fail(cause: unknown): void;
}

/** An executor for tests: every run goes on until the test ends it. */
export class ManualExecutor {
  /** All runs so far, in the order they began. */
  readonly runs: ManualRun[] = [];
  #awaited = 0;
  readonly #waiters: ((run: ManualRun) => void)[] = [];

  readonly execute = (turn: Turn): Promise<ManualResult> => {
    const { promise, resolve, reject } = Promise.withResolvers<ManualResult>();
    const run = { turn, finish: () => resolve({ answerTo: turn.content }), fail: reject };
    this.runs.push(run);
    this.#waiters[this.runs.length - 1]?.(run);
    return promise;
  };

  /** The run after the one that was asked for last; waits until it begins. */
  next(): Promise<ManualRun> {
    const index = this.#awaited++;
    const begun = this.runs[index];
    if (begun) return Promise.resolve(begun);
    return new Promise((resolve) => {
      this.#waiters[index] = resolve;
    });
  }

  /** What the runs were about. */
  get contents(): string[] {
    return this.runs.map(({ turn }) => turn.content);
  }
}
