import type { AgentStreamEvent, RefusedEvent, RunEndEvent } from "./stream-event.ts";

/** Hears of all runs. It is not waited for. */
export type StreamListener = (event: AgentStreamEvent) => unknown;

/** What is left of a run's events. */
export interface Replay {
  /** In their order. */
  events: AgentStreamEvent[];
  /** Nothing between the asked position and now is missing. */
  complete: boolean;
}

/** Carries the events of all runs to everybody who listens, in this process or in others. */
export interface EventBus {
  /** Hands the event to every listener, in the order of the calls, and keeps it for `replay`. Must not throw. */
  publish(event: AgentStreamEvent): void;
  /** Calls the listener for what comes; one that fails harms nobody else. The returned function stops that. */
  subscribe(listener: StreamListener): () => void;
  /** The events of a run with a `seq` above `after`; default all. Only the latest events are kept. */
  replay(runId: string, after?: number): Promise<Replay>;
  /**
   * How a run ended, or that its request was refused, if it has and if that is still known; it is known longer than the
   * run's other events. The ids in `mergedWith` stand for the run, too.
   */
  outcome(runId: string): Promise<RunEndEvent | RefusedEvent | undefined>;
}
