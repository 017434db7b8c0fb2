import { expect, test } from "vitest";
import { EventStream } from "./event-stream.ts";

type Event = { type: "delta"; text: string } | { type: "end"; all: string };

function create() {
  return new EventStream<Event, string>(
    (event) => event.type === "end",
    (event) => (event.type === "end" ? event.all : ""),
  );
}

test("gives what was pushed before and during the iteration, then the result", async () => {
  const stream = create();
  stream.push({ type: "delta", text: "a" });
  const seen: Event[] = [];
  const reading = (async () => {
    for await (const event of stream) seen.push(event);
  })();
  stream.push({ type: "delta", text: "b" });
  stream.push({ type: "end", all: "ab" });
  stream.push({ type: "delta", text: "too late" });
  await reading;
  expect(seen.map((event) => event.type)).toEqual(["delta", "delta", "end"]);
  expect(await stream.result()).toBe("ab");
});

test("an end without outcome settles the result (argentos 30)", async () => {
  const stream = create();
  stream.end();
  await expect(stream.result()).rejects.toThrow("without a terminal event");
  expect(await stream[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
});

test("an end with an outcome gives it", async () => {
  const stream = create();
  stream.end("given");
  expect(await stream.result()).toBe("given");
});
