import { manualClock } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { ManualExecutor, type ManualResult } from "./manual-executor.ts";
import type { EnqueueOptions } from "./run-queue.ts";
import { SessionQueue } from "./session-queue.ts";
import type { Turn } from "./turn.ts";

function setUp() {
  const clock = manualClock();
  const executor = new ManualExecutor();
  const queue = new SessionQueue<ManualResult>({ execute: executor.execute, clock });
  const send = (content: string, options?: EnqueueOptions) =>
    queue.enqueue("s", content, "user", {}, options);
  const steer = (content: string, options?: EnqueueOptions) =>
    send(content, { ...options, mode: "steer" });
  return { clock, executor, queue, send, steer };
}

/** A run that holds what it is given until the test consumes it. */
function inbox(turn: Turn) {
  const held = new Map<string, () => void>();
  turn.acceptSteering((message, consumed) => {
    held.set(message.content, consumed);
    return () => held.delete(message.content);
  });
  return {
    held,
    consume(content: string) {
      held.get(content)?.();
      held.delete(content);
    },
  };
}

test("an idle session takes a steer message as a turn of its own", async () => {
  const { executor, steer } = setUp();
  const answer = steer("hello");
  (await executor.next()).finish();
  expect(await answer).toEqual({ answerTo: "hello" });
});

test("messages that came before the run could be steered are delivered in order", async () => {
  const { executor, send, steer } = setUp();
  const answers = [send("go"), steer("a"), send("later"), steer("b")];
  const run = await executor.next();
  const { held, consume } = inbox(run.turn);
  expect([...held.keys()]).toEqual(["a", "b"]);
  consume("a");
  consume("b");
  run.finish();
  (await executor.next()).finish();
  expect(await Promise.all(answers)).toEqual([
    { answerTo: "go" },
    { answerTo: "go", steered: true },
    { answerTo: "later" },
    { answerTo: "go", steered: true },
  ]);
});

test("a run that asks for messages again is not given twice what it has", async () => {
  const { executor, send, steer } = setUp();
  void send("go");
  const run = await executor.next();
  const first = inbox(run.turn);
  void steer("a");
  const second = inbox(run.turn);
  void steer("b");
  expect([...first.held.keys()]).toEqual(["a"]);
  expect([...second.held.keys()]).toEqual(["b"]);
});

test("a waiting followup does not stop the session from being steered", async () => {
  const { executor, send, steer } = setUp();
  void send("go");
  const first = await executor.next();
  const followup = send("next");
  inbox(first.turn);
  first.finish();
  const second = await executor.next();
  const { consume } = inbox(second.turn);
  const steered = steer("left");
  consume("left");
  second.finish();
  expect(await followup).toEqual({ answerTo: "next" });
  expect(await steered).toEqual({ answerTo: "next", steered: true });
});

test("what was not consumed keeps its place: before what came later, after what came earlier", async () => {
  const { executor, send, steer } = setUp();
  void send("go");
  const run = await executor.next();
  const { held } = inbox(run.turn);
  void send("1");
  void steer("2");
  void send("3");
  expect([...held.keys()]).toEqual(["2"]);
  run.finish();
  for (let index = 0; index < 3; index++) (await executor.next()).finish();
  expect(executor.contents).toEqual(["go", "1", "2", "3"]);
  expect(held.size, "the ended run no longer has it").toBe(0);
});

test("an abort between delivery and consumption loses nothing", async () => {
  const { executor, queue, send, steer } = setUp();
  const aborted = send("go");
  const run = await executor.next();
  inbox(run.turn);
  const steered = steer("still wanted");
  await queue.abort("s");
  run.fail(run.turn.signal.reason);
  await expect(aborted).rejects.toMatchObject({ code: "aborted" });
  (await executor.next()).finish();
  expect(await steered).toEqual({ answerTo: "still wanted" });
});

test("an aborted run gets no more messages", async () => {
  const { executor, queue, send, steer } = setUp();
  void send("go");
  const run = await executor.next();
  const { held } = inbox(run.turn);
  await queue.abort("s");
  const late = steer("late");
  expect(held.size).toBe(0);
  run.finish();
  (await executor.next()).finish();
  expect(await late).toEqual({ answerTo: "late" });
});

test("a message that is withdrawn before it is consumed never reaches the transcript", async () => {
  const { executor, send, steer } = setUp();
  void send("go");
  const run = await executor.next();
  const { held } = inbox(run.turn);
  const sender = new AbortController();
  const withdrawn = steer("never mind", { signal: sender.signal });
  sender.abort();
  await expect(withdrawn).rejects.toMatchObject({ code: "aborted" });
  expect(held.size).toBe(0);
  expect(run.turn.signal.aborted).toBe(false);
});

test("a message that is withdrawn while the run takes it gets the run's result, or is gone", async () => {
  const { clock, executor, send, steer } = setUp();
  void send("go");
  const run = await executor.next();
  const consume: (() => void)[] = [];
  run.turn.acceptSteering((_, consumed) => {
    consume.push(consumed);
    return () => false; // too late to give it back
  });
  const sender = new AbortController();
  const taken = steer("taken", { signal: sender.signal });
  const lost = steer("lost", { signal: sender.signal });
  sender.abort();
  consume[0]?.();
  run.finish();
  expect(await taken).toEqual({ answerTo: "go", steered: true });
  await expect(lost).rejects.toMatchObject({ code: "aborted" });
  await clock.advance(0);
  expect(executor.contents).toEqual(["go"]);
});

test("a run that cannot take a message is not asked again, and nothing overtakes", async () => {
  const { executor, send, steer } = setUp();
  void send("go");
  const run = await executor.next();
  let asked = 0;
  run.turn.acceptSteering(() => {
    asked++;
    throw new Error("compacting");
  });
  void steer("a");
  void steer("b");
  expect(asked).toBe(1);
  run.finish();
  for (let index = 0; index < 2; index++) (await executor.next()).finish();
  expect(executor.contents).toEqual(["go", "a", "b"]);
});

test("a failed run fails what it consumed", async () => {
  const { executor, send, steer } = setUp();
  void send("go").catch(() => {});
  const run = await executor.next();
  const { consume } = inbox(run.turn);
  const steered = steer("left");
  consume("left");
  run.fail(new Error("no model"));
  await expect(steered).rejects.toThrow("no model");
});

test("of a merged turn one sender may leave, and the last one ends it", async () => {
  const { executor, send } = setUp();
  void send("go");
  const busy = await executor.next();
  const senders = [new AbortController(), new AbortController()];
  const answers = senders.map(({ signal }, index) =>
    send(String(index), { mode: "collect", signal }),
  );
  busy.finish();
  const run = await executor.next();
  senders[0]?.abort();
  expect(run.turn.signal.aborted).toBe(false);
  senders[1]?.abort();
  expect(run.turn.signal.aborted).toBe(true);
  run.finish();
  expect((await Promise.all(answers)).map(({ answerTo }) => answerTo)).toEqual([
    "0\n\n1",
    "0\n\n1",
  ]);
});

test("a run goes on for whoever steered it when its own sender leaves, until they leave too", async () => {
  const { executor, send, steer } = setUp();
  const senders = [new AbortController(), new AbortController()];
  const own = send("go", { signal: senders[0]?.signal });
  const run = await executor.next();
  const { consume } = inbox(run.turn);
  const steered = steer("left", { signal: senders[1]?.signal });
  consume("left");
  senders[0]?.abort();
  expect(run.turn.signal.aborted).toBe(false);
  senders[1]?.abort();
  expect(run.turn.signal.aborted).toBe(true);
  run.finish();
  expect(await own).toEqual({ answerTo: "go" });
  expect(await steered).toEqual({ answerTo: "go", steered: true });
});
