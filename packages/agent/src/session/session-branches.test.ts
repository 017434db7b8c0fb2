import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { assistant, user } from "../testing/messages.ts";
import { ArgentSessionManager } from "./session-manager.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-session-"));
  path = join(folder, "session.jsonl");
});

afterEach(() => rm(folder, { recursive: true }));

/** What Pi does: the leaf is the last line. */
async function piLeaf(): Promise<{ id: string; parentId: string | null }> {
  return JSON.parse((await readFile(path, "utf8")).trim().split("\n").at(-1) ?? "");
}

async function reopened<Value>(look: (session: ArgentSessionManager) => Value): Promise<Value> {
  const session = await ArgentSessionManager.open(path);
  const value = look(session);
  await session.close();
  return value;
}

async function threeEntries() {
  const session = await ArgentSessionManager.create("/p", { path });
  const one = await session.appendMessage(user("one"));
  const two = await session.appendMessage(assistant("two"));
  const three = await session.appendMessage(user("three"));
  return { session, one, two, three };
}

test("a position that nobody used yet survives, also for Pi", async () => {
  const { session, two } = await threeEntries();
  await session.branch(two);
  expect(session.getLeafId()).toBe(two);
  await session.close();
  expect(await reopened((again) => again.getLeafId())).toBe(two);
  expect(await piLeaf()).toMatchObject({ type: "custom", parentId: two });
});

test("going to where the log ends writes nothing", async () => {
  const { session, three } = await threeEntries();
  const before = await readFile(path, "utf8");
  await session.branch(three);
  expect(await readFile(path, "utf8")).toBe(before);
  await session.close();
});

test("the start of the session is a position, too", async () => {
  const { session, one } = await threeEntries();
  await session.resetLeaf();
  expect(session.getLeafId()).toBeNull();
  expect(session.getLeafEntry()).toBeUndefined();
  expect(session.buildSessionContext()).toEqual({
    messages: [],
    thinkingLevel: "off",
    model: null,
  });
  await session.close();
  expect(await reopened((again) => again.getLeafId())).toBeNull();
  expect(await piLeaf()).toMatchObject({ parentId: null });
  const again = await ArgentSessionManager.open(path);
  const root = await again.appendMessage(user("other"));
  expect(again.getTree().map(({ entry }) => entry.id)).toEqual([one, root]);
  await again.close();
});

test("markers are nowhere to be seen", async () => {
  const { session, one, two, three } = await threeEntries();
  await session.branch(one);
  await session.branch(two);
  expect(session.getEntries().map(({ id }) => id)).toEqual([one, two, three]);
  expect(session.getChildren(one).map(({ id }) => id)).toEqual([two]);
  expect(session.getChildren(two).map(({ id }) => id)).toEqual([three]);
  expect(session.getBranch().map(({ id }) => id)).toEqual([one, two]);
  await session.close();
});

test("an entry that Pi hangs below a marker belongs to the marker's target", async () => {
  const { session, one, two } = await threeEntries();
  await session.branch(one);
  await session.close();
  const marker = await piLeaf();
  const line = {
    type: "message",
    id: "by-pi",
    parentId: marker.id,
    timestamp: "",
    message: user("pi"),
  };
  await writeFile(path, `${JSON.stringify(line)}\n`, { flag: "a" });
  const again = await ArgentSessionManager.open(path);
  expect(again.getLeafId()).toBe("by-pi");
  expect(again.getBranch().map(({ id }) => id)).toEqual([one, "by-pi"]);
  expect(again.getChildren(one).map(({ id }) => id)).toEqual([two, "by-pi"]);
  expect(again.getEntry("by-pi")?.parentId).toBe(one);
  await again.close();
});

test("labels and names do not move the position, and leave Pi where we are", async () => {
  const { session, one, three } = await threeEntries();
  await session.setLabel(one, "start");
  await session.appendSessionInfo("name");
  expect(session.getLeafId()).toBe(three);
  expect(await piLeaf()).toMatchObject({ type: "session_info", parentId: three });
  await session.close();
  expect(await reopened((again) => again.getLeafId())).toBe(three);
});

test("state of an extension is part of its branch", async () => {
  const { session, three } = await threeEntries();
  const state = await session.appendCustomEntry("todo", ["a"]);
  expect(session.getLeafId()).toBe(state);
  expect(session.getEntry(state)?.parentId).toBe(three);
  await session.close();
});

test("an unknown entry is refused as a position", async () => {
  const { session, three } = await threeEntries();
  for (const move of [session.branch("bogus"), session.branchWithSummary("bogus", "x")]) {
    await expect(move).rejects.toMatchObject({ code: "not_found", entryId: "bogus" });
  }
  expect(session.getLeafId()).toBe(three);
  await session.close();
});

test("a move and an append that are asked for together happen in their order", async () => {
  const { session, one } = await threeEntries();
  const [, four] = await Promise.all([session.branch(one), session.appendMessage(user("four"))]);
  expect(session.getBranch().map(({ id }) => id)).toEqual([one, four]);
  await session.close();
});

test("a branch with a summary starts with it", async () => {
  const { session, one } = await threeEntries();
  const summary = await session.branchWithSummary(one, "what was tried");
  expect(session.getEntry(summary)).toMatchObject({ parentId: one, fromId: one });
  expect(session.buildSessionContext().messages).toMatchObject([
    { role: "user" },
    { role: "branchSummary", summary: "what was tried" },
  ]);
  const fromRoot = await session.branchWithSummary(null, "all of it");
  expect(session.getEntry(fromRoot)).toMatchObject({ parentId: null, fromId: "root" });
  await session.close();
});

test("a branch becomes a session of its own, with its labels and the name", async () => {
  const { session, one, two, three } = await threeEntries();
  await session.setLabel(one, "old");
  await session.setLabel(three, "end of the other");
  await session.branch(two);
  const other = await session.appendMessage(user("other"));
  await session.setLabel(one, "start");
  await session.appendSessionInfo("name");
  const before = await readFile(path, "utf8");
  const id = session.getSessionId();
  const file = await session.createBranchedSession(other);
  expect(session.getSessionFile()).toBe(file);
  expect(session.getSessionId()).not.toBe(id);
  expect(session.getHeader()).toMatchObject({ parentSession: path, cwd: "/p" });
  expect(session.getBranch().map((entry) => entry.id)).toEqual([one, two, other]);
  expect(session.getLeafId()).toBe(other);
  expect(session.getLabel(one)).toBe("start");
  expect(session.getLabel(three)).toBeUndefined();
  expect(session.getSessionName()).toBe("name");
  await session.appendMessage(user("goes on"));
  await session.close();
  expect(await readFile(path, "utf8")).toBe(before);
  const again = await ArgentSessionManager.open(file ?? "");
  expect(again.getBranch()).toHaveLength(4);
  await again.close();
});

test("a branch that Pi led through a marker and a label is a whole chain in its own session", async () => {
  const { session, one } = await threeEntries();
  await session.branch(one);
  await session.close();
  const marker = await piLeaf();
  const label = {
    type: "label",
    id: "l",
    parentId: marker.id,
    timestamp: "",
    targetId: one,
    label: "x",
  };
  const last = { type: "message", id: "m", parentId: "l", timestamp: "", message: user("pi") };
  const lines = [label, last].map((entry) => `${JSON.stringify(entry)}\n`);
  await writeFile(path, lines.join(""), { flag: "a" });
  const again = await ArgentSessionManager.open(path);
  await again.createBranchedSession("m");
  const parents = (await readFile(again.getSessionFile() ?? "", "utf8"))
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => JSON.parse(line))
    .map(({ id, parentId }) => [id, parentId]);
  expect(parents).toEqual([
    [one, null],
    ["l", one],
    ["m", "l"],
  ]);
  await again.close();
});

test("a branch in memory becomes a session in memory", async () => {
  const session = ArgentSessionManager.inMemory("/p");
  const one = await session.appendMessage(user("one"));
  await session.appendMessage(user("two"));
  expect(await session.createBranchedSession(one)).toBeUndefined();
  expect(session.getEntries()).toHaveLength(1);
  await session.appendMessage(user("three"));
  expect(session.getBranch()).toHaveLength(2);
});

test("a fork has every branch and the position, and leaves its source alone", async () => {
  const { session, one } = await threeEntries();
  await session.branch(one);
  await session.close();
  const before = await readFile(path, "utf8");
  const fork = await ArgentSessionManager.forkFrom(path, "/elsewhere", { sessionDir: folder });
  expect(fork.getEntries()).toHaveLength(3);
  expect(fork.getLeafId()).toBe(one);
  expect(fork.getHeader()).toMatchObject({ cwd: "/elsewhere", parentSession: path });
  expect(fork.getSessionId()).not.toBe(session.getSessionId());
  await fork.appendMessage(user("four"));
  await fork.close();
  expect(await readFile(path, "utf8")).toBe(before);
  const missing = ArgentSessionManager.forkFrom(join(folder, "no"), "/p", { sessionDir: folder });
  await expect(missing).rejects.toMatchObject({ code: "not_found" });
});

test("a label that Pi gives after a move keeps the move", async () => {
  const { session, one } = await threeEntries();
  await session.close();
  const timestamp = new Date(0).toISOString();
  const label = { type: "label", id: "l", parentId: one, timestamp, targetId: one, label: "x" };
  await writeFile(path, `${JSON.stringify(label)}\n`, { flag: "a" });
  expect(await reopened((again) => again.getLeafId())).toBe(one);
});
