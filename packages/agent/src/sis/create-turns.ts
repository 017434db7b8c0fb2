/** Makes a function that does one thing at a time, in the order in which it is asked. */
export function createTurns(): <Value>(work: () => Promise<Value>) => Promise<Value> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => {}); // whoever asked is told
    return turn;
  };
}
