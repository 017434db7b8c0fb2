import {
  type AssistantMessage,
  createPartialMessage,
  type Model,
  type StreamEvent,
} from "@argent/ai";

/** Remembers an answer at each of its events, and rebuilds it only for those that somebody looks at. */
export interface PartialReader {
  /** Takes in an event; the function it returns gives the answer as it was then. */
  take(event: StreamEvent): () => AssistantMessage;
  /** The answer as it is now. */
  latest(): AssistantMessage;
}

/** Looking in the order of the events is linear in them; looking back begins anew. `timestamp`: milliseconds. */
export function createPartialReader(model: Model, timestamp: number): PartialReader {
  const events: StreamEvent[] = [];
  let partial = createPartialMessage(model, timestamp);
  let applied = 0;

  function after(count: number): AssistantMessage {
    if (applied > count) {
      partial = createPartialMessage(model, timestamp);
      applied = 0;
    }
    for (const event of events.slice(applied, count)) partial.apply(event);
    applied = count;
    return partial.snapshot();
  }

  return {
    take(event) {
      const count = events.push(event);
      let message: AssistantMessage | undefined;
      return () => {
        message ??= after(count);
        return message;
      };
    },
    latest: () => after(events.length),
  };
}
