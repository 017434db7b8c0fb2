import { type Clock, systemClock } from "@argent/ai";
import { ActiveTurn } from "./active-turn.ts";
import { closesRing } from "./closes-ring.ts";
import { Overflows, overflowNote } from "./overflows.ts";
import { QueueEntry } from "./queue-entry.ts";
import { QueueError, type QueueErrorCode } from "./queue-error.ts";
import { completeSettings, type PartialQueueSettings } from "./queue-settings.ts";
import { RecentIds } from "./recent-ids.ts";
import { routeKey } from "./route-key.ts";
import type { EnqueueOptions, MessageRole, QueueResult, RunQueue } from "./run-queue.ts";
import { SessionLane } from "./session-lane.ts";
import type { SessionStatus } from "./session-status.ts";
import type { ExecuteTurn } from "./turn.ts";
import { TurnSlots } from "./turn-slots.ts";

/** Who runs the turns, how many at a time, and how patient the queue is. */
export interface SessionQueueOptions<Result extends object, Metadata = Record<string, unknown>> {
  /** Runs the turns; the only one who does. */
  execute: ExecuteTurn<Result, Metadata>;
  /**
   * How many turns work at a time, over all sessions. Default 8. Turns that wait for another turn (`parent`) are not
   * counted while they do.
   */
  maxConcurrent?: number | undefined;
  /** For all sessions, or per session; asked again for every message. Default: see `QueueSettings`. */
  settings?: PartialQueueSettings | ((sessionKey: string) => PartialQueueSettings) | undefined;
  /** A run that shows no sign of life for this many milliseconds is aborted. Default one hour. */
  timeoutMs?: number | undefined;
  /** How long an aborted run may take to end before its session goes on without it, in milliseconds. Default 15,000. */
  abortGraceMs?: number | undefined;
  /** Stamps messages and drives all waits. Default: the system's. */
  clock?: Clock | undefined;
}

/**
 * The queue in this process. Two nested lanes: a message waits for its session first and then for one of the slots
 * that all sessions share, so that a session that waits for itself holds no slot.
 */
export class SessionQueue<Result extends object, Metadata = Record<string, unknown>>
  implements RunQueue<Result, Metadata>
{
  readonly #options: SessionQueueOptions<Result, Metadata>;
  readonly #clock: Clock;
  readonly #slots: TurnSlots<SessionLane<Result, Metadata>>;
  readonly #recent: RecentIds;
  readonly #overflows = new Overflows();
  readonly #lanes = new Map<string, SessionLane<Result, Metadata>>();
  readonly #turns = new Map<string, ActiveTurn<Result, Metadata>>();
  #refuses: "draining" | "closed" | undefined;
  #idle: PromiseWithResolvers<void> | undefined;

  /** @throws RangeError for a `maxConcurrent` below 1. */
  constructor(options: SessionQueueOptions<Result, Metadata>) {
    const { maxConcurrent = 8, clock = systemClock } = options;
    if (!(maxConcurrent >= 1)) {
      throw new RangeError(
        `maxConcurrent is ${maxConcurrent}, so that no turn could ever run. Use a number of at least 1.`,
      );
    }
    this.#options = options;
    this.#clock = clock;
    this.#slots = new TurnSlots(maxConcurrent);
    this.#recent = new RecentIds(clock);
  }

  /**
   * Hands a message to its session. Resolves to the result of its turn; rejects with the turn's own failure, or with a
   * `QueueError` when the message got no result.
   */
  enqueue(
    sessionKey: string,
    content: string,
    role: MessageRole = "user",
    metadata?: Metadata,
    options: EnqueueOptions = {},
  ): Promise<QueueResult<Result>> {
    const settings = this.#settingsOf(sessionKey);
    const { mode = settings.mode, messageId, route } = options;
    const entry = new QueueEntry<Result, Metadata>({
      id: messageId || crypto.randomUUID(),
      sessionKey,
      content,
      role,
      metadata,
      mode,
      route,
      enqueuedAt: this.#clock.now(),
    });
    const parent = this.#turns.get(options.parent ?? "");
    const recentId = messageId && JSON.stringify([sessionKey, messageId, routeKey(route)]);
    const refusal = this.#refusal(sessionKey, options.signal, parent, recentId);
    if (refusal) {
      entry.reject(new QueueError(refusal, { sessionKey, messageId: entry.message.id }));
    } else {
      if (recentId) this.#remember(entry, recentId);
      if (parent) this.#waitFor(parent, entry);
      const lane = this.#laneOf(sessionKey);
      if (options.signal) followSignal(options.signal, lane, entry);
      lane.add(entry, settings);
    }
    return entry.promise;
  }

  /** Gives up what waits in a session, whose senders get `cleared`; the run goes on. Resolves to how many that were. */
  async clear(sessionKey: string): Promise<number> {
    this.#overflows.take(sessionKey);
    return this.#lanes.get(sessionKey)?.clear("cleared") ?? 0;
  }

  /**
   * Aborts the run of a session, whose senders get `aborted`; what waits is next. Resolves to whether there was one.
   */
  async abort(sessionKey: string): Promise<boolean> {
    return this.#lanes.get(sessionKey)?.abort("aborted") ?? false;
  }

  /** The sessions that have something to do. */
  async status(): Promise<SessionStatus[]> {
    return Array.from(this.#lanes.values(), statusOf);
  }

  /** The status of one session, at once. */
  statusOf(sessionKey: string): SessionStatus {
    const lane = this.#lanes.get(sessionKey);
    return lane ? statusOf(lane) : { sessionKey, waiting: 0 };
  }

  /** Turns that run may still enqueue with `parent`. Must not be awaited inside a turn, which would wait for itself. */
  drain(): Promise<void> {
    this.#refuses ??= "draining";
    return this.#whenIdle();
  }

  /** Refuses new messages, gives up what waits and aborts what runs (`closed`). Resolves when all has settled. */
  close(): Promise<void> {
    this.#refuses = "closed";
    for (const lane of [...this.#lanes.values()]) {
      lane.clear("closed");
      lane.abort("closed");
    }
    return this.#whenIdle();
  }

  #settingsOf(sessionKey: string) {
    const { settings } = this.#options;
    return completeSettings(typeof settings === "function" ? settings(sessionKey) : settings);
  }

  #refusal(
    sessionKey: string,
    signal: AbortSignal | undefined,
    parent: ActiveTurn<Result, Metadata> | undefined,
    recentId: string | undefined,
  ): QueueErrorCode | undefined {
    if (this.#refuses === "closed" || (this.#refuses && !parent)) return this.#refuses;
    if (signal?.aborted) return "aborted";
    if (recentId && this.#recent.has(recentId)) return "duplicate";
    if (parent && closesRing(parent.sessionKey, sessionKey, (key) => this.#waitsOf(key))) {
      return "would_deadlock";
    }
    return undefined;
  }

  /** The sessions that the running turn of a session waits for. */
  *#waitsOf(sessionKey: string): Iterable<string> {
    for (const entry of this.#lanes.get(sessionKey)?.active?.waitsFor ?? []) {
      yield entry.message.sessionKey;
    }
  }

  #remember(entry: QueueEntry<Result, Metadata>, recentId: string): void {
    this.#recent.add(recentId);
    entry.onSettled(() => {
      if (entry.began) this.#recent.settle(recentId);
      else this.#recent.release(recentId);
    });
  }

  #waitFor(parent: ActiveTurn<Result, Metadata>, entry: QueueEntry<Result, Metadata>): void {
    parent.waitsFor.add(entry);
    if (parent.waitsFor.size === 1) this.#slots.release();
    entry.onSettled(() => {
      if (parent.waitsFor.delete(entry) && parent.waitsFor.size === 0) this.#slots.reclaim();
    });
  }

  #laneOf(sessionKey: string): SessionLane<Result, Metadata> {
    const known = this.#lanes.get(sessionKey);
    if (known) return known;
    const lane = new SessionLane<Result, Metadata>({
      sessionKey,
      clock: this.#clock,
      onReady: (ready) => this.#slots.request(ready),
      createTurn: (of, entries) => this.#createTurn(of, entries),
      onSummarized: ({ content }) => this.#overflows.add(sessionKey, content),
      onIdle: (idle) => this.#remove(idle),
    });
    this.#lanes.set(sessionKey, lane);
    return lane;
  }

  #createTurn(
    lane: SessionLane<Result, Metadata>,
    entries: QueueEntry<Result, Metadata>[],
  ): ActiveTurn<Result, Metadata> {
    const { execute, timeoutMs = 3_600_000, abortGraceMs = 15_000 } = this.#options;
    const overflow = this.#overflows.take(lane.sessionKey);
    const contents = entries.map((entry) => entry.message.content);
    const turn = new ActiveTurn<Result, Metadata>({
      entries,
      content: [...(overflow ? [overflowNote(overflow)] : []), ...contents].join("\n\n"),
      execute,
      clock: this.#clock,
      timeoutMs,
      abortGraceMs,
      onSteerable: () => lane.offerSteering(),
      onConsumed: (entry) => lane.consume(entry),
      onReleased: ({ keepsNote, returned }) => {
        this.#turns.delete(turn.id);
        if (keepsNote && overflow) this.#overflows.restore(lane.sessionKey, overflow);
        lane.release(returned);
        // A turn that still waits for others has lent its slot already.
        if (turn.waitsFor.size === 0) this.#slots.release();
        turn.waitsFor.clear();
        lane.pump();
      },
    });
    this.#turns.set(turn.id, turn);
    return turn;
  }

  #remove(lane: SessionLane<Result, Metadata>): void {
    this.#slots.withdraw(lane);
    this.#lanes.delete(lane.sessionKey);
    if (this.#lanes.size === 0) this.#idle?.resolve();
  }

  #whenIdle(): Promise<void> {
    if (this.#lanes.size === 0) return Promise.resolve();
    this.#idle ??= Promise.withResolvers();
    return this.#idle.promise;
  }
}

function followSignal<Result extends object, Metadata>(
  signal: AbortSignal,
  lane: SessionLane<Result, Metadata>,
  entry: QueueEntry<Result, Metadata>,
): void {
  const onAbort = () => lane.cancel(entry);
  signal.addEventListener("abort", onAbort, { once: true });
  entry.onSettled(() => signal.removeEventListener("abort", onAbort));
}

function statusOf<Result extends object, Metadata>({
  sessionKey,
  waiting,
  active,
}: SessionLane<Result, Metadata>): SessionStatus {
  return {
    sessionKey,
    waiting,
    ...(active && { running: { turnId: active.id, startedAt: active.startedAt } }),
  };
}
