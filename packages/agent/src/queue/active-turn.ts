import type { Clock } from "@argent/ai";
import type { QueueEntry } from "./queue-entry.ts";
import { QueueError } from "./queue-error.ts";
import type { DeliverSteering, ExecuteTurn, Turn } from "./turn.ts";

export interface ActiveTurnOptions<Result extends object, Metadata> {
  /** Not empty, and of one session. */
  entries: readonly QueueEntry<Result, Metadata>[];
  content: string;
  execute: ExecuteTurn<Result, Metadata>;
  clock: Clock;
  /** Milliseconds without a sign of life. */
  timeoutMs: number;
  /** Milliseconds from the abort until the session stops waiting for the run. */
  abortGraceMs: number;
  /** The run can be steered from now on. */
  onSteerable(): void;
  /** The message has become part of this turn. */
  onConsumed(entry: QueueEntry<Result, Metadata>): void;
  /** Called once, when the senders have their results. */
  onReleased(end: {
    /** Nobody has read what `content` says of dropped messages. */
    keepsNote: boolean;
    /** What the run was given and has not consumed. */
    returned: readonly QueueEntry<Result, Metadata>[];
  }): void;
}

/** The longest wait of a timer; what is due later is looked at again then. */
const longestTimerMs = 2 ** 31 - 1;

/** A turn from its begin until it lets its session go. What its run does afterwards has no effect. */
export class ActiveTurn<Result extends object, Metadata> {
  readonly id = crypto.randomUUID();
  readonly startedAt: number;
  /** Messages to other sessions that this turn waits for. */
  readonly waitsFor = new Set<QueueEntry<Result, Metadata>>();
  readonly #options: ActiveTurnOptions<Result, Metadata>;
  readonly #controller = new AbortController();
  readonly #withdrawals = new Map<QueueEntry<Result, Metadata>, () => boolean>();
  readonly #steered: QueueEntry<Result, Metadata>[] = [];
  #deliver: DeliverSteering<Metadata> | undefined;
  #progressAt: number;
  #cancelTimer = () => {};
  #keepsNote = false;
  #released = false;

  constructor(options: ActiveTurnOptions<Result, Metadata>) {
    this.#options = options;
    this.startedAt = options.clock.now();
    this.#progressAt = this.startedAt;
  }

  begin(): void {
    for (const entry of this.#options.entries) entry.began = true;
    this.#watch();
    // The run begins in a later tick, so that whoever enqueued can go on first.
    void Promise.resolve(this.#publicTurn())
      .then(this.#options.execute)
      .then(
        (result) => this.#release({ result }),
        (cause) => this.#release({ cause }),
      );
  }

  get sessionKey(): string {
    return this.#first.sessionKey;
  }

  get steerable(): boolean {
    return this.#deliver !== undefined && !this.#controller.signal.aborted && !this.#released;
  }

  /** Gives a `steer` message to the run, which has it until it consumes it or the turn is over. */
  offer(entry: QueueEntry<Result, Metadata>): void {
    const deliver = this.#deliver;
    if (deliver === undefined || !this.steerable || this.#withdrawals.has(entry)) return;
    // It is held before it is delivered, because the run may consume it at once.
    this.#withdrawals.set(entry, () => false);
    try {
      const withdraw = deliver(entry.message, () => this.#consume(entry));
      if (this.#withdrawals.has(entry)) this.#withdrawals.set(entry, withdraw);
    } catch {
      // Whatever is wrong with the run, it does not take messages any more: this one and later ones wait.
      this.#deliver = undefined;
      this.#withdrawals.delete(entry);
    }
  }

  /** Whether the run has been given the message and has not consumed it yet. */
  holds(entry: QueueEntry<Result, Metadata>): boolean {
    return this.#withdrawals.has(entry);
  }

  get held(): number {
    return this.#withdrawals.size;
  }

  /** Takes a held message back from the run; `false` when it is too late. */
  takeBack(entry: QueueEntry<Result, Metadata>): boolean {
    const withdraw = this.#withdrawals.get(entry);
    if (withdraw === undefined) return true;
    try {
      if (!withdraw()) return false;
    } catch {
      return false; // a run that cannot say whether it still has the message may have used it
    }
    return this.#withdrawals.delete(entry);
  }

  /** The sender of a message has lost interest: the turn goes on only if another one has not. */
  abandon(reason: QueueError): void {
    const senders = [...this.#options.entries, ...this.#steered];
    if (senders.every((entry) => entry.discarded)) this.abort(reason);
  }

  abort(reason: QueueError): void {
    if (this.#controller.signal.aborted || this.#released) return;
    this.#cancelTimer();
    const { clock, abortGraceMs } = this.#options;
    this.#cancelTimer = clock.after(abortGraceMs, () => this.#release({ cause: reason }));
    this.#controller.abort(reason);
  }

  get #first() {
    const [first] = this.#options.entries;
    if (first === undefined) throw new RangeError("A turn needs at least one message.");
    return first.message;
  }

  #publicTurn(): Turn<Metadata> {
    const { entries, content, clock } = this.#options;
    const messages = entries.map((entry) => entry.message);
    return {
      id: this.id,
      sessionKey: this.sessionKey,
      content,
      role: this.#first.role,
      metadata: messages.at(-1)?.metadata,
      messages,
      waitedMs: this.startedAt - this.#first.enqueuedAt,
      signal: this.#controller.signal,
      progress: () => {
        this.#progressAt = clock.now();
      },
      keepNote: () => {
        this.#keepsNote = true;
      },
      acceptSteering: (deliver) => {
        this.#deliver = deliver;
        if (this.steerable) this.#options.onSteerable();
      },
    };
  }

  #watch(): void {
    const { clock, timeoutMs } = this.#options;
    const left = this.#progressAt + timeoutMs - clock.now();
    if (left <= 0) this.abort(new QueueError("timeout", { sessionKey: this.sessionKey }));
    else this.#cancelTimer = clock.after(Math.min(left, longestTimerMs), () => this.#watch());
  }

  #consume(entry: QueueEntry<Result, Metadata>): void {
    if (this.#released || !this.#withdrawals.delete(entry)) return;
    entry.began = true;
    this.#steered.push(entry);
    this.#options.onConsumed(entry);
  }

  #release(outcome: { result: Result } | { cause: unknown }): void {
    if (this.#released) return;
    this.#released = true;
    this.#cancelTimer();
    // A run that goes on although it was given up must not use what is going to another turn.
    const returned = [...this.#withdrawals.keys()];
    for (const entry of returned) this.takeBack(entry);
    if ("result" in outcome) this.#resolve(outcome.result);
    else {
      for (const entry of [...this.#options.entries, ...this.#steered]) entry.reject(outcome.cause);
    }
    this.#options.onReleased({ keepsNote: this.#keepsNote || "cause" in outcome, returned });
  }

  #resolve(result: Result): void {
    const ids = this.#options.entries.map((entry) => entry.message.id);
    this.#options.entries.forEach((entry, index) => {
      entry.resolve(
        ids.length === 1 ? result : { ...result, mergedWith: ids.filter((_, at) => at !== index) },
      );
    });
    for (const entry of this.#steered) entry.resolve({ ...result, steered: true });
  }
}
