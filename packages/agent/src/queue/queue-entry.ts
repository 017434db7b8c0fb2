import type { QueueError } from "./queue-error.ts";
import type { QueuedMessage, QueueResult } from "./run-queue.ts";

/** A message in the queue and the promise of its sender, which is settled once. */
export class QueueEntry<Result extends object, Metadata> {
  readonly message: QueuedMessage<Metadata>;
  readonly promise: Promise<QueueResult<Result>>;
  /** A run has seen the message. */
  began = false;
  /** Neighbours in the queue with the same number become one turn. */
  batch = 0;
  /** Why it must not wait any longer, although a run that may still take it has it. */
  discarded: QueueError | undefined;
  readonly #deferred = Promise.withResolvers<QueueResult<Result>>();
  readonly #cleanUps: (() => void)[] = [];

  constructor(message: QueuedMessage<Metadata>) {
    this.message = message;
    this.promise = this.#deferred.promise;
    // A sender that does not wait for the answer must not end the process.
    this.promise.catch(() => {});
  }

  /** Called when the entry settles, before the sender knows. */
  onSettled(cleanUp: () => void): void {
    this.#cleanUps.push(cleanUp);
  }

  resolve(result: QueueResult<Result>): void {
    this.#cleanUp();
    this.#deferred.resolve(result);
  }

  reject(cause: unknown): void {
    this.#cleanUp();
    this.#deferred.reject(cause);
  }

  #cleanUp(): void {
    for (const cleanUp of this.#cleanUps.splice(0)) cleanUp();
  }
}
