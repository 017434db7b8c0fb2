import { expect, test } from "vitest";
import { AiError } from "./error.ts";
import type { StreamEvent } from "./event.ts";
import { type Open, type OpeningOptions, openingStream } from "./opening-stream.ts";
import { manualClock, scripted, testModel } from "./testing/index.ts";

const request = { model: testModel(), messages: [] };
const clock = manualClock(5);

function open(how: Open, options: Partial<OpeningOptions> = {}) {
  return openingStream(request, { clock, ...options }, how);
}

function source(text: string): AsyncIterable<StreamEvent> {
  return scripted([{ text }], { clock }).stream(request);
}

test("opens nothing until it is read, and each iteration anew", async () => {
  let opened = 0;
  const stream = open(async () => {
    opened++;
    return source("hi");
  });
  expect(opened).toBe(0);
  expect(await Array.fromAsync(stream)).toEqual(await Array.fromAsync(source("hi")));
  await Array.fromAsync(stream);
  expect(opened).toBe(2);
});

test("calls of next that do not wait for each other get the events in order", async () => {
  const expected = await Array.fromAsync(source("hi"));
  const events = open(async () => source("hi"), { holdUntil: "content" })[Symbol.asyncIterator]();
  const results = await Promise.all(
    Array.from({ length: expected.length + 2 }, () => events.next()),
  );
  expect(results.flatMap(({ value }) => value ?? [])).toEqual(expected);
  expect(results.slice(-2)).toEqual([
    { done: true, value: undefined },
    { done: true, value: undefined },
  ]);
});

test.each([
  ["start", 1],
  ["content", 2],
  ["whole", Number.POSITIVE_INFINITY],
] as const)(
  "holdUntil %s: a source that fails after event %d is replaced only before that",
  async (holdUntil, shown) => {
    for (const afterEvents of [0, 1, 2, 3]) {
      const failing = scripted([{ text: "first", fault: { type: "cut", afterEvents } }]).stream(
        request,
      );
      const stream = open(async (failure) => (failure ? source("second") : failing), { holdUntil });
      const events = await Array.fromAsync(stream);
      const isReplaced = afterEvents < shown;
      expect(events.at(-1)?.type).toBe(isReplaced ? "done" : "error");
      expect(events.filter(({ type }) => type === "start")).toHaveLength(1);
    }
  },
);

test("an open that throws or rejects is one error event", async () => {
  for (const how of [
    () => Promise.reject(new AiError("missing_key", "no key")),
    () => {
      throw new AiError("missing_key", "no key");
    },
  ]) {
    expect(await Array.fromAsync(open(how))).toEqual([
      {
        type: "error",
        reason: "error",
        error: expect.objectContaining({
          content: [],
          timestamp: 5,
          errorMessage: "no key",
          error: { kind: "auth", retryable: false },
        }),
      },
    ]);
  }
});

test("a source that is found after the reader left is released unread", async () => {
  const found = Promise.withResolvers<AsyncIterable<StreamEvent>>();
  const released = Promise.withResolvers<string>();
  const late: AsyncIterable<StreamEvent> = {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.reject(new Error("was read")),
      return: async () => {
        released.resolve("released");
        return { done: true, value: undefined };
      },
    }),
  };
  const asked = Promise.withResolvers<void>();
  const stream = open(() => {
    asked.resolve();
    return found.promise;
  });
  const events = stream[Symbol.asyncIterator]();
  const first = events.next();
  await asked.promise;
  found.resolve(late);
  await events.return?.();
  expect(await first).toEqual({ done: true, value: undefined });
  expect(await released.promise).toBe("released");
});

test("an abort while opening is one aborted event, and is over", async () => {
  const abort = new AbortController();
  const stream = openingStream(
    { ...request, signal: abort.signal },
    { clock },
    () => new Promise(() => {}),
  );
  const events = Array.fromAsync(stream);
  abort.abort();
  expect(await events).toMatchObject([{ type: "error", reason: "aborted" }]);
});

test("an answer that was held back is aborted when its reader aborts before the end", async () => {
  const abort = new AbortController();
  const aborting = { ...request, signal: abort.signal };
  const events: StreamEvent[] = [];
  const held = openingStream(aborting, { clock, holdUntil: "whole" }, async () => source("hi"));
  for await (const event of held) {
    events.push(event);
    abort.abort();
  }
  expect(events.at(-1)).toMatchObject({
    type: "error",
    reason: "aborted",
    error: { content: [{ text: "hi" }], stopReason: "aborted" },
  });
});

test("a source that is opened in the instant of the abort is left", async () => {
  const abort = new AbortController();
  const opening = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<AsyncIterable<StreamEvent>>();
  const left = Promise.withResolvers<void>();
  const aborting = { ...request, signal: abort.signal };
  const events = openingStream(aborting, { clock }, () => {
    opening.resolve();
    return ready.promise;
  })[Symbol.asyncIterator]();
  const first = events.next();
  await opening.promise;
  abort.abort();
  ready.resolve({
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.reject(new Error("Nobody reads it.")),
      async return() {
        left.resolve();
        return { done: true, value: undefined };
      },
    }),
  });
  expect(await first).toMatchObject({ value: { type: "error", reason: "aborted" } });
  await left.promise;
});
