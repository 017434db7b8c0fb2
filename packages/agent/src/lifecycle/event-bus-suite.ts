import assert from "node:assert/strict";
import type { TestRunner } from "../env/execution-env-suite.ts";
import type { EventBus } from "./event-bus.ts";
import type { AgentStreamEvent, LifecycleBody, RefusedBody } from "./stream-event.ts";

/** The behaviour that every `EventBus` shares. Each test asks for a bus of its own that keeps at least 100 events. */
export function describeEventBus(
  name: string,
  create: () => EventBus | Promise<EventBus>,
  { describe, test }: TestRunner,
): void {
  const withBus = (sentence: string, body: (bus: EventBus) => Promise<void>) =>
    test(sentence, async () => body(await create()));

  describe(`EventBus: ${name}`, () => {
    withBus("hands every event to every listener, in order", async (bus) => {
      const [first, second] = [watch(bus, 3), watch(bus, 3)];
      for (const seq of [0, 1, 2]) bus.publish(event("a", seq));
      const expected = ["a0", "a1", "a2"];
      assert.deepEqual(await first.seen, expected);
      assert.deepEqual(await second.seen, expected);
    });

    withBus("tells a listener nothing after it has stopped", async (bus) => {
      const stopped = watch(bus, 2);
      const other = watch(bus, 2);
      bus.publish(event("a", 0));
      await stopped.next;
      stopped.stop();
      bus.publish(event("a", 1));
      await other.seen;
      assert.deepEqual(stopped.soFar, ["a0"]);
    });

    withBus("a listener that throws or rejects harms nobody else", async (bus) => {
      bus.subscribe(() => {
        throw new Error("thrown");
      });
      bus.subscribe(() => Promise.reject(new Error("rejected")));
      const fine = watch(bus, 2);
      bus.publish(event("a", 0));
      bus.publish(event("a", 1));
      assert.deepEqual(await fine.seen, ["a0", "a1"]);
    });

    withBus("what a listener publishes comes later for everybody", async (bus) => {
      bus.subscribe((seen) => {
        if (seen.seq === 0) bus.publish(event("a", 1));
      });
      const other = watch(bus, 2);
      bus.publish(event("a", 0));
      assert.deepEqual(await other.seen, ["a0", "a1"]);
    });

    withBus("replays a run from any position", async (bus) => {
      const all = watch(bus, 20);
      for (let seq = 0; seq < 10; seq++) {
        bus.publish(event("a", seq));
        bus.publish(event("b", seq));
      }
      await all.seen;
      const whole = await bus.replay("a");
      assert.deepEqual(
        whole.events.map(({ runId, seq }) => `${runId}${seq}`),
        Array.from({ length: 10 }, (_, seq) => `a${seq}`),
      );
      assert.equal(whole.complete, true);
      const rest = await bus.replay("a", 7);
      assert.deepEqual(
        rest.events.map(({ seq }) => seq),
        [8, 9],
      );
      assert.equal(rest.complete, true);
      assert.deepEqual(await bus.replay("a", 9), { events: [], complete: true });
    });

    withBus("says that it knows nothing of a run that it has not seen", async (bus) => {
      assert.deepEqual(await bus.replay("nobody"), { events: [], complete: false });
      assert.equal(await bus.outcome("nobody"), undefined);
    });

    withBus("knows how a run ended", async (bus) => {
      const ended = watch(bus, 2);
      bus.publish(event("a", 0));
      assert.equal(await bus.outcome("a"), undefined);
      bus.publish(event("a", 1, { type: "lifecycle", phase: "abort", error: "stop", duration: 5 }));
      await ended.seen;
      const outcome = await bus.outcome("a");
      assert.ok(outcome?.type === "lifecycle");
      assert.equal(outcome.phase, "abort");
      assert.equal(outcome.error, "stop");
    });

    withBus("knows that a request was refused", async (bus) => {
      const refused = watch(bus, 1);
      bus.publish(event("a", 0, { type: "refused", error: "full" }));
      await refused.seen;
      const outcome = await bus.outcome("a");
      assert.equal(outcome?.type, "refused");
      assert.equal(outcome?.error, "full");
    });

    withBus("knows how the run ended that a request became part of", async (bus) => {
      const ended = watch(bus, 1);
      const mergedWith = ["b", "c"];
      bus.publish(event("a", 0, { type: "lifecycle", phase: "end", duration: 5, mergedWith }));
      await ended.seen;
      for (const id of ["a", "b", "c"]) assert.equal((await bus.outcome(id))?.runId, "a");
      assert.equal(await bus.outcome("d"), undefined);
    });
  });
}

function watch(bus: EventBus, count: number) {
  const soFar: string[] = [];
  const next = Promise.withResolvers<void>();
  const all = Promise.withResolvers<string[]>();
  const stop = bus.subscribe(({ runId, seq }) => {
    soFar.push(`${runId}${seq}`);
    next.resolve();
    if (soFar.length === count) all.resolve(soFar);
  });
  return { soFar, stop, next: next.promise, seen: all.promise };
}

function event(
  runId: string,
  seq: number,
  body: LifecycleBody | RefusedBody = { type: "lifecycle", phase: "start" },
): AgentStreamEvent {
  return { ...body, runId, sessionKey: `session of ${runId}`, seq, timestamp: seq };
}
