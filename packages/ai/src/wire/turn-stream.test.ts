import { describe, expect, test } from "vitest";
import { endpoints } from "../../test/conformance/endpoints.ts";
import { play } from "../../test/conformance/play.ts";
import { user } from "../../test/conformance/shared-requests.ts";
import type { StreamEvent } from "../event.ts";
import { checkEvents } from "../testing/check-events.ts";

/** Hands a body out in one piece, once all of it is there. */
const atOnce: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const { status, headers } = response;
  return new Response(await response.arrayBuffer(), { status, headers });
};

/** What a server says in a success that is none, and what becomes of it. */
const falseSuccesses: [name: string, body: string, type: string, kind: string, words: RegExp][] = [
  ["a web page", "<html><title>Sign in</title></html>", "text/html", "server", /text\/html.*base/],
  ["a problem", '{"detail":"No such route"}', "application/json", "server", /^No such route$/],
  ["a string", '"Out of cheese"', "application/json", "server", /^Out of cheese$/],
  [
    "an error in words",
    '{"error":"Out of cheese"}',
    "application/json",
    "server",
    /^Out of cheese$/,
  ],
  ["an error called text", overload(), "text/plain", "overloaded", /^Out of cheese$/],
  ["an error called events", `\n${overload()}\n`, "text/event-stream", "overloaded", /^Out of/],
  ["an error event", `data: ${overload()}\n\n`, "text/event-stream", "overloaded", /^Out of/],
  ["an error event in words", 'data: {"error":"Out"}\n\n', "text/event-stream", "server", /^Out$/],
  ["nothing", "", "application/json", "network", /ended before/],
  ["blank lines", " \r\n\n", "text/event-stream", "network", /ended before/],
];

function overload(): string {
  return JSON.stringify({ error: { type: "overloaded_error", message: "Out of cheese" } });
}

test.each([
  ["a line", "a"],
  ["an event", "data: a\n"],
  ["a body", "{"],
])("%s without an end is an error before it fills the memory", async (_, piece) => {
  const [endpoint = expect.fail("no endpoint")] = endpoints;
  const chunk = new TextEncoder().encode(piece.repeat(256 * 1024));
  const provider = endpoint.create({
    apiKey: "key",
    baseUrl: "http://vendor.test",
    fetch: async () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            controller.enqueue(chunk);
          },
        }),
      ),
  });
  const answer = await provider.complete({ model: endpoint.model, messages: [user("Go.")] });
  expect(answer.error).toMatchObject({ kind: "server", retryable: false });
});

describe.each(endpoints)("$name", (endpoint) => {
  test.each(falseSuccesses)("%s in a success is an error", async (_, body, type, kind, words) => {
    const provider = endpoint.create({
      apiKey: "key",
      baseUrl: "http://vendor.test",
      fetch: async () => new Response(body, { headers: { "content-type": type } }),
    });
    const answer = await provider.complete({ model: endpoint.model, messages: [user("Go.")] });
    expect(answer).toMatchObject({ stopReason: "error", content: [], error: { kind } });
    expect(answer.errorMessage).toMatch(words);
  });

  test("a response that comes after the abort, from a fetch that does not listen, is closed", async () => {
    const asked = Promise.withResolvers<void>();
    const late = Promise.withResolvers<Response>();
    const closed = Promise.withResolvers<void>();
    const provider = endpoint.create({
      apiKey: "key",
      baseUrl: "http://vendor.test",
      fetch: () => {
        asked.resolve();
        return late.promise;
      },
    });
    const abort = new AbortController();
    const answer = provider.complete({
      model: endpoint.model,
      messages: [user("Go.")],
      signal: abort.signal,
    });
    await asked.promise;
    abort.abort();
    expect((await answer).stopReason).toBe("aborted");
    late.resolve(new Response(new ReadableStream({ cancel: () => closed.resolve() })));
    await closed.promise;
  });

  test("an answer that had arrived whole is aborted when its reader aborts before the end", async () => {
    const step = { text: "Reading.", toolCalls: [{ name: "read", arguments: { path: "a" } }] };
    await using played = await play(endpoint, [step], { fetch: atOnce });
    const abort = new AbortController();
    const events: StreamEvent[] = [];
    for await (const event of played.provider.stream({
      ...played.request,
      signal: abort.signal,
    })) {
      events.push(event);
      if (event.type === "text_delta") abort.abort();
    }
    expect(checkEvents(events)).toMatchObject({
      type: "error",
      reason: "aborted",
      error: { stopReason: "aborted", errorMessage: "Request was aborted" },
    });
  });
});
