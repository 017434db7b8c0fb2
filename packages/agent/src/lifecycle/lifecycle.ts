import { type Clock, systemClock } from "@argent/ai";
import type { AgentEvent } from "../event.ts";
import type { EventBus, Replay, StreamListener } from "./event-bus.ts";
import { memoryEventBus } from "./memory-event-bus.ts";
import {
  type AgentStreamBody,
  answeredBy,
  isLast,
  type RefusedEvent,
  type RunEndEvent,
  type RunEnding,
  type RunStreamBody,
} from "./stream-event.ts";
import { summarise } from "./summarise.ts";

/** Where the events of runs go, and what stamps them. */
export interface LifecycleOptions {
  /** Default: a new `memoryEventBus()`. */
  bus?: EventBus | undefined;
  /** Stamps events and drives `wait`. Default: the system's. */
  clock?: Clock | undefined;
}

/** The stream of one run, for whoever runs it. */
export interface RunStream {
  readonly runId: string;
  readonly sessionKey: string;
  /** Tells what an event of the agent means to those who watch. Most events mean nothing to them. */
  record(event: AgentEvent): void;
  /** Tells them something else. */
  emit(body: RunStreamBody): void;
  /** Ends the run's stream. Only the first call counts; the others return `false`. */
  end(ending: RunEnding): boolean;
}

/** A run that has started and not ended. */
export interface ActiveRun {
  runId: string;
  sessionKey: string;
  /** Milliseconds so far. */
  duration: number;
}

/** What `wait` says of a run. */
export interface RunOutcome {
  /** The id that was asked for. */
  runId: string;
  /** The run that its request became part of, when that goes by another id. */
  mergedInto?: string | undefined;
  /**
   * `refused`: no run took the request. `timeout`: the wait is over and the run is not, or nothing is known of it.
   */
  status: "ok" | "error" | "aborted" | "refused" | "timeout";
  /** Why, for `error`, `aborted` and `refused`. */
  error?: string | undefined;
  /** Tokens of all answers, when the run said them. */
  tokens?: RunEnding["tokens"];
  /** Milliseconds since the epoch; absent for `refused` and `timeout`. */
  startedAt?: number | undefined;
  /** Milliseconds since the epoch; absent for `timeout`. */
  endedAt?: number | undefined;
}

const statuses = { end: "ok", error: "error", abort: "aborted" } as const;

/** The longest wait of a timer. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * What happens in all runs, as one stream that everybody can watch. For each run it is one `start`, and exactly one
 * `end`, `error` or `abort` after everything else, whoever races for it. A request that no run takes is one `refused`.
 */
export class Lifecycle {
  readonly #bus: EventBus;
  readonly #clock: Clock;
  readonly #active = new Map<string, { sessionKey: string; startedAt: number }>();
  readonly #waiters = new Map<string, Set<(event: RunEndEvent | RefusedEvent) => void>>();
  #lateEvents = 0;

  constructor({ bus = memoryEventBus(), clock = systemClock }: LifecycleOptions = {}) {
    this.#bus = bus;
    this.#clock = clock;
    bus.subscribe((event) => {
      if (!isLast(event)) return;
      for (const id of answeredBy(event))
        for (const tell of this.#waiters.get(id) ?? []) tell(event);
    });
  }

  /**
   * Begins the stream of a run with its `start` event.
   *
   * @throws RangeError when a run with this id is active.
   */
  start(runId: string, sessionKey: string): RunStream {
    if (this.#active.has(runId)) {
      throw new RangeError(`The run ${JSON.stringify(runId)} is active already. Use a new id.`);
    }
    const startedAt = this.#clock.now();
    this.#active.set(runId, { sessionKey, startedAt });
    let seq = 0;
    let ended = false;
    const publish = (body: AgentStreamBody) => {
      const timestamp = this.#clock.now();
      this.#bus.publish({ ...body, runId, sessionKey, seq: seq++, timestamp });
    };
    const emit = (body: RunStreamBody) => {
      if (ended) this.#lateEvents++;
      else publish(body);
    };
    publish({ type: "lifecycle", phase: "start" });
    return {
      runId,
      sessionKey,
      emit,
      record: (event) => {
        const body = summarise(event);
        if (body) emit(body);
      },
      end: (ending) => {
        if (ended) return false;
        // First of all, because a listener may race for the end too.
        ended = true;
        this.#active.delete(runId);
        publish({ type: "lifecycle", ...ending, duration: this.#clock.now() - startedAt });
        return true;
      },
    };
  }

  /** Tells that no run takes a request, and why. Not for the id of a run that has started. */
  refuse(runId: string, sessionKey: string, error: string): void {
    const timestamp = this.#clock.now();
    this.#bus.publish({ type: "refused", error, runId, sessionKey, seq: 0, timestamp });
  }

  /** Calls the listener for what happens in all runs; the returned function stops that. */
  onStream(listener: StreamListener): () => void {
    return this.#bus.subscribe(listener);
  }

  /** What was told of a run after an event, for a reader that was away. */
  replay(runId: string, after?: number): Promise<Replay> {
    return this.#bus.replay(runId, after);
  }

  /**
   * Waits for the end of a run, also of one that has not started yet. The id of a request that became part of another
   * run means that run. Nothing that happens to the wait stops the run.
   *
   * @param timeoutMs Milliseconds; 0 looks once. Default 30,000.
   * @throws the signal's reason when it is aborted.
   */
  async wait(runId: string, timeoutMs = 30_000, signal?: AbortSignal): Promise<RunOutcome> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<
      RunEndEvent | RefusedEvent | undefined
    >();
    const onAbort = () => reject(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    const forget = this.#listen(runId, resolve);
    const ms = Math.min(Math.max(0, timeoutMs), longestTimerMs);
    const cancel = ms > 0 ? this.#clock.after(ms, () => resolve(undefined)) : () => {};
    try {
      // Asked for after listening, so that an end in between is not missed.
      const known = this.#bus.outcome(runId).then((event) => event ?? (ms > 0 ? promise : event));
      return outcomeOf(runId, await Promise.race([known, promise]));
    } finally {
      cancel();
      forget();
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** The runs that have started and not ended. */
  activeRuns(): ActiveRun[] {
    const now = this.#clock.now();
    return Array.from(this.#active, ([runId, { sessionKey, startedAt }]) => ({
      runId,
      sessionKey,
      duration: now - startedAt,
    }));
  }

  /** How many events came after the end of their run, and were not told. */
  get lateEvents(): number {
    return this.#lateEvents;
  }

  #listen(runId: string, listener: (event: RunEndEvent | RefusedEvent) => void): () => void {
    const waiters = this.#waiters.get(runId) ?? new Set();
    this.#waiters.set(runId, waiters.add(listener));
    return () => {
      waiters.delete(listener);
      if (waiters.size === 0) this.#waiters.delete(runId);
    };
  }
}

function outcomeOf(runId: string, event: RunEndEvent | RefusedEvent | undefined): RunOutcome {
  if (event === undefined) return { runId, status: "timeout" };
  if (event.type === "refused") {
    return { runId, status: "refused", error: event.error, endedAt: event.timestamp };
  }
  const { phase, error, tokens, timestamp, duration } = event;
  return {
    runId,
    ...(event.runId !== runId && { mergedInto: event.runId }),
    status: statuses[phase],
    ...(error !== undefined && { error }),
    ...(tokens && { tokens }),
    startedAt: timestamp - duration,
    endedAt: timestamp,
  };
}
