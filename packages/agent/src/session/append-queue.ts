import { setImmediate as nextTurn } from "node:timers/promises";
import type { SessionEntry } from "./entry.ts";

export interface AppendQueueOptions {
  /** Characters of lines that go out together at most; default: all that wait. */
  batchLength?: number | undefined;
  /** Writes lines, as a whole or not at all; without a promise when that is done at once. */
  write(lines: readonly string[]): Promise<void> | void;
  /** Takes in what was written, before anybody who waits for it goes on. */
  accept(entries: readonly SessionEntry[]): void;
  /** Told that a write failed, and with it everything that was queued. */
  refuse(): void;
}

/** What goes out together: three lists of the same length. */
interface Batch {
  readonly entries: SessionEntry[];
  readonly lines: string[];
  readonly waiters: PromiseWithResolvers<string>[];
  /** Characters of the lines. */
  length: number;
  /** The one that goes out after it. */
  next: Batch | undefined;
}

/**
 * The one queue through which entries get to a log. What is asked for in the same tick, or while a write is under way,
 * goes out together; when a write fails, everything that was queued behind it fails with it, since its entries would
 * hang on ones that do not exist.
 */
export class AppendQueue {
  readonly #options: AppendQueueOptions;
  readonly #batchLength: number;
  /** The batches that wait, chained, so that those that are out are forgotten however long the queue never empties. */
  #first: Batch | undefined;
  #last: Batch | undefined;
  #isScheduled = false;
  #writing: Promise<void> | undefined;
  #starts = 0;

  constructor(options: AppendQueueOptions) {
    this.#options = options;
    this.#batchLength = options.batchLength ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Resolves to the entry's id when it is written. Writing begins at the end of the tick and not before: what a caller
   * asks for in one go either hangs on what it asked for just before, or fails with it.
   */
  add(entry: SessionEntry, line: string): Promise<string> {
    const batch = this.#batchFor(line);
    const waiter = Promise.withResolvers<string>();
    batch.entries.push(entry);
    batch.lines.push(line);
    batch.waiters.push(waiter);
    batch.length += line.length;
    if (this.#writing === undefined && !this.#isScheduled) this.#schedule();
    return waiter.promise;
  }

  get isIdle(): boolean {
    return this.#first === undefined && this.#writing === undefined;
  }

  /** Resolves when nothing is queued any more, however it ended. */
  async settled(): Promise<void> {
    while (!this.isIdle) await this.#writing;
  }

  /** The last batch that waits, or a new one when there is none or it has no room for the line. */
  #batchFor(line: string): Batch {
    const last = this.#last;
    if (last && last.length + line.length <= this.#batchLength) return last;
    const batch: Batch = { entries: [], lines: [], waiters: [], length: 0, next: undefined };
    if (last) last.next = batch;
    else this.#first = batch;
    this.#last = batch;
    return batch;
  }

  /** A loop that awaits one append after the other would keep everything else waiting, so some wait for a turn. */
  #schedule(): void {
    if (++this.#starts % startsInOneTurn === 0) {
      this.#writing = nextTurn().then(this.#drain);
      return;
    }
    this.#isScheduled = true;
    void tick.then(this.#runScheduled);
  }

  readonly #runScheduled = (): void => {
    this.#isScheduled = false;
    if (this.#writing === undefined) this.#drain();
  };

  readonly #drain = (): void => {
    this.#writing = undefined;
    for (let batch = this.#take(); batch; batch = this.#take()) {
      const writing = this.#write(batch);
      if (writing !== undefined) {
        this.#writing = writing.then(this.#drain);
        return;
      }
    }
  };

  #take(): Batch | undefined {
    const batch = this.#first;
    this.#first = batch?.next;
    if (!this.#first) this.#last = undefined;
    return batch;
  }

  /** A promise that does not reject, or nothing when it is done. */
  #write(batch: Batch): Promise<void> | void {
    try {
      const writing = this.#options.write(batch.lines);
      if (writing !== undefined) {
        return writing.then(
          () => this.#accept(batch),
          (cause: unknown) => this.#refuse(batch, cause),
        );
      }
    } catch (cause) {
      return this.#refuse(batch, cause);
    }
    this.#accept(batch);
  }

  #accept({ entries, waiters }: Batch): void {
    this.#options.accept(entries);
    for (let index = 0; index < entries.length; index++) {
      const entry = entries[index];
      if (entry) waiters[index]?.resolve(entry.id);
    }
  }

  #refuse(refused: Batch, cause: unknown): void {
    const failed: Batch[] = [];
    for (let batch: Batch | undefined = refused; batch; batch = this.#take()) failed.push(batch);
    this.#options.refuse();
    for (const { waiters } of failed) {
      for (const { reject } of waiters) reject(cause);
    }
  }
}

/** `queueMicrotask` costs five times as much in Node. */
const tick = Promise.resolve();
/** Half a millisecond's worth of small appends. */
const startsInOneTurn = 64;
