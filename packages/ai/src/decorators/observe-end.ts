import type { StreamEvent } from "../event.ts";
import type { AssistantMessage } from "../message.ts";

/** How a stream ended. Without a message its reader left, or the source broke its contract. */
export interface StreamEnd {
  message: AssistantMessage | undefined;
  /** Whether anything was ever read, so that a request was made. */
  wasRead: boolean;
}

/** The same events; `onEnd` is called exactly once, before the last one is handed out or when the reader leaves. */
export function observeEnd(
  events: AsyncIterable<StreamEvent>,
  onEnd: (end: StreamEnd) => void,
): AsyncIterable<StreamEvent> {
  return {
    [Symbol.asyncIterator]: () => new ObservedIterator(events[Symbol.asyncIterator](), onEnd),
  };
}

class ObservedIterator implements AsyncIterator<StreamEvent> {
  readonly #source: AsyncIterator<StreamEvent>;
  readonly #onEnd: (end: StreamEnd) => void;
  #wasRead = false;
  #isOver = false;

  constructor(source: AsyncIterator<StreamEvent>, onEnd: (end: StreamEnd) => void) {
    this.#source = source;
    this.#onEnd = onEnd;
  }

  async next(): Promise<IteratorResult<StreamEvent>> {
    this.#wasRead = true;
    try {
      const result = await this.#source.next();
      if (result.done) this.#end(undefined);
      else if (result.value.type === "done") this.#end(result.value.message);
      else if (result.value.type === "error") this.#end(result.value.error);
      return result;
    } catch (cause) {
      this.#end(undefined);
      throw cause;
    }
  }

  async return(): Promise<IteratorResult<StreamEvent>> {
    await this.#source.return?.();
    this.#end(undefined);
    return { done: true, value: undefined };
  }

  #end(message: AssistantMessage | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onEnd({ message, wasRead: this.#wasRead });
  }
}
