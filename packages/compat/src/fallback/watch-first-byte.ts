import { collect, type Provider, type StreamEvent } from "@argent/ai";

/** Tells whether the vendor has answered: with a status, or with an event of a stream. */
export function watchFirstByte(inner: Provider): {
  provider: Provider;
  hasAnswered: () => boolean;
} {
  let answered = false;

  async function* watch(events: AsyncIterable<StreamEvent>): AsyncGenerator<StreamEvent, void> {
    for await (const event of events) {
      answered ||= event.type !== "error";
      yield event;
    }
  }

  const provider: Provider = {
    id: inner.id,
    complete: (request) => collect(provider.stream(request)),
    stream: (request) =>
      watch(
        inner.stream({
          ...request,
          onResponse(response) {
            answered = true;
            request.onResponse?.(response);
          },
        }),
      ),
  };
  return { provider, hasAnswered: () => answered };
}
