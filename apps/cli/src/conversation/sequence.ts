/** Runs tasks one after the other, in the order in which they were asked for. */
export interface Sequence {
  run<Value>(task: () => Promise<Value>): Promise<Value>;
}

export function createSequence(): Sequence {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(task) {
      const turn = last.then(task, task);
      last = turn.catch(() => {}); // who asked for it is told
      return turn;
    },
  };
}
