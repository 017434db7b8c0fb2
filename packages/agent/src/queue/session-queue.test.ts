import { getEventListeners } from "node:events";
import { manualClock } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { ManualExecutor, type ManualResult } from "./manual-executor.ts";
import type { EnqueueOptions } from "./run-queue.ts";
import { describeRunQueue } from "./run-queue-suite.ts";
import { SessionQueue, type SessionQueueOptions } from "./session-queue.ts";

describeRunQueue("session queue", (execute) => new SessionQueue({ execute }), { describe, test });

function setUp(options: Partial<SessionQueueOptions<ManualResult>> = {}) {
  const clock = manualClock(1_000);
  const executor = new ManualExecutor();
  const queue = new SessionQueue<ManualResult>({ execute: executor.execute, clock, ...options });
  const send = (content: string, options?: EnqueueOptions, sessionKey = "s") =>
    queue.enqueue(sessionKey, content, "user", {}, options);
  return { clock, executor, queue, send };
}

test("a plain enqueue needs nothing but a session and a text", async () => {
  const { queue, executor } = setUp();
  const answer = queue.enqueue("cli:main", "Hello!");
  (await executor.next()).finish();
  expect(await answer).toEqual({ answerTo: "Hello!" });
});

test("a sender that does not wait leaves no unhandled rejection", async () => {
  const { queue, clock } = setUp({ execute: () => Promise.reject(new Error("boom")) });
  void queue.enqueue("s", "x").then(undefined, () => {});
  queue.enqueue("s", "y").catch(() => {});
  void queue.enqueue("s", "z"); // vitest fails the file if this one is unhandled
  await clock.advance(0);
  expect(await queue.status()).toEqual([]);
});

test("an executor that throws at once is a failure of its message", async () => {
  const { queue } = setUp({
    execute: () => {
      throw new Error("no executor");
    },
  });
  await expect(queue.enqueue("s", "x")).rejects.toThrow("no executor");
});

test("10,000 messages in one tick have ids of their own and run in order", async () => {
  const seen: string[] = [];
  const ids = new Set<string>();
  const { queue } = setUp({
    execute: async (turn) => {
      seen.push(turn.content);
      for (const { id } of turn.messages) ids.add(id);
      return { answerTo: turn.content };
    },
  });
  const contents = Array.from({ length: 10_000 }, (_, index) => String(index));
  await Promise.all(contents.map((content) => queue.enqueue("s", content)));
  expect(seen).toEqual(contents);
  expect(ids.size).toBe(10_000);
  expect(await queue.status()).toEqual([]);
});

test("10,000 sessions leave nothing behind", async () => {
  const { queue } = setUp({ execute: async ({ content }) => ({ answerTo: content }) });
  await Promise.all(Array.from({ length: 10_000 }, (_, index) => queue.enqueue(`s${index}`, "x")));
  expect(await queue.status()).toEqual([]);
  await queue.drain();
});

describe("the global lane", () => {
  test("bounds how many turns work at a time, and serves the sessions in turn", async () => {
    const { clock, executor, send } = setUp({ maxConcurrent: 2 });
    for (const content of ["1", "2"]) {
      for (const session of ["a", "b", "c"]) void send(`${session}${content}`, {}, session);
    }
    for (let ended = 0; ended < 6; ended++) {
      await clock.advance(0);
      expect(executor.runs.length).toBe(Math.min(ended + 2, 6));
      executor.runs[ended]?.finish();
    }
    expect(executor.contents).toEqual(["a1", "b1", "c1", "a2", "b2", "c2"]);
  });

  test("a session that waits for itself holds no slot", async () => {
    const { executor, send } = setUp({ maxConcurrent: 2 });
    for (const content of ["1", "2", "3"]) void send(content, {}, "busy");
    await executor.next();
    const other = send("other", {}, "other");
    (await executor.next()).finish();
    expect(await other).toEqual({ answerTo: "other" });
  });

  test("a turn that waits for a sub-agent lends its slot, so that one slot is enough", async () => {
    const { clock, executor, queue, send } = setUp({ maxConcurrent: 1 });
    const parent = send("parent", {}, "main");
    const waiting = send("waiting", {}, "other");
    const { turn, finish } = await executor.next();
    const child = send("child", { parent: turn.id }, "main:subagent:1");
    const other = await executor.next();
    expect(other.turn.content).toBe("waiting");
    other.finish();
    const nested = await executor.next();
    const grandchild = send("grandchild", { parent: nested.turn.id }, "main:subagent:2");
    (await executor.next()).finish();
    await grandchild;
    const last = send("last", {}, "last");
    await clock.advance(0);
    expect(executor.contents).not.toContain("last");
    nested.finish();
    await child;
    await clock.advance(0);
    expect(executor.contents, "the parent has its slot again").not.toContain("last");
    finish();
    await Promise.all([parent, waiting]);
    (await executor.next()).finish();
    await last;
    expect(await queue.status()).toEqual([]);
  });

  test("a turn that ends before its sub-agent leaves the slots right", async () => {
    const { clock, executor, send } = setUp({ maxConcurrent: 1 });
    const parent = send("parent", {}, "main");
    const { turn, finish } = await executor.next();
    const child = send("child", { parent: turn.id }, "child");
    const nested = await executor.next();
    finish();
    await parent;
    const next = send("next", {}, "main");
    await clock.advance(0);
    expect(executor.runs.length).toBe(2);
    nested.finish();
    await child;
    (await executor.next()).finish();
    await next;
    void send("a", {}, "a");
    void send("b", {}, "b");
    await clock.advance(0);
    expect(executor.runs.length, "one slot, not two").toBe(4);
  });

  test("a limit that lets nothing run is refused", () => {
    expect(() => setUp({ maxConcurrent: 0 })).toThrow(/maxConcurrent is 0.*at least 1/);
  });
});

describe("a run that hangs", () => {
  const limits = { timeoutMs: 60_000, abortGraceMs: 5_000 };

  test("is aborted after its silence, and let go after the grace; the next one runs", async () => {
    const { clock, executor, send } = setUp(limits);
    const stuck = send("stuck");
    const rest = ["1", "2", "3"].map((content) => send(content));
    const run = await executor.next();
    await clock.advance(60_000);
    expect(run.turn.signal.aborted).toBe(true);
    expect(run.turn.signal.reason).toMatchObject({ code: "timeout", sessionKey: "s" });
    expect(executor.runs.length).toBe(1);
    await clock.advance(5_000);
    await expect(stuck).rejects.toMatchObject({ code: "timeout" });
    for (const content of ["1", "2", "3"]) {
      const next = await executor.next();
      expect(next.turn.content).toBe(content);
      next.finish();
    }
    expect((await Promise.all(rest)).length).toBe(3);
    expect(clock.pending).toBe(0);
  });

  test("has no effect when it ends late", async () => {
    const { clock, executor, send, queue } = setUp(limits);
    const stuck = send("stuck");
    const late = await executor.next();
    let consume = () => {};
    late.turn.acceptSteering((_, consumed) => {
      consume = consumed;
      return () => false;
    });
    const between = send("between");
    const steered = send("steered", { mode: "steer" });
    await clock.advance(65_000);
    await expect(stuck).rejects.toMatchObject({ code: "timeout" });
    const next = await executor.next();
    consume();
    late.finish();
    await clock.advance(0);
    expect(queue.statusOf("s").running?.turnId, "the next turn still runs").toBe(next.turn.id);
    next.finish();
    (await executor.next()).finish();
    expect(await between).toEqual({ answerTo: "between" });
    expect(await steered).toEqual({ answerTo: "steered" });
  });

  test("is not cut while it shows signs of life", async () => {
    const { clock, executor, send } = setUp(limits);
    const long = send("long");
    const { turn, finish } = await executor.next();
    for (let step = 0; step < 10; step++) {
      await clock.advance(50_000);
      turn.progress();
    }
    expect(turn.signal.aborted).toBe(false);
    finish();
    expect(await long).toEqual({ answerTo: "long" });
  });

  test("its own end within the grace is the result", async () => {
    const { clock, executor, send } = setUp(limits);
    const slow = send("slow");
    const run = await executor.next();
    await clock.advance(61_000);
    run.finish();
    expect(await slow).toEqual({ answerTo: "slow" });
  });

  test("an interruption waits for it only as long as the grace", async () => {
    const { clock, executor, send } = setUp(limits);
    const stuck = send("stuck");
    await executor.next();
    const urgent = send("urgent", { mode: "interrupt" });
    await clock.advance(5_000);
    await expect(stuck).rejects.toMatchObject({ code: "interrupted" });
    (await executor.next()).finish();
    await urgent;
  });

  test("does not keep close waiting longer than the grace", async () => {
    const { clock, executor, queue, send } = setUp(limits);
    const stuck = send("stuck");
    await executor.next();
    const closed = queue.close();
    await clock.advance(5_000);
    await closed;
    await expect(stuck).rejects.toMatchObject({ code: "closed" });
  });
});

describe("debounce", () => {
  const settings = { mode: "collect", debounceMs: 1_000 } as const;

  test("a turn begins when no more messages come", async () => {
    const { clock, executor, send } = setUp({ settings });
    void send("a");
    await clock.advance(900);
    void send("b");
    await clock.advance(999);
    expect(executor.runs).toEqual([]);
    await clock.advance(1);
    expect(executor.contents).toEqual(["a\n\nb"]);
    expect(executor.runs[0]?.turn.waitedMs).toBe(1_900);
  });

  test("steady traffic cannot hold a turn back for ever", async () => {
    const { clock, executor, send } = setUp({ settings });
    for (let index = 0; index < 10; index++) {
      void send(String(index));
      await clock.advance(900);
    }
    expect(executor.runs.length).toBe(1);
    expect(executor.runs[0]?.turn.waitedMs).toBe(5_000);
  });

  test("a batch that nothing can join any more begins at once", async () => {
    const { clock, executor, send } = setUp({ settings });
    void send("a");
    void send("b", { mode: "followup" });
    await clock.advance(0);
    expect(executor.contents).toEqual(["a"]);
  });

  test("a withdrawn message takes its timer along", async () => {
    const { clock, queue, send } = setUp({ settings });
    const sender = new AbortController();
    const withdrawn = send("a", { signal: sender.signal });
    sender.abort();
    await expect(withdrawn).rejects.toMatchObject({ code: "aborted" });
    expect(clock.pending).toBe(0);
    expect(await queue.status()).toEqual([]);
  });

  test("settings are per session and per message", async () => {
    const { clock, executor, send } = setUp({
      settings: (key) => (key === "chat" ? settings : {}),
    });
    void send("chat", {}, "chat");
    void send("cli", {}, "cli");
    void send("at once", { mode: "followup" }, "other");
    await clock.advance(0);
    expect(executor.contents).toEqual(["cli", "at once"]);
  });
});

test("a redelivery is a duplicate for twenty minutes", async () => {
  const { clock, send } = setUp({ execute: async ({ content }) => ({ answerTo: content }) });
  await send("hi", { messageId: "m" });
  await clock.advance(20 * 60_000 - 1);
  await expect(send("hi", { messageId: "m" })).rejects.toMatchObject({ code: "duplicate" });
  await clock.advance(1);
  expect(await send("hi", { messageId: "m" })).toEqual({ answerTo: "hi" });
});

test("a signal that outlives its messages keeps nothing of them", async () => {
  const { send } = setUp({ execute: async ({ content }) => ({ answerTo: content }) });
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: 100 }, (_, index) => send(String(index), { signal })));
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("ids and routes that look alike when joined are told apart", async () => {
  const { send } = setUp({ execute: async ({ content }) => ({ answerTo: content }) });
  const routes = [
    { channel: "a", to: "b|c" },
    { channel: "a|b", to: "c" },
    { channel: "a", account: "b", to: "c" },
    { channel: "a", to: "b", thread: "c" },
  ];
  for (const route of routes) await send("hi", { messageId: "m", route });
  await send("hi", { messageId: "m" });
});

test("system messages are not merged with what people write", async () => {
  const { clock, executor, queue } = setUp({ settings: { mode: "collect" } });
  for (const role of ["user", "user", "system", "user"] as const) {
    void queue.enqueue("s", role, role);
  }
  for (let index = 0; index < 4; index++) {
    await clock.advance(0);
    executor.runs[index]?.finish();
  }
  expect(executor.runs.map(({ turn }) => [turn.role, turn.messages.length])).toEqual([
    ["user", 1], // the session was idle
    ["user", 1],
    ["system", 1],
    ["user", 1],
  ]);
});
