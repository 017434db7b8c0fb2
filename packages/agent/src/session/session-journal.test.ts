import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { seededDraw } from "../../test/crash/seeded-draw.ts";
import { slowEntryLog } from "../../test/slow-entry-log.ts";
import { assistant, user } from "../testing/messages.ts";
import type { EntryLog, LogPosition } from "./entry-log.ts";
import { memoryEntryLog, memoryLogStorage } from "./memory-entry-log.ts";
import { SessionChanged, SessionError } from "./session-error.ts";
import { ArgentSessionManager } from "./session-manager.ts";

/** A log whose appends wait until they are let through, or fail. */
function slowLog(log: EntryLog) {
  const batches: string[][] = [];
  const waiting: { proceed: () => void; fail: (systemCode: string) => void }[] = [];
  const slow: EntryLog = {
    ...log,
    async append(lines, at) {
      batches.push([...lines]);
      await new Promise<void>((resolve, reject) => {
        waiting.push({
          proceed: resolve,
          fail: (systemCode) =>
            reject(new SessionError("write_failed", "The disk is full.", { systemCode })),
        });
        arrived();
      });
      return log.append(lines, at);
    },
  };
  let arrived = () => {};
  /** The next append, when it has come. */
  async function next() {
    if (waiting.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
    const [first] = waiting.splice(0, 1);
    if (!first) throw new Error("no append");
    return first;
  }
  return { log: slow, batches, next };
}

/** A session with one entry, over a log that can be held up. */
async function slowSession() {
  const storage = memoryLogStorage();
  const slow = slowLog(memoryEntryLog(storage));
  const session = await ArgentSessionManager.create("/p", { log: slow.log });
  const first = session.appendMessage(user("first"));
  (await slow.next()).proceed();
  return { storage, slow, session, first: await first };
}

function idsOf(session: ArgentSessionManager): string[] {
  return session.getEntries().map(({ id }) => id);
}

test("what is asked for while a write is under way goes out in the next one", async () => {
  const { slow, session, first } = await slowSession();
  const second = session.appendMessage(user("second"));
  const write = await slow.next();
  const rest = Promise.all([1, 2, 3].map((n) => session.appendMessage(user(`${n}`))));
  write.proceed();
  await second;
  (await slow.next()).proceed();
  expect(slow.batches.map(({ length }) => length)).toEqual([2, 1, 3]);
  const expected = [first, await second, ...(await rest)];
  expect(idsOf(session)).toEqual(expected);
});

test("a write that fails takes back everything that was to hang on it", async () => {
  const { slow, session, first } = await slowSession();
  const second = session.appendMessage(user("second"));
  const write = await slow.next();
  const third = session.appendMessage(assistant("third"));
  const label = session.setLabel(first, "label");
  write.fail("ENOSPC");
  for (const append of [second, third, label]) {
    await expect(append).rejects.toMatchObject({ code: "write_failed", systemCode: "ENOSPC" });
  }
  expect(idsOf(session)).toEqual([first]);
  expect(session.getLeafId()).toBe(first);
  expect(session.getLabel(first)).toBeUndefined();
  const fourth = session.appendMessage(user("fourth"));
  (await slow.next()).proceed();
  expect(session.getEntry(await fourth)).toMatchObject({ parentId: first });
});

test("a move that cannot be written is not made", async () => {
  const { slow, session, first } = await slowSession();
  const moved = session.resetLeaf();
  (await slow.next()).fail("EIO");
  await expect(moved).rejects.toMatchObject({ code: "write_failed" });
  expect(session.getLeafId()).toBe(first);
});

test("close waits for what was asked for", async () => {
  const { slow, session, first } = await slowSession();
  const second = session.appendMessage(user("second"));
  const closed = session.close();
  (await slow.next()).proceed();
  await closed;
  expect(idsOf(session)).toEqual([first, await second]);
});

test("whoever closes a session that is being closed waits, too", async () => {
  const { slow, session } = await slowSession();
  const second = session.appendMessage(user("second"));
  const write = await slow.next();
  const closed = [session.close(), session.close()];
  const isClosed = Promise.race(closed).then(() => true);
  expect(await Promise.race([isClosed, nextTurn(false)])).toBe(false);
  write.proceed();
  await Promise.all([second, ...closed]);
});

/** Appends as somebody who knows no leases, as Pi does. */
async function appendForeign(
  storage: ReturnType<typeof memoryLogStorage>,
  ...lines: object[]
): Promise<void> {
  const { holder } = storage;
  storage.holder = undefined;
  const log = memoryEntryLog(storage);
  await log.acquire();
  await log.append(
    lines.map((line) => JSON.stringify(line)),
    await log.end(),
  );
  storage.holder = holder;
}

function foreign(id: string, parentId: string | null, message = user(id)) {
  return { type: "message", id, parentId, timestamp: "2026-01-01T00:00:00.000Z", message };
}

async function sharedSession() {
  const storage = memoryLogStorage();
  const session = await ArgentSessionManager.create("/p", { log: memoryEntryLog(storage) });
  const first = await session.appendMessage(user("first"));
  return { storage, session, first };
}

async function failureOf(promise: Promise<unknown>): Promise<SessionChanged> {
  const cause = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (cause instanceof SessionChanged) return cause;
  throw new Error(`SessionChanged was expected, not ${cause}`);
}

test("what others appended is kept and told before anything is appended", async () => {
  const { storage, session, first } = await sharedSession();
  await appendForeign(storage, foreign("f1", first), foreign("f2", "f1"));
  const [one, two] = [session.appendMessage(user("mine")), session.appendMessage(user("too"))];
  const change = await failureOf(one);
  expect(change).toMatchObject({ code: "session_changed", reason: "appended", leafId: "f2" });
  expect(change.entries.map(({ id }) => id)).toEqual(["f1", "f2"]);
  expect(await failureOf(two)).toBe(change);
  expect(idsOf(session)).toEqual([first, "f1", "f2"]);
  expect(session.getLeafId()).toBe(first);
  const mine = await session.appendMessage(user("again"));
  expect(session.getChildren(first).map(({ id }) => id)).toEqual(["f1", mine]);
  const reader = await ArgentSessionManager.open(memoryEntryLog(storage), { readOnly: true });
  expect(reader.getLeafId()).toBe(mine);
  expect(idsOf(reader)).toEqual([first, "f1", "f2", mine]);
});

test("the caller can go on from what others appended", async () => {
  const { storage, session, first } = await sharedSession();
  await appendForeign(storage, foreign("f1", first));
  const { leafId } = await failureOf(session.appendMessage(user("mine")));
  await session.branch(leafId ?? "");
  const mine = await session.appendMessage(user("mine"));
  expect(session.getBranch().map(({ id }) => id)).toEqual([first, "f1", mine]);
});

test("staying where we are is written down when others have moved on", async () => {
  const { storage, session, first } = await sharedSession();
  await appendForeign(storage, foreign("f1", first));
  await failureOf(session.appendMessage(user("mine")));
  await session.branch(first);
  const reader = await ArgentSessionManager.open(memoryEntryLog(storage), { readOnly: true });
  expect(reader.getLeafId()).toBe(first);
});

/** A log that cannot be read as often as is said. */
function unreadableLog(log: EntryLog) {
  const unreadable = { ...log, failures: 0, fails: "" };
  const read = <Chunk>(name: string, chunks: AsyncIterable<Chunk>) =>
    (async function* () {
      if (unreadable.fails === name && unreadable.failures-- > 0)
        throw new SessionError("read_failed", "The disk is broken.");
      yield* chunks;
    })();
  unreadable.readForward = (from) => read(from?.offset ? "tail" : "all", log.readForward(from));
  return unreadable;
}

test("what others appended is not lost when what they refer to cannot be read at once", async () => {
  const { storage, session, first } = await sharedSession();
  await session.appendMessage(user("long ".repeat(300_000)));
  const kept = await session.appendMessage(user("kept"));
  await session.appendCompaction("So far.", kept, 1);
  await session.close();
  const log = unreadableLog(memoryEntryLog(storage));
  const again = await ArgentSessionManager.open(log);
  expect(again.isLoaded).toBe(false);
  await appendForeign(storage, foreign("f1", kept), foreign("f2", first), foreign("f3", "f2"));
  Object.assign(log, { failures: 1, fails: "all" });
  const mine = () => again.appendMessage(user("mine"));
  await expect(mine()).rejects.toMatchObject({ code: "read_failed" });
  expect(await failureOf(mine())).toMatchObject({ entries: [{ id: "f2" }, { id: "f3" }] });
  expect(again.getBranch("f3").map(({ id }) => id)).toEqual([first, "f2", "f3"]);
  expect(idsOf(again)).toContain("f1");
});

test("a lease is given back when what was written until then cannot be read", async () => {
  const { storage, session } = await sharedSession();
  const log = unreadableLog(memoryEntryLog(storage));
  const reader = await ArgentSessionManager.open(log);
  await session.appendMessage(user("second"));
  await session.close();
  Object.assign(log, { failures: 1, fails: "tail" });
  const refreshed = reader.refresh();
  const taken = reader.takeOver();
  await expect(refreshed).rejects.toMatchObject({ code: "read_failed" });
  await expect(taken).rejects.toMatchObject({ code: "read_failed" });
  expect(storage.holder).toBeUndefined();
  await reader.takeOver();
  expect(idsOf(reader)).toHaveLength(2);
});

test.each(Array.from({ length: 20 }, (_, seed) => seed))(
  "what came while the lease was asked for is read once, however often it is looked for (%i)",
  async (seed) => {
    const { storage, session, first } = await sharedSession();
    const draw = seededDraw(seed);
    const log = slowEntryLog(memoryEntryLog(storage), { turns: () => draw(9) });
    const reader = await ArgentSessionManager.open(log);
    await session.close();
    const { acquire } = log;
    log.acquire = async () => {
      const outcome = await acquire();
      await appendForeign(storage, foreign("f1", first), foreign("f2", "f1"));
      return outcome;
    };
    let isTaken = false;
    const taken = reader.takeOver().then(() => {
      isTaken = true;
    });
    const refreshes: Promise<unknown>[] = [];
    while (!isTaken) {
      refreshes.push(reader.refresh());
      await nextTurn();
    }
    await Promise.all([taken, ...refreshes]);
    expect(idsOf(reader)).toEqual([first, "f1", "f2"]);
    await reader.appendMessage(user("mine"));
    expect(reader.getBranch()).toHaveLength(4);
  },
);

/** A session of several lines, the last of which alone is read when it is opened. */
async function longFile(path: string, words: string): Promise<void> {
  const session = await ArgentSessionManager.create("/p", { path, id: "s" });
  for (const text of [words, words.repeat(300_000), "kept"])
    await session.appendMessage(user(text));
  await session.appendCompaction(words, session.getLeafId() ?? "", 1);
  await session.close();
}

test("the rest of a session is not read from a file that was put in its place", async () => {
  const folder = await mkdtemp(join(tmpdir(), "argent-session-"));
  const [path, other] = [join(folder, "a.jsonl"), join(folder, "b.jsonl")];
  await longFile(path, "here");
  await longFile(other, "there");
  const session = await ArgentSessionManager.open(path);
  expect(session.isLoaded).toBe(false);
  await rename(other, path);
  await expect(session.load()).rejects.toMatchObject({ code: "session_changed" });
  expect(await failureOf(session.appendMessage(user("mine")))).toMatchObject({
    reason: "replaced",
  });
  await session.load();
  expect(JSON.stringify(session.getEntries())).not.toContain("here ");
  expect(session.getBranch()).toHaveLength(4);
  await session.close();
  await rm(folder, { recursive: true });
});

test("foreign lines that are no entries change nothing", async () => {
  const { storage, session, first } = await sharedSession();
  await appendForeign(storage, { some: "thing" });
  const second = await session.appendMessage(user("second"));
  expect(idsOf(session)).toEqual([first, second]);
  expect(session.warnings).toMatchObject([{ code: "damaged_line" }]);
});

test("lines that came between the look and the write are found before the next append", async () => {
  const storage = memoryLogStorage();
  const log = memoryEntryLog(storage);
  let hasForeign = false;
  const overtaken: EntryLog = {
    ...log,
    async append(lines, at) {
      if (!at || hasForeign) return log.append(lines, at);
      hasForeign = true;
      await appendForeign(storage, foreign("f1", null));
      await log.append(lines, await log.end());
      const length = Buffer.byteLength(`${lines.join("\n")}\n`);
      return { status: "appended", end: { ...at, offset: at.offset + length } };
    },
  };
  const session = await ArgentSessionManager.create("/p", { log: overtaken });
  const first = await session.appendMessage(user("first"));
  const second = await session.appendMessage(user("second"));
  const change = await failureOf(session.appendMessage(user("third")));
  expect(change).toMatchObject({ leafId: second, entries: [{ id: "f1" }] });
  const third = await session.appendMessage(user("third"));
  expect(session.getBranch().map(({ id }) => id)).toEqual([first, second, third]);
  expect(idsOf(session).toSorted()).toEqual([first, second, third, "f1"].toSorted());
});

test("a log that was replaced by a longer past of the same session is read again", async () => {
  const { storage, session, first } = await sharedSession();
  storage.identity = "another";
  const change = await failureOf(session.appendMessage(user("mine")));
  expect(change).toMatchObject({ reason: "replaced", leafId: first });
  await session.appendMessage(user("mine"));
  expect(session.getEntries()).toHaveLength(2);
});

test("a log that was emptied is left alone, and what is loaded can be saved elsewhere", async () => {
  const { storage, session, first } = await sharedSession();
  storage.chunks = [];
  await expect(session.appendMessage(user("mine"))).rejects.toMatchObject({
    code: "session_changed",
  });
  expect(storage.chunks).toEqual([]);
  await session.createBranchedSession(first, { log: memoryEntryLog() });
  await session.appendMessage(user("mine"));
});

test("a log that holds another session now is left alone", async () => {
  const { storage, session } = await sharedSession();
  const other = await ArgentSessionManager.create("/p", { log: memoryEntryLog() });
  await other.appendMessage(user("other"));
  storage.identity = "another";
  const header = { ...session.getHeader(), id: "another" };
  const bytes = Buffer.from(`${JSON.stringify(header)}\n`);
  storage.chunks = [{ start: 0, end: bytes.length, bytes }];
  for (let attempt = 0; attempt < 2; attempt++) {
    await expect(session.appendMessage(user("mine"))).rejects.toMatchObject({
      code: "session_changed",
    });
  }
  expect(storage.chunks).toHaveLength(1);
});

test("a log that was removed is told, and what is loaded can be saved elsewhere", async () => {
  const { storage, session, first } = await sharedSession();
  storage.chunks = undefined;
  expect(await failureOf(session.appendMessage(user("mine")))).toMatchObject({ reason: "removed" });
  const target = memoryLogStorage();
  await session.createBranchedSession(first, { log: memoryEntryLog(target) });
  await session.appendMessage(user("mine"));
  expect(target.chunks).toBeDefined();
  expect(session.getBranch()).toHaveLength(2);
});

test("the end of the log is where the next append expects it", async () => {
  const positions: (LogPosition | undefined)[] = [];
  const log = memoryEntryLog();
  const watched: EntryLog = {
    ...log,
    append(lines, at) {
      positions.push(at);
      return log.append(lines, at);
    },
  };
  const session = await ArgentSessionManager.create("/p", { log: watched });
  await session.appendMessage(user("one"));
  const end = await log.end();
  await session.appendMessage(user("two"));
  expect(positions).toEqual([undefined, end]);
});
