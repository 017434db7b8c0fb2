import { manualClock, scripted, testModel } from "@argent/ai/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Agent } from "../agent.ts";
import { Lifecycle, type RunStream } from "./lifecycle.ts";
import { memoryEventBus } from "./memory-event-bus.ts";
import type { AgentStreamEvent, RunStreamBody } from "./stream-event.ts";

function setUp() {
  const clock = manualClock(1_000);
  const lifecycle = new Lifecycle({ clock });
  const events: AgentStreamEvent[] = [];
  lifecycle.onStream((event) => events.push(event));
  return { clock, lifecycle, events };
}

const say = (content: string): RunStreamBody => ({
  type: "assistant",
  content,
  isComplete: false,
});

test("a run is a start, what happens, and an end, each with its place", async () => {
  const { clock, lifecycle, events } = setUp();
  const run = lifecycle.start("r1", "cli:main");
  await clock.advance(10);
  run.emit(say("Hi"));
  await clock.advance(10);
  const tokens = { input: 1, output: 2, total: 3 };
  expect(run.end({ phase: "end", tokens })).toBe(true);
  const place = { runId: "r1", sessionKey: "cli:main" };
  expect(events).toEqual([
    { ...place, seq: 0, timestamp: 1_000, type: "lifecycle", phase: "start" },
    { ...place, seq: 1, timestamp: 1_010, ...say("Hi") },
    { ...place, seq: 2, timestamp: 1_020, type: "lifecycle", phase: "end", duration: 20, tokens },
  ]);
});

test("the page's program prints what happens", async () => {
  const { lifecycle } = setUp();
  const printed: string[] = [];
  lifecycle.onStream((event: AgentStreamEvent) => {
    switch (event.type) {
      case "lifecycle":
        printed.push(`Run ${event.phase}: ${event.runId}`);
        break;
      case "assistant":
        printed.push(event.content);
        break;
      case "tool":
        printed.push(`Tool ${event.toolName} ${event.phase}`);
        break;
      case "compaction":
        printed.push(`Context compacted: ${event.tokensBefore} tokens`);
        break;
    }
  });
  const run = lifecycle.start("r1", "cli:main");
  const agent = new Agent({
    provider: scripted([
      { toolCalls: [{ name: "read", arguments: { path: "a" } }] },
      { text: "It says hello.", deltaSize: 8 },
    ]),
    initialState: {
      model: testModel(),
      tools: [
        {
          name: "read",
          description: "",
          parameters: { type: "object" },
          execute: async () => ({ content: [{ type: "text", text: "hello" }] }),
        },
      ],
    },
  });
  agent.subscribe((event) => run.record(event));
  await agent.prompt("read a");
  run.end({ phase: "end" });
  expect(printed).toEqual([
    "Run start: r1",
    "", // the first answer is over; it had no text
    "Tool read start",
    "Tool read end",
    "It says ",
    "hello.",
    "",
    "Run end: r1",
  ]);
});

test("nothing comes after the end, and what is late is counted", () => {
  const { lifecycle, events } = setUp();
  const run = lifecycle.start("r1", "s");
  expect(run.end({ phase: "abort", error: "stop" })).toBe(true);
  run.emit(say("late"));
  run.record({ type: "compaction_end", reason: "manual", aborted: true }); // says nothing anyway
  expect(run.end({ phase: "end" })).toBe(false);
  expect(events.map((event) => event.type === "lifecycle" && event.phase)).toEqual([
    "start",
    "abort",
  ]);
  expect(lifecycle.lateEvents).toBe(1);
});

test("a listener that ends the run because it ended does not end it twice", () => {
  const { lifecycle, events } = setUp();
  let run: RunStream | undefined;
  lifecycle.onStream((event) => {
    if (event.type === "lifecycle" && event.phase !== "start") run?.end({ phase: "abort" });
  });
  run = lifecycle.start("r1", "s");
  run.end({ phase: "error", error: "no model" });
  expect(events.map(({ seq, type }) => [seq, type])).toEqual([
    [0, "lifecycle"],
    [1, "lifecycle"],
  ]);
});

test("a listener that throws does not harm the run or the others", () => {
  const bus = memoryEventBus();
  const lifecycle = new Lifecycle({ bus });
  bus.subscribe(() => {
    throw new Error("boom");
  });
  const seen: number[] = [];
  lifecycle.onStream(({ seq }) => seen.push(seq));
  const run = lifecycle.start("r1", "s");
  run.end({ phase: "error", error: "x" });
  expect(seen).toEqual([0, 1]);
});

test("an id can be used again only when its run has ended", () => {
  const { lifecycle } = setUp();
  const run = lifecycle.start("r1", "s");
  expect(() => lifecycle.start("r1", "s")).toThrow(/"r1" is active already/);
  run.end({ phase: "end" });
  expect(() => lifecycle.start("r1", "s")).not.toThrow();
});

test("active runs are listed until they end", async () => {
  const { clock, lifecycle } = setUp();
  const first = lifecycle.start("r1", "a");
  await clock.advance(5);
  lifecycle.start("r2", "b");
  await clock.advance(5);
  first.end({ phase: "end" });
  expect(lifecycle.activeRuns()).toEqual([{ runId: "r2", sessionKey: "b", duration: 5 }]);
});

test("a reader that was away gets what it missed", async () => {
  const { lifecycle, events } = setUp();
  const run = lifecycle.start("r1", "s");
  for (const text of ["a", "b", "c"]) run.emit(say(text));
  expect(await lifecycle.replay("r1", 1)).toEqual({ events: events.slice(2), complete: true });
});

describe("wait", () => {
  test.each([
    ["end", "ok"],
    ["error", "error"],
    ["abort", "aborted"],
  ] as const)("resolves when the run's %s comes, as %s", async (phase, status) => {
    const { clock, lifecycle } = setUp();
    const run = lifecycle.start("r1", "s");
    await clock.advance(5);
    const waits = [lifecycle.wait("r1"), lifecycle.wait("r1", 100)];
    await clock.advance(5);
    run.end({ phase, error: phase === "end" ? undefined : "why" });
    const expected = {
      runId: "r1",
      status,
      startedAt: 1_000,
      endedAt: 1_010,
      ...(phase !== "end" && { error: "why" }),
    };
    expect(await Promise.all(waits)).toEqual([expected, expected]);
    expect(await lifecycle.wait("r1", 0), "afterwards too").toEqual(expected);
    expect(clock.pending).toBe(0);
  });

  test("for a request that became part of another run waits for that run, and says how it ended", async () => {
    const { clock, lifecycle } = setUp();
    const run = lifecycle.start("host", "s");
    const waits = ["merged", "steered"].map((id) => lifecycle.wait(id));
    await clock.advance(10);
    run.end({ phase: "error", error: "why", mergedWith: ["merged", "steered"] });
    const expected = { mergedInto: "host", status: "error", error: "why", endedAt: 1_010 };
    for (const outcome of await Promise.all(waits)) expect(outcome).toMatchObject(expected);
    expect(await lifecycle.wait("steered", 0), "afterwards too").toMatchObject({
      runId: "steered",
      ...expected,
    });
    expect(clock.pending).toBe(0);
  });

  test("for a request that was refused says why, at once and afterwards", async () => {
    const { clock, lifecycle, events } = setUp();
    const waiting = lifecycle.wait("r1");
    lifecycle.refuse("r1", "s", "full");
    const expected = { runId: "r1", status: "refused", error: "full", endedAt: 1_000 };
    expect(await waiting).toEqual(expected);
    expect(await lifecycle.wait("r1", 0)).toEqual(expected);
    expect(events).toMatchObject([{ type: "refused", runId: "r1", sessionKey: "s", seq: 0 }]);
    expect(clock.pending).toBe(0);
  });

  test("waits for a run that has not started", async () => {
    const { clock, lifecycle } = setUp();
    const waiting = lifecycle.wait("later");
    await clock.advance(10);
    lifecycle.start("later", "s").end({ phase: "end" });
    expect(await waiting).toMatchObject({ status: "ok" });
  });

  test("a timeout ends the wait and not the run", async () => {
    const { clock, lifecycle } = setUp();
    const run = lifecycle.start("r1", "s");
    const waiting = lifecycle.wait("r1");
    await clock.advance(30_000);
    expect(await waiting).toEqual({ runId: "r1", status: "timeout" });
    expect(lifecycle.activeRuns().length).toBe(1);
    expect(run.end({ phase: "end" })).toBe(true);
  });

  test("0 looks once, and an unknown run is a timeout, never a hang", async () => {
    const { clock, lifecycle } = setUp();
    lifecycle.start("r1", "s");
    for (const id of ["r1", "unknown"]) {
      expect(await lifecycle.wait(id, 0)).toEqual({ runId: id, status: "timeout" });
    }
    expect(clock.pending).toBe(0);
  });

  test("a signal ends the wait with its reason", async () => {
    const { clock, lifecycle } = setUp();
    lifecycle.start("r1", "s");
    const waiter = new AbortController();
    const waiting = lifecycle.wait("r1", 1_000, waiter.signal);
    waiter.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    await expect(lifecycle.wait("r1", 1_000, waiter.signal)).rejects.toThrow("gone");
    expect(clock.pending).toBe(0);
    expect(lifecycle.activeRuns().length).toBe(1);
  });

  test("a failure that a later attempt heals is no end", async () => {
    const { lifecycle } = setUp();
    const run = lifecycle.start("r1", "s");
    const waiting = lifecycle.wait("r1");
    run.emit({ type: "retry", attempt: 1, maxAttempts: 3, delayMs: 10, error: "overloaded" });
    run.end({ phase: "end" });
    expect(await waiting).toMatchObject({ status: "ok" });
  });
});

test("whatever races, each run is a start, events without a gap, and one end", () => {
  const act = fc.record({
    run: fc.nat(3),
    do: fc.constantFrom("start", "emit", "emit", "end", "error", "abort"),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60, size: "max" }), (acts) => {
      const { lifecycle, events } = setUp();
      const runs: RunStream[] = [];
      const open = new Map<number, RunStream>();
      for (const { run, do: what } of acts) {
        const stream = open.get(run);
        if (what === "start") {
          const next = lifecycle.start(`r${runs.length}`, `s${run}`);
          runs.push(next);
          open.set(run, next);
        } else if (what === "emit") stream?.emit(say("x"));
        else if (what === "end" || what === "error" || what === "abort") {
          stream?.end({ phase: what });
        }
      }
      for (const { runId } of runs) {
        const own = events.filter((event) => event.runId === runId);
        const phases = own.map((event) => (event.type === "lifecycle" ? event.phase : "event"));
        expect(phases.join()).toMatch(/^start(,event)*(,(end|error|abort))?$/);
        expect(own.map(({ seq }) => seq)).toEqual(own.keys().toArray());
      }
    }),
  );
});
