import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { AppendQueue } from "./append-queue.ts";
import type { SessionEntry } from "./entry.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const timestamp = "2026-11-28T10:00:00.000Z";

/** A queue over a store that writes at once, or refuses the lines in `refused`. */
function queueOf({ batchLength, refused = [] }: { batchLength?: number; refused?: string[] } = {}) {
  const writes: (readonly string[])[] = [];
  const accepted: string[] = [];
  const queue = new AppendQueue({
    batchLength,
    write(lines) {
      if (lines.some((line) => refused.includes(line))) throw new Error("no room");
      writes.push(lines);
    },
    accept: (entries) => accepted.push(...entries.map(({ id }) => id)),
    refuse: () => accepted.push("refused"),
  });
  function add(line: string): Promise<string> {
    return queue.add(entry(line), line);
  }
  return { queue, writes, accepted, add };
}

function entry(id: string): SessionEntry {
  return { type: "custom", id, parentId: null, timestamp, customType: "test" };
}

test("what is asked for in one tick goes out together", async () => {
  const { writes, add } = queueOf();
  await Promise.all(["a", "b", "c"].map(add));
  await add("d");
  expect(writes).toEqual([["a", "b", "c"], ["d"]]);
});

test("no write is longer than a batch, unless a single line is", async () => {
  const { writes, accepted, add } = queueOf({ batchLength: 4 });
  const lines = ["aa", "bbb", "c", "dddddd", "e"];
  expect(await Promise.all(lines.map(add))).toEqual(lines);
  expect(accepted).toEqual(lines);
  expect(writes).toEqual([["aa"], ["bbb", "c"], ["dddddd"], ["e"]]);
});

test("what is queued behind a write that fails fails with it, and later lines go on", async () => {
  const { writes, accepted, add } = queueOf({ batchLength: 4, refused: ["bbb"] });
  const outcomes = await Promise.allSettled(["aa", "bbb", "c"].map(add));
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
  expect(accepted).toEqual(["aa", "refused"]);
  await add("d");
  expect(writes).toEqual([["aa"], ["d"]]);
});

test("lines that are written are forgotten while others keep coming", async () => {
  let write = Promise.withResolvers<void>();
  const queue = new AppendQueue({ write: () => write.promise, accept() {}, refuse() {} });
  const written: WeakRef<SessionEntry>[] = [];
  function add(): void {
    const next = entry("a");
    written.push(new WeakRef(next));
    void queue.add(next, "a");
  }
  add();
  for (let round = 0; round < 50; round++) {
    await nextTurn();
    add();
    const { resolve } = write;
    write = Promise.withResolvers();
    resolve();
  }
  await nextTurn();
  collectGarbage();
  const left = written.filter((reference) => reference.deref() !== undefined);
  expect(left.length).toBeLessThan(5);
  write.resolve();
  await queue.settled();
});

test("a queue is idle and settled when everything was written", async () => {
  const { queue, writes, add } = queueOf();
  const written = add("a");
  expect(queue.isIdle).toBe(false);
  await queue.settled();
  expect(queue.isIdle).toBe(true);
  expect(writes).toEqual([["a"]]);
  await written;
});

test("a loop that awaits one append after the other lets timers and sockets have their turn", async () => {
  const { add } = queueOf();
  let hasTurned = false;
  setImmediate(() => {
    hasTurned = true;
  });
  for (let count = 0; count < 1_000; count++) await add(`${count}`);
  expect(hasTurned).toBe(true);
});
