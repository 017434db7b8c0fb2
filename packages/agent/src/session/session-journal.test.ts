import { expect, test } from "vitest";
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
