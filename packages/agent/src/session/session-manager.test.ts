import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { assistant, user } from "../testing/messages.ts";
import { ArgentSessionManager } from "./session-manager.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-session-"));
});

afterEach(() => rm(folder, { recursive: true }));

async function linesOf(path: string | undefined): Promise<Record<string, unknown>[]> {
  const text = await readFile(path ?? "", "utf8");
  expect(text.endsWith("\n")).toBe(true);
  return text
    .slice(0, -1)
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("a session leaves nothing behind until something is said", async () => {
  const session = await ArgentSessionManager.create("/project", { sessionDir: folder });
  await session.close();
  expect(await readdir(folder)).toEqual([]);
});

test("the header and the first entry are written at once, in Pi's format and under Pi's name", async () => {
  const clock = { now: () => Date.parse("2026-03-04T05:06:07.089Z"), after: () => () => {} };
  const session = await ArgentSessionManager.create("/project", { sessionDir: folder, clock });
  const id = await session.appendMessage(user("hello"));
  const timestamp = "2026-03-04T05:06:07.089Z";
  expect(await linesOf(session.getSessionFile())).toEqual([
    { type: "session", version: 3, id: session.getSessionId(), timestamp, cwd: "/project" },
    { type: "message", id, parentId: null, timestamp, message: user("hello") },
  ]);
  expect(basename(session.getSessionFile() ?? "")).toBe(
    `2026-03-04T05-06-07-089Z_${session.getSessionId()}.jsonl`,
  );
  await session.close();
});

test("an entry is in memory only after it is in the log", async () => {
  const session = await ArgentSessionManager.create("/project", { sessionDir: folder });
  const appended = session.appendMessage(user("hello"));
  expect(session.getEntries()).toEqual([]);
  expect(session.getLeafId()).toBeNull();
  const id = await appended;
  expect(session.getLeafId()).toBe(id);
  expect(session.getEntry(id)).toMatchObject({ type: "message", message: user("hello") });
  await session.close();
});

test("appends that are asked for together hang below each other in order", async () => {
  const session = ArgentSessionManager.inMemory("/project");
  const ids = await Promise.all(
    Array.from({ length: 500 }, (_, index) => session.appendMessage(user(`${index}`))),
  );
  expect(session.getBranch().map(({ id }) => id)).toEqual(ids);
  expect(new Set(ids).size).toBe(500);
});

test("a session that is opened again is what it was", async () => {
  const session = await ArgentSessionManager.create("/project", { sessionDir: folder });
  const first = await session.appendMessage(user("one"));
  await session.appendModelChange("anthropic", "claude-opus-4-20250514");
  await session.appendThinkingLevelChange("high");
  const fork = await session.appendMessage(assistant("two"));
  await session.appendMessage(user("three"));
  await session.branch(fork);
  await session.branchWithSummary(first, "went elsewhere", { files: ["a.ts"] }, true);
  await session.appendCustomEntry("my-extension", { count: 1 });
  await session.appendCustomMessageEntry("notice", [{ type: "text", text: "note" }], true, {
    n: 1,
  });
  await session.appendCompaction("summary", first, 1234, { kept: true });
  await session.setLabel(first, "start");
  await session.appendSessionInfo("  A\nname ");
  const seen = (manager: ArgentSessionManager) => ({
    entries: manager.getEntries(),
    tree: manager.getTree(),
    branch: manager.getBranch(),
    context: manager.buildSessionContext(),
    leaf: manager.getLeafEntry(),
    name: manager.getSessionName(),
    label: manager.getLabel(first),
    header: manager.getHeader(),
  });
  const before = structuredClone(seen(session));
  await session.close();
  const again = await ArgentSessionManager.open(session.getSessionFile() ?? "");
  expect(seen(again)).toEqual(before);
  expect(again.getSessionName()).toBe("A name");
  expect(again.getCwd()).toBe("/project");
  expect(again.warnings).toEqual([]);
  await again.close();
});

test("a label can be changed and taken away, and needs an entry", async () => {
  const session = ArgentSessionManager.inMemory();
  const id = await session.appendMessage(user("one"));
  await session.setLabel(id, "first");
  await session.appendLabelChange(id, "better");
  expect(session.getLabel(id)).toBe("better");
  expect(session.getTree()[0]).toMatchObject({ label: "better" });
  await session.setLabel(id, undefined);
  expect(session.getLabel(id)).toBeUndefined();
  await expect(session.setLabel("nobody", "x")).rejects.toMatchObject({
    code: "not_found",
    entryId: "nobody",
  });
});

test("a file that does not exist, or is empty, becomes a session with a lasting id", async () => {
  const missing = join(folder, "not", "yet", "there.jsonl");
  const empty = join(folder, "empty.jsonl");
  await writeFile(empty, "");
  for (const path of [missing, empty]) {
    const session = await ArgentSessionManager.open(path, { cwd: "/project" });
    await session.appendMessage(user("hello"));
    await session.close();
    const again = await ArgentSessionManager.open(path);
    expect(again.getSessionId()).toBe(session.getSessionId());
    expect(again.getCwd()).toBe("/project");
    expect(again.getEntries()).toHaveLength(1);
    await again.close();
  }
});

test("open can insist on a session that exists", async () => {
  const path = join(folder, "missing.jsonl");
  for (const options of [{ mustExist: true }, { readOnly: true }]) {
    await expect(ArgentSessionManager.open(path, options)).rejects.toMatchObject({
      code: "not_found",
    });
  }
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ["notes", "dear diary\n"],
  ["other JSON", '{"name":"package"}\n'],
  ["entries without a header", '{"type":"message","id":"a","parentId":null}\n'],
  ["a header that was cut off", '{"type":"session","version":3,"id":"x'],
  ["NUL bytes", "\0".repeat(4096)],
])("a file with %s is not a session, and is left as it is", async (_, content) => {
  const path = join(folder, "file.jsonl");
  await writeFile(path, content);
  await expect(ArgentSessionManager.open(path)).rejects.toMatchObject({ code: "not_a_session" });
  await expect(ArgentSessionManager.create("/p", { path })).rejects.toMatchObject({
    code: "not_a_session",
  });
  await expect(ArgentSessionManager.delete(path)).rejects.toMatchObject({ code: "not_a_session" });
  expect(await readFile(path, "utf8")).toBe(content);
  expect(await readdir(folder)).toEqual(["file.jsonl"]);
});

test("a format that is newer than the program is refused", async () => {
  const path = join(folder, "future.jsonl");
  await writeFile(path, '{"type":"session","version":4,"id":"x","timestamp":"","cwd":""}\n');
  await expect(ArgentSessionManager.open(path)).rejects.toMatchObject({
    code: "unsupported_version",
  });
});

test("create does not go on with a session that exists", async () => {
  const path = join(folder, "session.jsonl");
  const session = await ArgentSessionManager.create("/p", { path });
  await session.appendMessage(user("one"));
  await session.close();
  await expect(ArgentSessionManager.create("/p", { path })).rejects.toMatchObject({
    code: "already_exists",
  });
});

test("a closed session refuses appends and can be closed again", async () => {
  const session = await ArgentSessionManager.create("/p", { sessionDir: folder });
  const last = session.appendMessage(user("one"));
  await session.close();
  await last;
  await session.close();
  await expect(session.appendMessage(user("two"))).rejects.toMatchObject({ code: "closed" });
  await expect(session.resetLeaf()).rejects.toMatchObject({ code: "closed" });
  expect(session.getEntries()).toHaveLength(1);
});

test("what JSON cannot hold is refused, and nothing else suffers", async () => {
  const session = ArgentSessionManager.inMemory();
  const bad = session.appendCustomEntry("data", { big: 1n });
  const good = session.appendMessage(user("one"));
  await expect(bad).rejects.toMatchObject({ code: "invalid_entry" });
  expect(session.getBranch().map(({ id }) => id)).toEqual([await good]);
});

test("a session of 20,000 entries in one line has a tree", async () => {
  const session = ArgentSessionManager.inMemory();
  await Promise.all(
    Array.from({ length: 20_000 }, (_, index) => session.appendMessage(user(`${index}`))),
  );
  let depth = 0;
  for (let nodes = session.getTree(); nodes.length > 0; nodes = nodes[0]?.children ?? []) depth++;
  expect(depth).toBe(20_000);
  expect(session.buildSessionContext().messages).toHaveLength(20_000);
});

test("the original values of a compaction that keeps nothing name the compaction itself", async () => {
  const session = ArgentSessionManager.inMemory();
  await session.appendMessage(user("one"));
  const id = await session.appendCompaction("all of it", undefined, 10);
  expect(session.getEntry(id)).toMatchObject({ firstKeptEntryId: id });
  expect(session.buildSessionContext().messages).toMatchObject([{ role: "compactionSummary" }]);
});
