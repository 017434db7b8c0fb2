import type { Clock } from "@argent/ai";
import type { AgentRun } from "./agent-run.ts";
import type { AgentEvent, AgentEventBody, EmitEvent } from "./event.ts";

/** Hears every event of an agent's runs. Awaited, except for deltas; one that throws becomes a `warning`. */
export type AgentListener = (event: AgentEvent, signal?: AbortSignal) => unknown;

export interface RunEventsOptions {
  run: AgentRun;
  runId: string;
  clock: Clock;
  signal: AbortSignal;
  /** A list that does not change: who comes or goes while an event is delivered makes another one. */
  listeners?: (() => readonly AgentListener[]) | undefined;
  /** Sees each event before the listeners do, so that they find the state up to date. */
  reduce?: ((event: AgentEvent) => void) | undefined;
}

/**
 * Stamps the events of a run and delivers them: state first, then iterators, then listeners in order. Listeners are
 * awaited for lifecycle and tool events and not for deltas. One that throws is reported as a `warning` and isolated.
 */
export function createRunEvents(options: RunEventsOptions): EmitEvent {
  const { run, runId, clock, signal } = options;
  let seq = 0;
  let turn = 0;
  let turnId: string | undefined;

  function emit(body: AgentEventBody): Promise<void> | void {
    if (body.type === "turn_start") turnId = `${runId}:${++turn}`;
    const event: AgentEvent = body;
    event.runId = runId;
    if (turnId !== undefined) event.turnId = turnId;
    event.seq = seq++;
    event.timestamp = clock.now();
    options.reduce?.(event);
    run.publish(event);
    const own = run.listenersOf(event);
    const shared = options.listeners?.() ?? noListeners;
    const listeners = own.length > 0 ? [...shared, ...own] : shared;
    if (event.type !== "message_update" && event.type !== "tool_execution_update") {
      return deliver(event, listeners, 0);
    }
    for (const listener of listeners) void call(listener, event);
  }

  /** Stays synchronous as long as the listeners do. */
  function deliver(
    event: AgentEvent,
    listeners: readonly AgentListener[],
    from: number,
  ): Promise<void> | void {
    for (let index = from; index < listeners.length; index++) {
      const pending = call(listeners[index], event);
      if (pending !== undefined) return deliverAfter(pending, event, listeners, index + 1);
    }
  }

  async function deliverAfter(
    pending: Promise<void>,
    event: AgentEvent,
    listeners: readonly AgentListener[],
    from: number,
  ): Promise<void> {
    await pending;
    await deliver(event, listeners, from);
  }

  function call(listener: AgentListener | undefined, event: AgentEvent): Promise<void> | undefined {
    try {
      const result = listener?.(event, signal);
      return isThenable(result) ? outcomeOf(result, event) : undefined;
    } catch (cause) {
      report(event, cause);
      return undefined;
    }
  }

  async function outcomeOf(result: PromiseLike<unknown>, event: AgentEvent): Promise<void> {
    try {
      await result;
    } catch (cause) {
      report(event, cause);
    }
  }

  function report(event: AgentEvent, cause: unknown): void {
    if (event.type === "warning") return; // a listener that fails on warnings cannot be warned about
    const reason = cause instanceof Error ? cause.message : String(cause);
    void emit({
      type: "warning",
      message: `A listener failed on "${event.type}": ${reason}`,
      cause,
    });
  }

  return emit;
}

const noListeners: readonly AgentListener[] = [];

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}
