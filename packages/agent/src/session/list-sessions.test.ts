import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { manualClock } from "@argent/ai/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { assistant, toolResult, user } from "../testing/messages.ts";
import { sessionDirFor } from "./session-files.ts";
import { ArgentSessionManager } from "./session-manager.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-session-"));
});

afterEach(() => rm(folder, { recursive: true }));

async function session(
  cwd: string,
  fill: (session: ArgentSessionManager) => Promise<unknown>,
  now = Date.now(),
): Promise<string> {
  const made = await ArgentSessionManager.create(cwd, {
    sessionDir: folder,
    clock: manualClock(now),
  });
  await fill(made);
  await made.close();
  return made.getSessionFile() ?? "";
}

test("a folder is named after the working directory, as Pi names it", () => {
  expect(sessionDirFor("/root", "/home/me/my:project")).toBe("/root/--home-me-my-project--");
});

test("a list says what each session is about, the latest first", async () => {
  const older = await session("/p", async (made) => {
    await made.appendMessage({ ...user("what is this?"), timestamp: 1000 });
    await made.appendMessage({ ...assistant("a test"), timestamp: 2000 });
  });
  const newer = await session("/p", async (made) => {
    await made.appendMessage({ role: "user", content: "hello", timestamp: 3000 });
    await made.appendSessionInfo("greeting");
    await made.appendMessage(toolResult("x"));
  });
  await session("/other", (made) => made.appendMessage(user("elsewhere")));
  const listed = await ArgentSessionManager.list("/p", { sessionDir: folder });
  expect(listed).toEqual([
    expect.objectContaining({
      path: newer,
      cwd: "/p",
      name: "greeting",
      firstMessage: "hello",
      modified: new Date(3000),
    }),
    expect.objectContaining({
      path: older,
      firstMessage: "what is this?",
      modified: new Date(2000),
    }),
  ]);
  expect(listed[1]).not.toHaveProperty("name");
});

test("a long session is summed up from its ends", async () => {
  const path = await session("/p", async (made) => {
    await made.appendMessage(user("first words"));
    await made.appendSessionInfo("old name");
    await made.appendMessage(assistant("x".repeat(100_000)));
    await made.appendSessionInfo("new name");
    await made.appendMessage({ ...user("last words"), timestamp: 5000 });
  });
  expect(await ArgentSessionManager.list("/p", { sessionDir: folder })).toMatchObject([
    { path, name: "new name", firstMessage: "first words", modified: new Date(5000) },
  ]);
  await ArgentSessionManager.rename(path, "");
  const [unnamed] = await ArgentSessionManager.list("/p", { sessionDir: folder });
  expect(unnamed).not.toHaveProperty("name");
});

test("files that are no sessions, and a folder that does not exist, are no reason to fail", async () => {
  await writeFile(join(folder, "notes.jsonl"), "hello\n");
  await writeFile(join(folder, "empty.jsonl"), "");
  await writeFile(join(folder, "other.txt"), "");
  await mkdir(join(folder, "folder.jsonl"));
  expect(await ArgentSessionManager.listAll(folder)).toEqual([]);
  expect(await ArgentSessionManager.list("/p", { sessionDir: join(folder, "no") })).toEqual([]);
});

test("a list of the first format is complete, too", async () => {
  const lines = [
    { type: "session", id: "s", timestamp: "2025-01-01T00:00:00.000Z", cwd: "/p" },
    { type: "message", timestamp: "", message: { ...user("old"), timestamp: 7 } },
  ];
  await writeFile(
    join(folder, "v1.jsonl"),
    lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
  );
  expect(await ArgentSessionManager.listAll(folder)).toMatchObject([
    { id: "s", firstMessage: "old", modified: new Date(7) },
  ]);
});

test("a session that does not say when it was made counts from its last change", async () => {
  const path = join(folder, "s.jsonl");
  await writeFile(path, '{"type":"session","version":3,"id":"s","cwd":"/p"}\n');
  await utimes(path, 5, 5);
  expect(await ArgentSessionManager.list("/p", { sessionDir: folder })).toMatchObject([
    { created: new Date(5000), modified: new Date(5000) },
  ]);
});

test("all sessions are those of every folder below a root", async () => {
  for (const cwd of ["/a", "/b"]) {
    const sessionDir = sessionDirFor(folder, cwd);
    const made = await ArgentSessionManager.create(cwd, { sessionDir });
    await made.appendMessage(user(cwd));
    await made.close();
  }
  const all = await ArgentSessionManager.listAll(folder);
  expect(all.map(({ cwd }) => cwd).sort()).toEqual(["/a", "/b"]);
});

test("a list can be given up", async () => {
  await session("/p", (made) => made.appendMessage(user("x")));
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(ArgentSessionManager.listAll(folder, { signal })).rejects.toThrow("enough");
});

test("the session that was written last goes on, or a new one starts", async () => {
  const options = { sessionDir: folder };
  const first = await ArgentSessionManager.continueRecent("/p", options);
  await first.appendMessage(user("one"));
  await first.close();
  const old = await session("/p", (made) => made.appendMessage(user("old")));
  await utimes(old, 1, 1);
  await session("/other", (made) => made.appendMessage(user("other")));
  const again = await ArgentSessionManager.continueRecent("/p", options);
  expect(again.getSessionId()).toBe(first.getSessionId());
  expect(again.getEntries()).toHaveLength(1);
  await again.close();
});

test("a session that does not exist is not made by giving it a name", async () => {
  const path = join(folder, "no.jsonl");
  await expect(ArgentSessionManager.rename(path, "x")).rejects.toMatchObject({ code: "not_found" });
});

test("words are found wherever they were said, the latest session first", async () => {
  const old = await session("/p", async (made) => {
    await made.appendMessage({ ...user("Where is the “Müller” file?"), timestamp: 1 });
    await made.appendMessage({ ...assistant('a "quoted\nword"', ["x"]), timestamp: 1 });
    await made.appendCompaction("they looked for Müller", undefined, 1);
  });
  const recent = await session("/q", async (made) => {
    await made.appendMessage({
      ...user(`${"long ".repeat(50)}müller${" tail".repeat(50)}`),
      timestamp: 2,
    });
  });
  const find = async (words: string, cwd?: string) => {
    const found = [];
    for await (const { path, source, excerpt } of ArgentSessionManager.search(words, {
      sessionDir: folder,
      cwd,
    })) {
      found.push([basename(path), source, excerpt]);
    }
    return found;
  };
  expect(await find("MÜLLER")).toEqual([
    [basename(recent), "user", expect.stringMatching(/^…long.*müller.*tail…$/)],
    [basename(old), "user", "Where is the “Müller” file?"],
    [basename(old), "compaction", "they looked for Müller"],
  ]);
  expect(await find("müller", "/q")).toHaveLength(1);
  expect(await find('"quoted\nword"')).toEqual([
    [basename(old), "assistant", 'a "quoted word" tool {}'],
  ]);
  expect(await find("toolCall")).toEqual([]);
  expect(await find("")).toEqual([]);
});

test("a session that is removed during a search costs the search nothing else", async () => {
  const made: string[] = [];
  for (const timestamp of [1, 2, 3]) {
    made.unshift(await session("/p", (each) => each.appendMessage({ ...user("word"), timestamp })));
  }
  const found: string[] = [];
  for await (const { path } of ArgentSessionManager.search("word", { sessionDir: folder })) {
    found.push(path);
    await rm(made[1] ?? "", { force: true });
  }
  expect(found).toEqual([made[0], made[2]]);
});

test("a search ends when its loop is left, or its signal says so", async () => {
  await session("/p", async (made) => {
    for (let index = 0; index < 5; index++) await made.appendMessage(user(`word ${index}`));
  });
  for await (const { excerpt } of ArgentSessionManager.search("word", { sessionDir: folder })) {
    expect(excerpt).toBe("word 0");
    break;
  }
  const signal = AbortSignal.abort(new Error("enough"));
  const search = ArgentSessionManager.search("word", { sessionDir: folder, signal });
  await expect(search.next()).rejects.toThrow("enough");
});
