import { existsSync } from "node:fs";
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { assistant, user } from "../testing/messages.ts";
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
