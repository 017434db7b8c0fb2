import type { AgentEvent } from "./event.ts";
import type { AgentMessage } from "./message.ts";

type EventOfType<Type extends AgentEvent["type"]> = Extract<AgentEvent, { type: Type }>;

/** From here on, deltas that wait for a slow reader are joined instead of queued one by one. */
const joinAfter = 1_024;
const noListeners: readonly never[] = [];

/**
 * A run that has begun: a promise of its new messages, and an iterable of its events. It settles when nothing runs any
 * more and everything is written. An iterator sees everything if it is obtained in the tick of the call; leaving it
 * does not stop the run. An async function must not return it bare, because it would be awaited: return `{ run }`.
 */
export class AgentRun<Value = AgentMessage[]>
  extends Promise<Value>
  implements AsyncIterable<AgentEvent>
{
  /** What `then` makes is a plain promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  readonly #abort: () => void;
  readonly #readers = new Set<EventReader>();
  readonly #listeners = new Map<string, Set<(event: AgentEvent) => unknown>>();
  #ended = false;

  constructor(
    executor: ConstructorParameters<typeof Promise<Value>>[0],
    abort: () => void = () => {},
  ) {
    super(executor);
    this.#abort = abort;
    // A run that nobody awaits must not end the process; its failure is in its events.
    this.catch(() => {});
  }

  /** Calls the listener for every event of a type; the returned function stops that. */
  on<Type extends AgentEvent["type"]>(
    type: Type,
    listener: (event: EventOfType<Type>) => unknown,
  ): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    const call = (event: AgentEvent) => (isOfType(event, type) ? listener(event) : undefined);
    listeners.add(call);
    return () => listeners.delete(call);
  }

  /** What awaiting the run itself gives. */
  result(): Promise<Value> {
    return this.then((value) => value);
  }

  /** Stops the run: the request, the tools, everything. */
  abort(): void {
    this.#abort();
  }

  [Symbol.asyncIterator](): AsyncIterator<AgentEvent, undefined> {
    const reader = new EventReader(() => this.#readers.delete(reader));
    if (this.#ended) reader.end();
    else this.#readers.add(reader);
    return reader;
  }

  /** The listeners of an event's type; for whoever drives the run. */
  listenersOf(event: AgentEvent): readonly ((event: AgentEvent) => unknown)[] {
    const listeners = this.#listeners.size > 0 ? this.#listeners.get(event.type) : undefined;
    return listeners ? [...listeners] : noListeners;
  }

  /** Hands an event to the iterators; for whoever drives the run. */
  publish(event: AgentEvent): void {
    if (this.#readers.size > 0) for (const reader of this.#readers) reader.push(event);
    if (event.type === "agent_settled") this.end();
  }

  /** Ends the iterators; for whoever drives the run. */
  end(): void {
    this.#ended = true;
    for (const reader of this.#readers) reader.end();
    this.#readers.clear();
  }
}

/** A run that did not begin. */
export function rejectedRun(cause: unknown): AgentRun {
  const run = new AgentRun<AgentMessage[]>((_, reject) => reject(cause));
  run.end();
  return run;
}

class EventReader implements AsyncIterator<AgentEvent, undefined> {
  #queue: AgentEvent[] = [];
  #head = 0;
  #ended = false;
  #waiting: ((result: IteratorResult<AgentEvent, undefined>) => void)[] = [];
  readonly #detach: () => void;

  constructor(detach: () => void) {
    this.#detach = detach;
  }

  push(event: AgentEvent): void {
    if (this.#ended) return;
    const waiting = this.#waiting.shift();
    if (waiting) waiting({ done: false, value: event });
    else this.#enqueue(event);
  }

  end(): void {
    this.#ended = true;
    for (const waiting of this.#waiting) waiting({ done: true, value: undefined });
    this.#waiting = [];
  }

  next(): Promise<IteratorResult<AgentEvent, undefined>> {
    const event = this.#queue[this.#head];
    if (event !== undefined) {
      this.#head++;
      if (this.#head === this.#queue.length) {
        this.#queue = [];
        this.#head = 0;
      }
      return Promise.resolve({ done: false, value: event });
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  return(): Promise<IteratorResult<AgentEvent, undefined>> {
    this.#detach();
    this.#queue = [];
    this.#head = 0;
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  #enqueue(event: AgentEvent): void {
    const last = this.#queue.at(-1);
    if (this.#queue.length - this.#head > joinAfter && last !== undefined) {
      const joined = joinDeltas(last, event);
      if (joined) {
        this.#queue[this.#queue.length - 1] = joined;
        return;
      }
    }
    this.#queue.push(event);
  }
}

/** One event for two neighbouring deltas of one block; it carries the later stamp and message. */
function joinDeltas(first: AgentEvent, second: AgentEvent): AgentEvent | undefined {
  if (first.type !== "message_update" || second.type !== "message_update") return undefined;
  const [before, after] = [first.assistantMessageEvent, second.assistantMessageEvent];
  if (!("delta" in before) || !("delta" in after)) return undefined;
  if (before.type !== after.type || before.contentIndex !== after.contentIndex) return undefined;
  const assistantMessageEvent = { ...after, delta: before.delta + after.delta };
  return Object.defineProperty(
    { ...second, assistantMessageEvent, message: second.message },
    "message",
    {
      enumerable: false,
    },
  );
}

function isOfType<Type extends AgentEvent["type"]>(
  event: AgentEvent,
  type: Type,
): event is EventOfType<Type> {
  return event.type === type;
}
