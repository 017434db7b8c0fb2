/**
 * A stream in Pi's shape: producers `push`, consumers iterate, and `result()` gives the outcome. Unlike Pi's it drains
 * in linear time, and `result()` always settles: ending without an outcome rejects it.
 */
export class EventStream<Event, Result> implements AsyncIterable<Event> {
  readonly #isComplete: (event: Event) => boolean;
  readonly #extractResult: (event: Event) => Result;
  readonly #result = Promise.withResolvers<Result>();
  #queue: Event[] = [];
  #head = 0;
  #waiting: ((result: IteratorResult<Event, undefined>) => void)[] = [];
  #done = false;

  constructor(isComplete: (event: Event) => boolean, extractResult: (event: Event) => Result) {
    this.#isComplete = isComplete;
    this.#extractResult = extractResult;
    this.#result.promise.catch(() => {}); // whoever asks for the result sees its failure
  }

  /** Adds an event; after the completing one, every further event is dropped. */
  push(event: Event): void {
    if (this.#done) return;
    if (this.#isComplete(event)) {
      this.#done = true;
      this.#result.resolve(this.#extractResult(event));
    }
    const waiting = this.#waiting.shift();
    if (waiting) waiting({ value: event, done: false });
    else this.#queue.push(event);
    if (this.#done) this.#release();
  }

  /** Ends the stream. Without a result, and when no completing event came before, `result()` rejects. */
  end(result?: Result): void {
    this.#done = true;
    if (result === undefined) {
      this.#result.reject(
        new Error("The stream ended without a terminal event and without a result."),
      );
    } else {
      this.#result.resolve(result);
    }
    this.#release();
  }

  /** What the completing event, or `end`, gave; rejects when the stream ended without either. */
  result(): Promise<Result> {
    return this.#result.promise;
  }

  /** All iterators share one queue, as Pi's do. */
  [Symbol.asyncIterator](): AsyncIterator<Event, undefined> {
    return { next: () => this.#next() };
  }

  #next(): Promise<IteratorResult<Event, undefined>> {
    const event = this.#queue[this.#head];
    if (event !== undefined) {
      this.#head++;
      if (this.#head === this.#queue.length) {
        this.#queue = [];
        this.#head = 0;
      }
      return Promise.resolve({ value: event, done: false });
    }
    if (this.#done) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(): void {
    for (const waiting of this.#waiting) waiting({ value: undefined, done: true });
    this.#waiting = [];
  }
}
