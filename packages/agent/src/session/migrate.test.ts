import { existsSync } from "node:fs";
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { assistant, user } from "../testing/messages.ts";
import { fileEntryLog } from "./file-entry-log.ts";
import { SessionError } from "./session-error.ts";
import { ArgentSessionManager } from "./session-manager.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-session-"));
  path = join(folder, "old.jsonl");
});

afterEach(() => rm(folder, { recursive: true }));

const time = "2025-11-20T23:33:50.805Z";

async function write(...lines: object[]): Promise<string> {
  const text = lines.map((line) => `${JSON.stringify({ timestamp: time, ...line })}\n`).join("");
  await writeFile(path, text);
  return text;
}

const version1 = () =>
  write(
    { type: "session", id: "s", cwd: "/p", provider: "p" },
    { type: "message", message: user("one") },
    { type: "message", message: assistant("two") },
    { type: "compaction", summary: "so far", firstKeptEntryIndex: 2, tokensBefore: 5 },
    { type: "message", message: user("three") },
  );

test("a list of version 1 is read as one branch, with what its compaction kept", async () => {
  await version1();
  const session = await ArgentSessionManager.open(path, { readOnly: true });
  expect(session.getHeader()).toMatchObject({ version: 3, id: "s", provider: "p" });
  expect(session.getBranch()).toHaveLength(4);
  expect(session.buildSessionContext().messages).toEqual([
    { role: "compactionSummary", summary: "so far", tokensBefore: 5, timestamp: Date.parse(time) },
    assistant("two"),
    user("three"),
  ]);
});

test("an old file says where it is damaged, and a byte order mark is no damage", async () => {
  const original = await version1();
  const undamaged = await ArgentSessionManager.open(path, { readOnly: true });
  const { messages } = undamaged.buildSessionContext();
  const nul = "\0".repeat(10);
  await writeFile(path, `\ufeff${original}\n${nul}\n{"type":"message","mess`);
  const session = await ArgentSessionManager.open(path, { readOnly: true });
  expect(session.buildSessionContext().messages).toEqual(messages);
  expect(session.warnings.map(({ code, length }) => [code, length])).toEqual([
    ["damaged_line", 10],
    ["torn_line", 23],
  ]);
});

test("the same ids come out of every reading", async () => {
  await version1();
  const [one, two] = await Promise.all(
    [1, 2].map(async () => {
      const session = await ArgentSessionManager.open(path, { readOnly: true });
      return session.getEntries().map(({ id }) => id);
    }),
  );
  expect(one).toEqual(two);
});

test("version 2 has an older name for a role", async () => {
  const hook = { role: "hookMessage", customType: "c", content: "x", display: true, timestamp: 1 };
  await write(
    { type: "session", version: 2, id: "s", cwd: "/p" },
    { type: "message", id: "a", parentId: null, message: hook },
    { type: "message", id: "b", parentId: "a", message: user("u") },
  );
  const session = await ArgentSessionManager.open(path, { readOnly: true });
  expect(session.buildSessionContext().messages).toEqual([{ ...hook, role: "custom" }, user("u")]);
  expect(session.getLeafId()).toBe("b");
});

test("an old file is left as it is until something is appended; then the original is kept beside it", async () => {
  const original = await version1();
  const session = await ArgentSessionManager.open(path);
  const before = session.buildSessionContext();
  expect(await readFile(path, "utf8")).toBe(original);
  const id = await session.appendMessage(user("four"));
  await session.appendMessage(user("five"));
  await session.close();
  expect((await readdir(folder)).sort()).toEqual(["old.jsonl", "old.jsonl.v1.bak"]);
  expect(await readFile(`${path}.v1.bak`, "utf8")).toBe(original);
  const again = await ArgentSessionManager.open(path);
  expect(again.getHeader()).toMatchObject({ version: 3, provider: "p" });
  expect(again.getBranch()).toHaveLength(6);
  expect(again.getBranch()[4]).toMatchObject({ id, message: user("four") });
  expect(again.buildSessionContext().messages.slice(0, 3)).toEqual(before.messages);
  await again.close();
  expect(await readdir(folder)).toHaveLength(2);
});

test("what a writer that was killed has left of the new file is removed", async () => {
  await version1();
  const others = ["old.jsonl.mine.tmp", "other.jsonl.123e4567-e89b-12d3-a456-426614174000.tmp"];
  for (const name of ["old.jsonl.123e4567-e89b-12d3-a456-426614174000.tmp", ...others])
    await writeFile(join(folder, name), "");
  const session = await ArgentSessionManager.open(path);
  await session.appendMessage(user("four"));
  await session.close();
  expect((await readdir(folder)).sort()).toEqual(
    ["old.jsonl", "old.jsonl.v1.bak", ...others].sort(),
  );
});

test("an interrupted tool call of an old file is answered in the same write", async () => {
  await write(
    { type: "session", id: "s", cwd: "/p" },
    { type: "message", message: assistant("", ["call"]) },
  );
  const session = await ArgentSessionManager.open(path);
  const [one, two] = [session.appendMessage(user("one")), session.appendMessage(user("two"))];
  await Promise.all([one, two]);
  const roles = session.getBranch().map((entry) => entry.type === "message" && entry.message.role);
  expect(roles).toEqual(["assistant", "toolResult", "user", "user"]);
  await session.close();
});

test("an interrupted tool call of an old file is answered when the first append had failed", async () => {
  await write(
    { type: "session", id: "s", cwd: "/p" },
    { type: "message", message: assistant("", ["call"]) },
  );
  const log = fileEntryLog(path);
  const { rewrite } = log;
  log.rewrite = () => Promise.reject(new SessionError("write_failed", "The disk is full."));
  const session = await ArgentSessionManager.open(log);
  await expect(session.appendMessage(user("one"))).rejects.toMatchObject({ code: "write_failed" });
  log.rewrite = rewrite;
  await session.appendMessage(user("one"));
  const roles = session.getBranch().map((entry) => entry.type === "message" && entry.message.role);
  expect(roles).toEqual(["assistant", "toolResult", "user"]);
  await session.close();
});

test("an old file that Pi brought up to date in place is read again, and told first", async () => {
  await version1();
  const session = await ArgentSessionManager.open(path);
  await write(
    { type: "session", version: 3, id: "s", cwd: "/p" },
    { type: "message", id: "p1", parentId: null, message: user("one") },
    { type: "message", id: "p2", parentId: "p1", message: assistant("two ".repeat(1_000)) },
  );
  await expect(session.appendMessage(user("three"))).rejects.toMatchObject({
    reason: "replaced",
    leafId: "p2",
  });
  await session.appendMessage(user("three"));
  await session.close();
  const again = await ArgentSessionManager.open(path, { readOnly: true });
  expect(again.getBranch()).toMatchObject([{ id: "p1" }, { id: "p2" }, { message: user("three") }]);
  expect(again.warnings).toEqual([]);
  expect(await readdir(folder)).toEqual(["old.jsonl"]);
});

test("whoever follows an old file hears of what its first append writes", async () => {
  await version1();
  const writer = await ArgentSessionManager.open(path);
  const reader = await ArgentSessionManager.open(path);
  const id = await writer.appendMessage(user("four"));
  expect((await reader.refresh()).map((entry) => entry.id)).toEqual([id]);
  expect(await reader.refresh()).toEqual([]);
  await writer.close();
  await reader.close();
});

test("a fork of an old file is of the current version", async () => {
  const original = await version1();
  const fork = await ArgentSessionManager.forkFrom(path, "/p", { sessionDir: folder });
  expect(fork.getBranch()).toHaveLength(4);
  await fork.close();
  expect(await readFile(path, "utf8")).toBe(original);
  expect(await readFile(fork.getSessionFile() ?? "", "utf8")).toMatch(
    /^\{"type":"session","version":3/,
  );
});

const sample = new URL(
  "../../../../../shared/fixtures/pi-sessions/large-session.v1.jsonl",
  import.meta.url,
);

test.runIf(existsSync(sample))(
  "a long session that Pi wrote in version 1 is read whole",
  async () => {
    await copyFile(sample, path);
    const lines = (await readFile(path, "utf8")).trim().split("\n");
    const session = await ArgentSessionManager.open(path);
    expect(session.getBranch()).toHaveLength(lines.length - 1);
    expect(session.warnings).toEqual([]);
    const context = session.buildSessionContext();
    await session.appendMessage(user("go on"));
    await session.close();
    const again = await ArgentSessionManager.open(path);
    expect(again.buildSessionContext()).toEqual({
      ...context,
      messages: [...context.messages, user("go on")],
    });
    await again.close();
  },
);
