import assert from "node:assert/strict";
import type { TestRunner } from "../env/execution-env-suite.ts";
import { ManualExecutor, type ManualResult } from "./manual-executor.ts";
import { QueueError, type QueueErrorCode } from "./queue-error.ts";
import type { EnqueueOptions, RunQueue } from "./run-queue.ts";
import type { ExecuteTurn } from "./turn.ts";

/** The behaviour that every `RunQueue` shares. Each test asks for an empty queue with default settings and closes it. */
export function describeRunQueue(
  name: string,
  create: (execute: ExecuteTurn<ManualResult>) => RunQueue<ManualResult>,
  runner: TestRunner,
): void {
  const withQueue: WithQueue = (sentence, body) =>
    runner.test(sentence, async () => {
      const executor = new ManualExecutor();
      const queue = create(executor.execute);
      const send = (content: string, options?: EnqueueOptions, sessionKey = "cli:main") =>
        queue.enqueue(sessionKey, content, "user", {}, options);
      await body({ executor, queue, send });
      const closed = queue.close();
      for (const run of executor.runs) run.finish();
      await closed;
    });
  runner.describe(`RunQueue: ${name}`, () => {
    describeOrder(withQueue);
    describeModes(withQueue);
    describeRefusals(withQueue);
    describeEnds(withQueue);
  });
}

interface Bench {
  executor: ManualExecutor;
  queue: RunQueue<ManualResult>;
  /** Enqueues a message; the session is `cli:main` unless another one is named. */
  send(content: string, options?: EnqueueOptions, sessionKey?: string): Promise<ManualResult>;
}

type WithQueue = (sentence: string, body: (bench: Bench) => Promise<void>) => void;

function describeOrder(test: WithQueue): void {
  test("hands the message to the executor and its result to the sender", async ({
    queue,
    executor,
  }) => {
    const answer = queue.enqueue("cli:main", "Hello!", "user", { type: "task" });
    const { turn, finish } = await executor.next();
    assert.equal(turn.sessionKey, "cli:main");
    assert.equal(turn.content, "Hello!");
    assert.equal(turn.role, "user");
    assert.deepEqual(turn.metadata, { type: "task" });
    assert.equal(turn.signal.aborted, false);
    finish();
    assert.deepEqual(await answer, { answerTo: "Hello!" });
  });

  test("runs one turn of a session at a time, in the order the messages came", async ({
    send,
    executor,
  }) => {
    const answers = ["1", "2", "3"].map((content) => send(content));
    for (const content of ["1", "2", "3"]) {
      const run = await executor.next();
      assert.equal(run.turn.content, content);
      assert.equal(executor.runs.length, Number(content), "nothing else runs");
      run.finish();
    }
    assert.deepEqual(
      (await Promise.all(answers)).map(({ answerTo }) => answerTo),
      ["1", "2", "3"],
    );
  });

  test("runs sessions side by side", async ({ send, executor }) => {
    const answers = [send("a", {}, "session:a"), send("b", {}, "session:b")];
    const [first, second] = [await executor.next(), await executor.next()];
    second.finish();
    first.finish();
    await Promise.all(answers);
  });

  test("goes on after a run that failed, and tells only its sender", async ({ send, executor }) => {
    const failing = send("bad");
    const fine = send("good");
    (await executor.next()).fail(new Error("no model"));
    await assert.rejects(failing, /no model/);
    (await executor.next()).finish();
    assert.deepEqual(await fine, { answerTo: "good" });
  });
}

function describeModes(test: WithQueue): void {
  test("collect: what waits becomes one turn, and everybody gets its result", async ({
    send,
    executor,
  }) => {
    const busy = send("busy");
    const run = await executor.next();
    const answers = ["a", "b", "c"].map((id) => send(id, { mode: "collect", messageId: id }));
    run.finish();
    await busy;
    const merged = await executor.next();
    assert.equal(merged.turn.content, "a\n\nb\n\nc");
    merged.finish();
    assert.deepEqual(await Promise.all(answers), [
      { answerTo: "a\n\nb\n\nc", mergedWith: ["b", "c"] },
      { answerTo: "a\n\nb\n\nc", mergedWith: ["a", "c"] },
      { answerTo: "a\n\nb\n\nc", mergedWith: ["a", "b"] },
    ]);
  });

  test("collect: messages of different routes stay apart and in order", async ({
    send,
    executor,
  }) => {
    const answers = [send("busy")];
    const collect = (content: string, to: string) =>
      send(content, { mode: "collect", route: { channel: "whatsapp", to } });
    answers.push(collect("a1", "ann"), collect("a2", "ann"), collect("b", "bob"));
    answers.push(collect("a3", "ann"));
    for (const expected of ["busy", "a1\n\na2", "b", "a3"]) {
      const run = await executor.next();
      assert.equal(run.turn.content, expected);
      run.finish();
    }
    await Promise.all(answers);
  });

  test("steer: the message goes into the run and gets its result", async ({ send, executor }) => {
    const answer = send("go");
    const run = await executor.next();
    const delivered: string[] = [];
    run.turn.acceptSteering((message, consumed) => {
      delivered.push(message.content);
      consumed();
      return () => false;
    });
    const steered = send("left", { mode: "steer" });
    run.finish();
    assert.deepEqual(await answer, { answerTo: "go" });
    assert.deepEqual(await steered, { answerTo: "go", steered: true });
    assert.deepEqual(delivered, ["left"]);
  });

  test("steer: a message that the run did not consume is a turn of its own", async ({
    send,
    executor,
  }) => {
    const answers = [send("go"), send("too late", { mode: "steer" })];
    const run = await executor.next();
    run.turn.acceptSteering(() => () => true);
    answers.push(send("later still", { mode: "steer" }));
    run.finish();
    for (const expected of ["too late", "later still"]) {
      const own = await executor.next();
      assert.equal(own.turn.content, expected);
      own.finish();
    }
    assert.deepEqual(
      (await Promise.all(answers)).map(({ answerTo }) => answerTo),
      ["go", "too late", "later still"],
    );
  });

  test("interrupt: the run is aborted, what waits is given up, and the message is next", async ({
    send,
    executor,
  }) => {
    const running = send("running");
    const run = await executor.next();
    const waiting = send("waiting");
    const urgent = send("urgent", { mode: "interrupt" });
    assert.ok(run.turn.signal.aborted);
    await rejectsWith(waiting, "interrupted");
    assert.equal(executor.runs.length, 1, "it waits until the run has ended");
    run.finish();
    assert.deepEqual(await running, { answerTo: "running" });
    (await executor.next()).finish();
    assert.deepEqual(await urgent, { answerTo: "urgent" });
  });
}

function describeRefusals(test: WithQueue): void {
  test("takes a message id once per session and route, also after it was answered", async ({
    send,
    executor,
  }) => {
    const once = { messageId: "m1", route: { channel: "whatsapp", to: "ann" } };
    const answer = send("hi", once);
    await rejectsWith(send("hi", once), "duplicate");
    (await executor.next()).finish();
    await answer;
    await rejectsWith(send("hi", once), "duplicate");
    const others = [
      send("hi", { ...once, route: { channel: "whatsapp", to: "bob" } }),
      send("hi", once, "session:other"),
    ];
    for (const _ of others) (await executor.next()).finish();
    await Promise.all(others);
  });

  test("a message that never ran may come again", async ({ queue, send, executor }) => {
    const busy = send("busy");
    const run = await executor.next();
    const cleared = send("again", { messageId: "m1" });
    assert.equal(await queue.clear("cli:main"), 1);
    await rejectsWith(cleared, "cleared");
    const again = send("again", { messageId: "m1" });
    run.finish();
    await busy;
    (await executor.next()).finish();
    assert.deepEqual(await again, { answerTo: "again" });
  });

  test("a turn cannot wait for a session that waits for it", async ({ send, executor }) => {
    const answers = [send("a", {}, "session:a"), send("b", {}, "session:b")];
    const [a, b] = [await executor.next(), await executor.next()];
    await rejectsWith(send("self", { parent: a.turn.id }, "session:a"), "would_deadlock");
    answers.push(send("from a", { parent: a.turn.id }, "session:b"));
    await rejectsWith(send("from b", { parent: b.turn.id }, "session:a"), "would_deadlock");
    b.finish();
    (await executor.next()).finish();
    a.finish();
    await Promise.all(answers);
  });
}

function describeEnds(test: WithQueue): void {
  test("a sender can withdraw a message that waits", async ({ send, executor }) => {
    const answer = send("running");
    const run = await executor.next();
    const sender = new AbortController();
    const withdrawn = send("never mind", { signal: sender.signal });
    sender.abort();
    await rejectsWith(withdrawn, "aborted");
    await rejectsWith(send("late", { signal: sender.signal }), "aborted");
    run.finish();
    await answer;
    assert.deepEqual(executor.contents, ["running"]);
  });

  test("a sender can abort the run of its message", async ({ send, executor }) => {
    const sender = new AbortController();
    const answer = send("long", { signal: sender.signal });
    const { turn, finish } = await executor.next();
    sender.abort();
    assert.ok(turn.signal.aborted);
    assert.ok(QueueError.isInstance(turn.signal.reason));
    finish();
    assert.deepEqual(await answer, { answerTo: "long" }, "the run's own end is the result");
  });

  test("aborting a session ends its run and lets the next one begin", async ({
    queue,
    send,
    executor,
  }) => {
    assert.equal(await queue.abort("cli:main"), false);
    const answers = [send("first"), send("second")];
    const run = await executor.next();
    assert.equal(await queue.abort("cli:main"), true);
    assert.ok(run.turn.signal.aborted);
    run.finish();
    const next = await executor.next();
    assert.equal(next.turn.signal.aborted, false);
    next.finish();
    await Promise.all(answers);
  });

  test("what comes after a clear during a run is run once", async ({ queue, send, executor }) => {
    const first = send("first");
    const run = await executor.next();
    const cleared = send("cleared");
    await queue.clear("cli:main");
    await rejectsWith(cleared, "cleared");
    const second = send("second");
    run.finish();
    await first;
    (await executor.next()).finish();
    await second;
    assert.deepEqual(executor.contents, ["first", "second"]);
  });

  test("drain takes nothing new and resolves when all has settled", async ({
    queue,
    send,
    executor,
  }) => {
    const answers = [send("first"), send("second")];
    const drained = queue.drain();
    await rejectsWith(send("too late"), "draining");
    (await executor.next()).finish();
    (await executor.next()).finish();
    await drained;
    assert.equal((await Promise.all(answers)).length, 2);
    assert.deepEqual(await queue.status(), []);
  });

  test("close gives up what waits and aborts what runs", async ({ queue, send, executor }) => {
    const running = send("running");
    const run = await executor.next();
    const waiting = send("waiting");
    const [status] = await queue.status();
    assert.equal(status?.sessionKey, "cli:main");
    assert.equal(status?.waiting, 1);
    assert.equal(status?.running?.turnId, run.turn.id);
    const closed = queue.close();
    await rejectsWith(waiting, "closed");
    await rejectsWith(send("too late"), "closed");
    assert.ok(run.turn.signal.aborted);
    run.fail(run.turn.signal.reason);
    await closed;
    await rejectsWith(running, "closed");
    await queue.close();
  });
}

async function rejectsWith(promise: Promise<unknown>, code: QueueErrorCode): Promise<void> {
  await assert.rejects(promise, (cause) => {
    assert.ok(QueueError.isInstance(cause), `a QueueError, not ${String(cause)}`);
    assert.equal(cause.code, code);
    return true;
  });
}
