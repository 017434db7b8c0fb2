import { type Clock, systemClock } from "../clock.ts";
import { errorEvent } from "../error-event.ts";
import type { StreamEvent } from "../event.ts";
import type { Provider, TurnRequest } from "../provider.ts";
import { toAiError } from "../vendor-error.ts";
import type { CassetteOptions, CassetteStorage } from "./cassette.ts";
import { decorate } from "./decorate.ts";
import { recordExchanges } from "./record-exchanges.ts";

/** Where the exchanges are kept. */
export interface RecordingOptions extends CassetteOptions {
  storage: CassetteStorage;
  /** What sends the requests that bring no `fetch` of their own. Default: `globalThis.fetch`. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Stamps the message when the storage fails. Default: the system's. */
  clock?: Clock | undefined;
}

/**
 * Keeps every exchange with the vendor, so that `replaying` can repeat it without a network: status, headers that
 * matter, and the body in the pieces in which it came. Of a request it keeps the method, the path and the hash of the
 * body. The last event comes, and leaving a stream is done, when the storage has everything; a storage that fails ends
 * the stream with an error.
 */
export function withRecording(provider: Provider, options: RecordingOptions): Provider {
  return decorate(provider, (request) => ({
    [Symbol.asyncIterator]: () => new RecordedIterator(provider, request, options),
  }));
}

/** Not a generator, because leaving early must close the connection even while an event is awaited. */
class RecordedIterator implements AsyncIterator<StreamEvent> {
  readonly #source: AsyncIterator<StreamEvent>;
  readonly #writes: Promise<void>[] = [];
  readonly #failed: (reason: unknown) => StreamEvent;

  constructor(provider: Provider, request: TurnRequest, options: RecordingOptions) {
    const { model } = request;
    const { storage, clock = systemClock } = options;
    const send = request.fetch ?? options.fetch ?? globalThis.fetch;
    const fetch = recordExchanges(send, storage, options, (write) => this.#writes.push(write));
    this.#source = provider.stream({ ...request, fetch })[Symbol.asyncIterator]();
    this.#failed = (reason) => errorEvent(model, toAiError(reason, model.provider), clock.now());
  }

  async next(): Promise<IteratorResult<StreamEvent>> {
    const result = await this.#source.next();
    if (result.done || !isTerminal(result.value)) return result;
    const failure = await failureOf(this.#writes);
    return failure ? { done: false, value: this.#failed(failure.reason) } : result;
  }

  async return(): Promise<IteratorResult<StreamEvent>> {
    await this.#source.return?.();
    await failureOf(this.#writes);
    return { done: true, value: undefined };
  }
}

function isTerminal(event: StreamEvent): boolean {
  return event.type === "done" || event.type === "error";
}

async function failureOf(writes: Promise<void>[]): Promise<PromiseRejectedResult | undefined> {
  const results = await Promise.allSettled(writes);
  return results.find((result) => result.status === "rejected");
}
