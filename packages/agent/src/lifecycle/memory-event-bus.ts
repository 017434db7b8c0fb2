import type { EventBus, StreamListener } from "./event-bus.ts";
import {
  type AgentStreamEvent,
  answeredBy,
  isLast,
  type RefusedEvent,
  type RunEndEvent,
} from "./stream-event.ts";

/** How much the bus remembers for `replay` and `outcome`; the oldest is forgotten first. */
export interface MemoryEventBusOptions {
  /** How many events are kept for replay, over all runs. Default 10,000. */
  events?: number | undefined;
  /** For how many run ids the outcome is kept. Default 5,000. */
  outcomes?: number | undefined;
  /** Told when a listener fails. Must not throw. */
  onListenerError?: ((cause: unknown, event: AgentStreamEvent) => void) | undefined;
}

/** The bus of one process. Listeners are called before `publish` returns. */
export function memoryEventBus(options: MemoryEventBusOptions = {}): EventBus {
  const log = createEventLog(options.events ?? 10_000);
  const outcomes = createOutcomes(options.outcomes ?? 5_000);
  const dispatch: AgentStreamEvent[] = [];
  let listeners: readonly StreamListener[] = [];

  async function tell(listener: StreamListener, event: AgentStreamEvent): Promise<void> {
    try {
      await listener(event);
    } catch (cause) {
      options.onListenerError?.(cause, event);
    }
  }

  return {
    publish(event) {
      log.add(event);
      if (isLast(event)) outcomes.add(event);
      // What a listener publishes comes after what it was called for, for every listener.
      if (dispatch.push(event) > 1) return;
      for (const next of dispatch) for (const listener of listeners) void tell(listener, next);
      dispatch.length = 0;
    },
    subscribe(listener) {
      const own: StreamListener = (event) => listener(event);
      listeners = [...listeners, own];
      return () => {
        listeners = listeners.filter((other) => other !== own);
      };
    },
    async replay(runId, after = -1) {
      return log.read(runId, after);
    },
    async outcome(runId) {
      return outcomes.get(runId);
    },
  };
}

/** The latest events in a ring. */
function createEventLog(capacity: number) {
  const ring: AgentStreamEvent[] = [];
  /** The kept span of each run. */
  const spans = new Map<string, { first: number; last: number }>();
  let next = 0;

  function forget({ runId, seq }: AgentStreamEvent): void {
    const span = spans.get(runId);
    if (span === undefined) return;
    span.first = seq + 1;
    if (span.first > span.last) spans.delete(runId);
  }

  return {
    add(event: AgentStreamEvent): void {
      const oldest = ring[next];
      if (oldest) forget(oldest);
      ring[next] = event;
      next = (next + 1) % capacity;
      const span = spans.get(event.runId);
      if (span) span.last = event.seq;
      else spans.set(event.runId, { first: event.seq, last: event.seq });
    },
    read(runId: string, after: number) {
      const span = spans.get(runId);
      if (span === undefined) return { events: [], complete: false };
      const events = [...ring.slice(next), ...ring.slice(0, next)].filter(
        (event) => event.runId === runId && event.seq > after,
      );
      return { events, complete: span.first <= after + 1 };
    },
  };
}

/** The latest outcomes; the oldest is forgotten first. */
function createOutcomes(capacity: number) {
  const outcomes = new Map<string, RunEndEvent | RefusedEvent>();
  return {
    add(event: RunEndEvent | RefusedEvent): void {
      for (const id of answeredBy(event)) outcomes.set(id, event);
      for (const oldest of outcomes.keys()) {
        if (outcomes.size <= capacity) return;
        outcomes.delete(oldest);
      }
    },
    get: (runId: string) => outcomes.get(runId),
  };
}
