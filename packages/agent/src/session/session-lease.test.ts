import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "@argent/ai";
import { manualClock } from "@argent/ai/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { assistant, user } from "../testing/messages.ts";
import type { SessionEntry } from "./entry.ts";
import { ArgentSessionManager } from "./session-manager.ts";

let folder: string;
let path: string;
let sessions: ArgentSessionManager[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-session-"));
  path = join(folder, "session.jsonl");
  sessions = [];
});

afterEach(async () => {
  for (const session of sessions) await session.close();
  await rm(folder, { recursive: true });
});

async function opened(clock: Clock = manualClock(Date.now())): Promise<ArgentSessionManager> {
  const session = await ArgentSessionManager.open(path, { clock });
  sessions.push(session);
  return session;
}

/** Two who open a session of one entry. */
async function two(clock?: Clock) {
  const writer = await opened();
  const first = await writer.appendMessage(user("first"));
  return { writer, first, reader: await opened(clock) };
}

const later = () => manualClock(Date.now() + 120_000);

test("a second opener reads, and is told who writes", async () => {
  const { reader, first } = await two();
  expect(reader.readOnly).toBe(true);
  expect(reader.leaseHolder).toMatchObject({ pid: process.pid });
  expect(reader.getLeafId()).toBe(first);
  expect(reader.getEntries()).toHaveLength(1);
  for (const attempt of [
    reader.appendMessage(user("no")),
    reader.branch(first),
    reader.resetLeaf(),
    reader.setLabel(first, "no"),
  ]) {
    await expect(attempt).rejects.toMatchObject({
      code: "read_only",
      holder: { pid: process.pid },
    });
  }
});

test("a reader follows the writer, also to another branch", async () => {
  const { writer, reader, first } = await two();
  expect(await reader.refresh()).toEqual([]);
  const second = await writer.appendMessage(assistant("second"));
  expect((await reader.refresh()).map(({ id }) => id)).toEqual([second]);
  expect(reader.getLeafId()).toBe(second);
  await writer.branch(first);
  await reader.refresh();
  expect(reader.getLeafId()).toBe(first);
});

test("a reader does not take half a line for a whole one", async () => {
  const { reader, first } = await two();
  const line = JSON.stringify({
    type: "message",
    id: "slow",
    parentId: first,
    timestamp: "",
    message: user("slowly written"),
  });
  await writeFile(path, line.slice(0, 60), { flag: "a" });
  expect(await reader.refresh()).toEqual([]);
  const latecomer = await opened();
  expect(latecomer.getEntries()).toHaveLength(1);
  await writeFile(path, `${line.slice(60)}\n`, { flag: "a" });
  for (const each of [reader, latecomer]) {
    expect((await each.refresh()).map(({ id }) => id)).toEqual(["slow"]);
    expect(await each.refresh()).toEqual([]);
  }
  expect(reader.warnings).toEqual([]);
});

test("a reader can watch, and leaving the loop ends it", async () => {
  const clock = manualClock(Date.now());
  const { writer, reader } = await two(clock);
  const seen: SessionEntry[] = [];
  const watching = (async () => {
    for await (const entries of reader.watch(new AbortController().signal)) {
      seen.push(...entries);
      if (seen.length === 3) break;
    }
  })();
  for (const text of ["a", "b", "c"]) {
    await writer.appendMessage(user(text));
    const count = seen.length;
    while (seen.length === count) await clock.advance(200);
    expect(seen.at(-1)).toMatchObject({ message: user(text) });
  }
  await watching;
  expect(clock.pending).toBe(0);
});

test("a reader that watches half a line waits for the rest of it", async () => {
  const clock = manualClock(Date.now());
  const { reader } = await two(clock);
  await writeFile(path, '{"type":"message","id":"half', { flag: "a" });
  const abort = new AbortController();
  const next = reader.watch(abort.signal).next();
  while (clock.pending === 0) await clock.advance(0);
  await clock.advance(1000);
  expect(clock.pending).toBe(1);
  abort.abort();
  expect(await next).toEqual({ done: true, value: undefined });
});

test("watching ends with its signal", async () => {
  const { reader } = await two();
  const abort = new AbortController();
  const ended = (async () => {
    for await (const _ of reader.watch(abort.signal));
  })();
  abort.abort();
  await ended;
});

test("who waits for the lease gets it when the writer closes, with all that was written", async () => {
  const clock = manualClock(Date.now());
  const { writer, reader, first } = await two(clock);
  let hasLease = false;
  const waiting = reader.waitForLease().then(() => {
    hasLease = true;
  });
  const second = await writer.appendMessage(assistant("", ["call"]));
  await clock.advance(5000);
  expect(hasLease).toBe(false);
  await writer.close();
  while (!hasLease) await clock.advance(1000);
  await waiting;
  expect(reader.readOnly).toBe(false);
  expect(reader.leaseHolder).toBeUndefined();
  expect(
    reader
      .getBranch()
      .map(({ id }) => id)
      .slice(0, 2),
  ).toEqual([first, second]);
  expect(reader.getLeafEntry()).toMatchObject({ message: { toolCallId: "call", isError: true } });
  await reader.appendMessage(user("mine"));
});

test("waiting for the lease ends with its signal", async () => {
  const { reader } = await two();
  const abort = new AbortController();
  const waiting = reader.waitForLease(abort.signal);
  const reason = new Error("no time");
  abort.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  expect(reader.readOnly).toBe(true);
});

test("a writer that shows signs of life cannot be taken over", async () => {
  const { writer, reader } = await two();
  await expect(reader.takeOver()).rejects.toMatchObject({ code: "lease_held" });
  await writer.appendMessage(user("still mine"));
});

test("a silent writer can be taken over, and writes nothing when it wakes up", async () => {
  const { writer, reader, first } = await two(later());
  await reader.takeOver();
  const mine = await reader.appendMessage(user("mine"));
  await expect(writer.appendMessage(user("late"))).rejects.toMatchObject({ code: "lease_lost" });
  expect(writer.readOnly).toBe(true);
  expect(writer.getEntries().map(({ id }) => id)).toEqual([first]);
  await expect(writer.appendMessage(user("late"))).rejects.toMatchObject({ code: "read_only" });
  expect((await writer.refresh()).map(({ id }) => id)).toEqual([mine]);
  await reader.close();
  await writer.waitForLease();
  await writer.appendMessage(user("mine again"));
  expect(writer.getBranch()).toHaveLength(3);
});

test("nothing but the session is left when everybody has closed", async () => {
  const { writer, reader } = await two(later());
  await reader.takeOver();
  await writer.close();
  await reader.close();
  expect(await readdir(folder)).toEqual(["session.jsonl"]);
});

test("a session that is closed while the lease is asked for leaves no lock", async () => {
  const { writer, reader } = await two(later());
  const taken = reader.takeOver().catch(() => {});
  await reader.close();
  await taken;
  await writer.close();
  expect(await readdir(folder)).toEqual(["session.jsonl"]);
});

test("a lease that is asked for twice at once is there once", async () => {
  const { reader } = await two(later());
  await Promise.all([reader.takeOver(), reader.waitForLease(), reader.takeOver()]);
  await reader.appendMessage(user("mine"));
  expect(await readdir(folder)).toEqual(["session.jsonl", "session.jsonl.lock-2"]);
});

test("a session that is being written is not deleted", async () => {
  const { writer, reader } = await two();
  await expect(ArgentSessionManager.delete(path)).rejects.toMatchObject({ code: "lease_held" });
  await writer.close();
  await reader.close();
  await ArgentSessionManager.delete(path);
  expect(await readdir(folder)).toEqual([]);
  await expect(ArgentSessionManager.delete(path)).rejects.toMatchObject({ code: "not_found" });
});
