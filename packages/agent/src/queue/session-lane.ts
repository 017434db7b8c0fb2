import type { Clock } from "@argent/ai";
import type { ActiveTurn } from "./active-turn.ts";
import { Fifo } from "./fifo.ts";
import type { QueueEntry } from "./queue-entry.ts";
import { QueueError, type QueueErrorCode } from "./queue-error.ts";
import type { QueueSettings } from "./queue-settings.ts";
import { routeKey } from "./route-key.ts";
import type { QueuedMessage } from "./run-queue.ts";

export interface SessionLaneOptions<Result extends object, Metadata> {
  sessionKey: string;
  clock: Clock;
  /** Something can run; `begin` is called when a slot of the global lane is free. */
  onReady(lane: SessionLane<Result, Metadata>): void;
  createTurn(
    lane: SessionLane<Result, Metadata>,
    entries: QueueEntry<Result, Metadata>[],
  ): ActiveTurn<Result, Metadata>;
  onSummarized(message: QueuedMessage<Metadata>): void;
  /** Nothing waits and nothing runs. */
  onIdle(lane: SessionLane<Result, Metadata>): void;
}

/** One session: what waits, in the order it came, and the one turn that runs. */
export class SessionLane<Result extends object, Metadata> {
  readonly sessionKey: string;
  active: ActiveTurn<Result, Metadata> | undefined;
  readonly #options: SessionLaneOptions<Result, Metadata>;
  readonly #waiting = new Fifo<QueueEntry<Result, Metadata>>();
  /** Those of `#waiting` that a run may take. */
  readonly #steering = new Fifo<QueueEntry<Result, Metadata>>();
  #last: QueueEntry<Result, Metadata> | undefined;
  #debounce = { debounceMs: 0, maxDebounceMs: 0 };
  #cancelTimer = () => {};
  #ready = false;

  constructor(options: SessionLaneOptions<Result, Metadata>) {
    this.sessionKey = options.sessionKey;
    this.#options = options;
  }

  /** How many messages no run has been given. */
  get waiting(): number {
    return this.#waiting.size - (this.active?.held ?? 0);
  }

  add(entry: QueueEntry<Result, Metadata>, settings: QueueSettings): void {
    const { mode } = entry.message;
    const steers = mode === "steer" && this.active?.steerable === true;
    if (mode === "interrupt") this.#makeWay();
    else if (!steers && !this.#makeRoom(entry, settings)) return;
    this.#debounce = settings;
    entry.batch = nextBatch(this.#last, entry);
    this.#last = entry;
    this.#waiting.add(entry);
    if (mode === "steer") this.#steering.add(entry);
    if (steers) this.active?.offer(entry);
    this.pump();
  }

  /** The sender of a message has lost interest. */
  cancel(entry: QueueEntry<Result, Metadata>): void {
    const reason = this.#error("aborted", entry);
    if (this.#waiting.has(entry)) {
      this.#discard(entry, reason);
      this.pump();
    } else {
      entry.discarded = reason;
      this.active?.abandon(reason);
    }
  }

  /** Gives up everything that waits; returns how many messages that were. */
  clear(code: QueueErrorCode): number {
    let count = 0;
    for (const entry of [...this.#waiting]) {
      if (this.#discard(entry, this.#error(code, entry))) count++;
    }
    this.pump();
    return count;
  }

  abort(code: QueueErrorCode): boolean {
    this.active?.abort(this.#error(code));
    return this.active !== undefined;
  }

  /** Asks for a slot as soon as there is something to run. */
  pump(): void {
    this.#cancelTimer();
    if (this.active) return;
    const first = this.#waiting.first;
    if (first === undefined) {
      this.#ready = false;
      this.#options.onIdle(this);
    } else if (!this.#ready) {
      const left = this.#beginAt(first) - this.#options.clock.now();
      if (left > 0) {
        this.#cancelTimer = this.#options.clock.after(left, () => this.pump());
      } else {
        this.#ready = true;
        this.#options.onReady(this);
      }
    }
  }

  /** Begins the next turn. Called by the global lane after `onReady`. */
  begin(): void {
    this.#ready = false;
    this.active = this.#options.createTurn(this, this.#takeBatch());
    this.active.begin();
  }

  /** Gives the run the `steer` messages that wait. */
  offerSteering(): void {
    for (const entry of this.#steering) this.active?.offer(entry);
  }

  /** The running turn has taken the message. */
  consume(entry: QueueEntry<Result, Metadata>): void {
    this.#remove(entry);
  }

  /** The running turn is over, and these messages have come back from it to their old places. */
  release(returned: readonly QueueEntry<Result, Metadata>[]): void {
    this.active = undefined;
    for (const entry of returned) {
      if (entry.discarded) this.#discard(entry, entry.discarded);
    }
  }

  /** An interruption overtakes everything that came before it. */
  #makeWay(): void {
    for (const entry of [...this.#waiting]) this.#discard(entry, this.#error("interrupted", entry));
    this.active?.abort(this.#error("interrupted"));
  }

  /** Keeps the cap; `false` when the new message is the one to go. */
  #makeRoom(entry: QueueEntry<Result, Metadata>, { cap, drop }: QueueSettings): boolean {
    while (this.waiting >= cap) {
      const dropped = drop === "new" ? entry : (this.#oldest() ?? entry);
      const { id: messageId, sessionKey } = dropped.message;
      const summarized = drop === "summarize";
      if (summarized) this.#options.onSummarized(dropped.message);
      this.#remove(dropped);
      dropped.reject(new QueueError("dropped", { sessionKey, messageId, summarized }));
      if (dropped === entry) return false;
    }
    return true;
  }

  /** The oldest message that no run has been given. */
  #oldest(): QueueEntry<Result, Metadata> | undefined {
    const { first } = this.#waiting;
    if (first && !this.active?.holds(first)) return first;
    for (const entry of this.#waiting) if (!this.active?.holds(entry)) return entry;
    return undefined;
  }

  /** Gives up a message that waits; at once, or, when a run may be taking it, as soon as it comes back. */
  #discard(entry: QueueEntry<Result, Metadata>, reason: QueueError): boolean {
    if (this.active && !this.active.takeBack(entry)) {
      entry.discarded = reason;
      return false;
    }
    this.#remove(entry);
    entry.reject(reason);
    return true;
  }

  /** When the turn that `first` is in may begin, in milliseconds since the epoch. */
  #beginAt(first: QueueEntry<Result, Metadata>): number {
    const last = this.#last ?? first;
    if (first.message.mode !== "collect" || first.batch !== last.batch) return 0;
    const { debounceMs, maxDebounceMs } = this.#debounce;
    return Math.min(last.message.enqueuedAt + debounceMs, first.message.enqueuedAt + maxDebounceMs);
  }

  #takeBatch(): QueueEntry<Result, Metadata>[] {
    const entries: QueueEntry<Result, Metadata>[] = [];
    for (;;) {
      const { first } = this.#waiting;
      if (first === undefined || first.batch !== (entries[0] ?? first).batch) return entries;
      entries.push(first);
      this.#remove(first);
    }
  }

  #remove(entry: QueueEntry<Result, Metadata>): void {
    this.#waiting.delete(entry);
    this.#steering.delete(entry);
  }

  #error(code: QueueErrorCode, entry?: QueueEntry<Result, Metadata>): QueueError {
    return new QueueError(code, { sessionKey: this.sessionKey, messageId: entry?.message.id });
  }
}

/** Only `collect` messages of one route and role that come one after the other share a batch. */
function nextBatch<Result extends object, Metadata>(
  last: QueueEntry<Result, Metadata> | undefined,
  { message }: QueueEntry<Result, Metadata>,
): number {
  if (last === undefined) return 0;
  const before = last.message;
  const shares =
    before.mode === "collect" &&
    message.mode === "collect" &&
    before.role === message.role &&
    routeKey(before.route) === routeKey(message.route);
  return shares ? last.batch : last.batch + 1;
}
