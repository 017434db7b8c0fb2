import { describe, expect, test } from "vitest";
import { describeEventBus } from "./event-bus-suite.ts";
import { memoryEventBus } from "./memory-event-bus.ts";
import type { AgentStreamEvent } from "./stream-event.ts";

describeEventBus("memory", () => memoryEventBus(), { describe, test });

const delta = (runId: string, seq: number): AgentStreamEvent => ({
  type: "assistant",
  content: "x",
  isComplete: false,
  runId,
  sessionKey: "s",
  seq,
  timestamp: 0,
});

const end = (runId: string, seq: number): AgentStreamEvent => ({
  type: "lifecycle",
  phase: "end",
  duration: 0,
  runId,
  sessionKey: "s",
  seq,
  timestamp: 0,
});

test("keeps the latest events only, and says when something is missing", async () => {
  const bus = memoryEventBus({ events: 4 });
  for (let seq = 0; seq < 6; seq++) bus.publish(delta("a", seq));
  expect(await bus.replay("a", 0)).toEqual({
    events: [2, 3, 4, 5].map((seq) => delta("a", seq)),
    complete: false,
  });
  expect((await bus.replay("a", 1)).complete).toBe(true);
  for (let seq = 0; seq < 4; seq++) bus.publish(delta("b", seq));
  expect(await bus.replay("a", 5)).toEqual({ events: [], complete: false });
  bus.publish(delta("a", 6));
  expect(await bus.replay("a", 4)).toEqual({ events: [delta("a", 6)], complete: false });
  expect((await bus.replay("a", 5)).complete).toBe(true);
});

test("an outcome outlives the other events, and the oldest is forgotten first", async () => {
  const bus = memoryEventBus({ events: 2, outcomes: 3 });
  for (const runId of ["a", "b", "c", "d"]) {
    bus.publish(delta(runId, 0));
    bus.publish(end(runId, 1));
  }
  expect((await bus.replay("b")).events).toEqual([]);
  expect(await bus.outcome("a")).toBeUndefined();
  expect(await bus.outcome("b")).toMatchObject({ phase: "end" });
});

test("reports listeners that fail", async () => {
  const failures: unknown[] = [];
  const bus = memoryEventBus({ onListenerError: (cause, { seq }) => failures.push([cause, seq]) });
  bus.subscribe(() => {
    throw "thrown";
  });
  bus.subscribe(() => Promise.reject("rejected"));
  bus.publish(delta("a", 7));
  await Promise.resolve();
  expect(failures).toEqual([
    ["thrown", 7],
    ["rejected", 7],
  ]);
});

test("the same function can listen twice, and stop once", () => {
  const bus = memoryEventBus();
  let calls = 0;
  const listener = () => calls++;
  const stop = bus.subscribe(listener);
  bus.subscribe(listener);
  bus.publish(delta("a", 0));
  stop();
  stop();
  bus.publish(delta("a", 1));
  expect(calls).toBe(3);
});
