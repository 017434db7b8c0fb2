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
  return decorate(provider, (request) => recorded(provider, request, options));
}

async function* recorded(
  provider: Provider,
  request: TurnRequest,
  options: RecordingOptions,
): AsyncGenerator<StreamEvent, void> {
  const writes: Promise<void>[] = [];
  const send = request.fetch ?? options.fetch ?? globalThis.fetch;
  const fetch = recordExchanges(send, options.storage, options, (write) => writes.push(write));
  try {
    for await (const event of provider.stream({ ...request, fetch })) {
      const failure = isTerminal(event) ? await failureOf(writes) : undefined;
      if (failure) {
        const { now } = options.clock ?? systemClock;
        yield errorEvent(request.model, toAiError(failure.reason, request.model.provider), now());
        return;
      }
      yield event;
    }
  } finally {
    await Promise.allSettled(writes);
  }
}

function isTerminal(event: StreamEvent): boolean {
  return event.type === "done" || event.type === "error";
}

async function failureOf(writes: Promise<void>[]): Promise<PromiseRejectedResult | undefined> {
  const results = await Promise.allSettled(writes);
  return results.find((result) => result.status === "rejected");
}
