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

interface Pending {
  readonly entry: SessionEntry;
  readonly line: string;
  readonly resolve: (id: string) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * The one queue through which entries get to a log. What is asked for in the same tick, or while a write is under way,
 * goes out together; when a write fails, everything that was queued behind it fails with it, since its entries would
 * hang on ones that do not exist.
 */
export class AppendQueue {
  readonly #options: AppendQueueOptions;
  #waiting: Pending[] = [];
  #isScheduled = false;
  #writing: Promise<void> | undefined;
  #starts = 0;

  constructor(options: AppendQueueOptions) {
    this.#options = options;
  }

  /**
   * Resolves to the entry's id when it is written. Writing begins at the end of the tick and not before: what a caller
   * asks for in one go either hangs on what it asked for just before, or fails with it.
   */
  add(entry: SessionEntry, line: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#waiting.push({ entry, line, resolve, reject });
    if (this.#writing === undefined && !this.#isScheduled) this.#schedule();
    return promise;
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0 && this.#writing === undefined;
  }

  /** Resolves when nothing is queued any more, however it ended. */
  async settled(): Promise<void> {
    while (!this.isIdle) await this.#writing;
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
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch();
      const writing = this.#write(batch);
      if (writing !== undefined) {
        this.#writing = writing.then(this.#drain);
        return;
      }
    }
  };

  #nextBatch(): Pending[] {
    const { batchLength = Number.POSITIVE_INFINITY } = this.#options;
    const waiting = this.#waiting;
    let count = 0;
    let length = 0;
    for (; count < waiting.length; count++) {
      const next = waiting[count]?.line.length ?? 0;
      if (count > 0 && length + next > batchLength) break;
      length += next;
    }
    return waiting.splice(0, count);
  }

  /** A promise that does not reject, or nothing when it is done. */
  #write(batch: readonly Pending[]): Promise<void> | void {
    try {
      const writing = this.#options.write(batch.map(({ line }) => line));
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

  #accept(batch: readonly Pending[]): void {
    this.#options.accept(batch.map(({ entry }) => entry));
    for (const { entry, resolve } of batch) resolve(entry.id);
  }

  #refuse(batch: readonly Pending[], cause: unknown): void {
    const failed = batch.concat(this.#waiting);
    this.#waiting = [];
    this.#options.refuse();
    for (const { reject } of failed) reject(cause);
  }
}

/** `queueMicrotask` costs five times as much in Node. */
const tick = Promise.resolve();
/** Half a millisecond's worth of small appends. */
const startsInOneTurn = 64;
