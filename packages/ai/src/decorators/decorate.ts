import { collect } from "../collect.ts";
import type { StreamEvent } from "../event.ts";
import type { Provider, TurnRequest } from "../provider.ts";

/** A provider of the same id with another `stream`; `complete` follows from it. */
export function decorate(
  provider: Provider,
  stream: (request: TurnRequest) => AsyncIterable<StreamEvent>,
): Provider {
  return { id: provider.id, stream, complete: (request) => collect(stream(request)) };
}
