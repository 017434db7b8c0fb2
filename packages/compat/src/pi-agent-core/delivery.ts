import type { AgentEvent } from "./types.ts";

/** Takes the events of a run, one after the other. */
export type AgentEventSink = (event: AgentEvent) => Promise<void> | void;

/** Hands events to a sink in order, each when it is done with the one before. Synchronous as long as the sink is. */
export interface Delivery {
  /** Fails as the sink does; the events behind it are delivered all the same. */
  deliver(event: AgentEvent): Promise<void> | void;
  /** When everything that was handed in is delivered; `undefined` if it is. */
  settled(): Promise<void> | undefined;
}

export function createDelivery(sink: AgentEventSink): Delivery {
  let last: Promise<void> | undefined;

  function follow(work: Promise<void>): Promise<void> {
    const settled = work
      .catch(() => {}) // whoever handed the event in hears of it
      .then(() => {
        if (last === settled) last = undefined;
      });
    last = settled;
    return work;
  }

  return {
    deliver(event) {
      if (last) return follow(last.then(() => sink(event)));
      const pending = sink(event);
      return pending && follow(Promise.resolve(pending));
    },
    settled: () => last,
  };
}
