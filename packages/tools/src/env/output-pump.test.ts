import { PassThrough } from "node:stream";
import { manualClock } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { type OutputSink, pumpOutput } from "./output-pump.ts";

/** A pump that drains, and what has come of it so far. */
function draining(
  options: { sink?: OutputSink; isHeldOpen?: boolean; isImpatient?: boolean } = {},
) {
  const stream = new PassThrough();
  const clock = manualClock();
  const received: string[] = [];
  const note: OutputSink = (chunk) => void received.push(Buffer.from(chunk).toString());
  const pump = pumpOutput((onBytes) => stream.on("data", onBytes), options.sink ?? note);
  const { isHeldOpen = true, isImpatient = false } = options;
  const state: { isClosed?: boolean } = {};
  const drained = pump
    .drain({ clock, isHeldOpen: () => isHeldOpen, isImpatient: () => isImpatient })
    .then((isClosed) => {
      state.isClosed = isClosed;
    });
  return { stream, clock, received, pump, state, drained };
}

test("ends when the pipe is closed", async () => {
  const { stream, received, state, drained, clock } = draining();
  stream.end("last");
  await drained;
  expect([state.isClosed, received, clock.pending]).toEqual([true, ["last"], 0]);
});

test("gives up soon when a process that is left holds the pipe and is silent", async () => {
  const { stream, clock, state, received, drained } = draining();
  await clock.advance(50);
  stream.write("late");
  await clock.advance(100);
  expect(state).toEqual({});
  await clock.advance(50);
  await drained;
  expect([state.isClosed, received]).toEqual([false, ["late"]]);
});

test("gives up when such a process never stops writing", async () => {
  const { stream, clock, state, drained } = draining();
  for (let tick = 0; tick < 10; tick += 1) {
    expect(state).toEqual({});
    stream.write("more");
    await clock.advance(50);
  }
  await drained;
  expect(state.isClosed).toBe(false);
});

test("waits longer when nobody is left who could hold the pipe", async () => {
  const { stream, clock, state, received, drained } = draining({ isHeldOpen: false });
  await clock.advance(1_000);
  expect(state).toEqual({});
  stream.end("late");
  await drained;
  expect([state.isClosed, received]).toEqual([true, ["late"]]);
});

test("the time of the sink does not count, unless the command was ended early", async () => {
  const stuck = () => new Promise<void>(() => undefined);
  const patient = draining({ sink: stuck });
  patient.stream.write("x");
  await patient.clock.advance(60_000);
  expect(patient.state).toEqual({});
  const impatient = draining({ sink: stuck, isImpatient: true });
  impatient.stream.write("x");
  await impatient.clock.advance(60_000);
  await impatient.drained;
  expect(impatient.state.isClosed).toBe(false);
});

test("hands over one chunk at a time, also when somebody else resumes the stream", async () => {
  const holds: (() => void)[] = [];
  const { stream } = draining({ sink: () => new Promise((resolve) => holds.push(resolve)) });
  for (const chunk of ["1", "2", "3"]) stream.write(chunk);
  for (const count of [1, 2, 3]) {
    await new Promise((resolve) => setImmediate(resolve));
    stream.resume();
    await new Promise((resolve) => setImmediate(resolve));
    expect(holds.length).toBe(count);
    holds[count - 1]?.();
  }
});

test("a sink that rejects is reported, and the stream is not left paused after that", async () => {
  const { stream, pump } = draining({ sink: () => Promise.reject(new Error("full")) });
  stream.write("x");
  await expect(pump.failed).rejects.toThrow("full");
  pump.abandon();
  stream.end("y".repeat(1_000_000));
  await new Promise((resolve) => stream.once("close", resolve));
});

test("a chunk that is still worked on stays as it is after the pump was abandoned", async () => {
  const work = Promise.withResolvers<void>();
  const { stream, pump } = draining({ sink: () => work.promise });
  stream.write("lent");
  await new Promise((resolve) => setImmediate(resolve));
  pump.abandon();
  expect(stream.isPaused()).toBe(true);
  work.resolve();
  stream.end("more");
  await new Promise((resolve) => stream.once("close", resolve));
});
