import { manualClock } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { ManualExecutor, type ManualResult } from "./manual-executor.ts";
import { channelQueueSettings, type DropPolicy } from "./queue-settings.ts";
import type { EnqueueOptions } from "./run-queue.ts";
import { SessionQueue } from "./session-queue.ts";

/** A session whose run goes on while the messages `1` to `count` come in. */
async function fill(drop: DropPolicy, count: number) {
  const clock = manualClock();
  const executor = new ManualExecutor();
  const queue = new SessionQueue<ManualResult>({
    execute: executor.execute,
    clock,
    settings: { cap: 3, drop },
  });
  const send = (content: string, options?: EnqueueOptions) =>
    queue.enqueue("s", content, "user", {}, options);
  void send("running");
  const run = await executor.next();
  const answers = Array.from({ length: count }, (_, index) => send(String(index + 1)));
  return { clock, executor, queue, send, run, answers };
}

test.each([
  { drop: "new", kept: ["1", "2", "3"], lost: ["4", "5"] },
  { drop: "old", kept: ["3", "4", "5"], lost: ["1", "2"] },
] as const)("$drop keeps $kept of five messages when three fit", async ({ drop, kept, lost }) => {
  const { executor, run, answers } = await fill(drop, 5);
  run.finish();
  for (const _ of kept) (await executor.next()).finish();
  const results = await Promise.allSettled(answers);
  expect(executor.contents.slice(1)).toEqual(kept);
  for (const content of lost) {
    expect(results[Number(content) - 1]).toMatchObject({
      reason: { code: "dropped", summarized: false },
    });
  }
});

test("summarize tells the next turn, and only that one, what was dropped", async () => {
  const { executor, run, answers } = await fill("summarize", 5);
  for (const answer of answers.slice(0, 2)) {
    await expect(answer).rejects.toMatchObject({ code: "dropped", summarized: true });
  }
  run.finish();
  for (const _ of [3, 4, 5]) (await executor.next()).finish();
  expect(executor.contents).toEqual([
    "running",
    "[2 earlier messages were dropped because too many were waiting. In short:]\n- 1\n- 2\n\n3",
    "4",
    "5",
  ]);
});

test("a summary that a failed turn has seen is shown again, with what came later", async () => {
  const { executor, run, send, answers } = await fill("summarize", 4);
  run.finish();
  const first = await executor.next();
  const later = ["5", "6"].map((content) => send(content));
  first.fail(new Error("no model"));
  await expect(answers[1]).rejects.toThrow("no model");
  const second = await executor.next();
  expect(second.turn.content).toContain("2 earlier messages were dropped");
  expect(second.turn.content).toContain("\n- 1\n- 3\n");
  second.finish();
  for (const _ of later) (await executor.next()).finish();
  expect(executor.contents.slice(3).join()).not.toContain("dropped");
});

test("a summary that a turn did not use, although it has a result, is shown by the next one", async () => {
  const { executor, run } = await fill("summarize", 4);
  run.finish();
  const first = await executor.next();
  first.turn.keepNote();
  first.finish();
  const second = await executor.next();
  expect(second.turn.content).toContain("1 earlier message was dropped");
  second.finish();
  const third = await executor.next();
  expect(third.turn.content).toBe("4");
  third.finish();
});

test("a cleared session forgets what it dropped", async () => {
  const { executor, queue, run, send } = await fill("summarize", 5);
  await queue.clear("s");
  const fresh = send("fresh");
  run.finish();
  (await executor.next()).finish();
  expect(await fresh).toEqual({ answerTo: "fresh" });
});

test("a summary line is one line of at most 160 characters, and there are at most 20", async () => {
  const { executor, run, send } = await fill("summarize", 0);
  for (let index = 0; index < 30; index++) void send(`🦉  line\n${"x".repeat(300)}${index}`);
  run.finish();
  const { turn } = await executor.next();
  const [note = "", ...rest] = turn.content.split("\n\n");
  const [title, ...lines] = note.split("\n");
  expect(rest.length).toBe(1);
  expect(title).toContain("27 earlier messages");
  expect(lines.length).toBe(20);
  for (const line of lines) {
    expect(line.startsWith("- 🦉 line xxx")).toBe(true);
    expect(Array.from(line).length).toBe("- ".length + 160);
    expect(line.endsWith("…")).toBe(true);
  }
});

test("what the run has been given does not count and is not dropped", async () => {
  const { executor, queue, run, send } = await fill("old", 0);
  run.turn.acceptSteering(() => () => true);
  const steered = send("steered", { mode: "steer" });
  const rest = ["1", "2", "3"].map((content) => send(content));
  expect(queue.statusOf("s").waiting).toBe(3);
  const last = send("4");
  await expect(rest[0]).rejects.toMatchObject({ code: "dropped" });
  run.finish();
  for (let index = 0; index < 4; index++) (await executor.next()).finish();
  await Promise.all([steered, last, ...rest.slice(1)]);
  expect(executor.contents).toEqual(["running", "steered", "2", "3", "4"]);
});

test("the settings for channels collect, with a cap and a summary", async () => {
  const clock = manualClock();
  const executor = new ManualExecutor();
  const queue = new SessionQueue<ManualResult>({
    execute: executor.execute,
    clock,
    settings: channelQueueSettings,
  });
  const answers = Array.from({ length: 21 }, (_, index) => queue.enqueue("s", `m${index}`));
  await expect(answers[0]).rejects.toMatchObject({ code: "dropped", summarized: true });
  await clock.advance(1_000);
  const { turn } = await executor.next();
  expect(turn.messages.length).toBe(20);
  expect(turn.content).toContain("1 earlier message was dropped");
});
