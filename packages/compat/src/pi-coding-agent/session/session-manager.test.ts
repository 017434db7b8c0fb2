import { existsSync } from "node:fs";
import {
  appendFile,
  copyFile,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ArgentSessionManager, SessionChanged, SessionError } from "@argent/agent";
import { afterEach, beforeEach, expect, test } from "vitest";
import { answer, fileWith, header, line, said, user } from "../../../test/contract/session-kit.ts";
import { converse } from "../../../test/pages/host-sessions.ts";
import { SessionManager } from "./session-manager.ts";

let folder = "";
let path = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-facade-"));
  path = join(folder, "s.jsonl");
});
afterEach(() => rm(folder, { recursive: true }));

const question = line("message", "a", null, { message: user("a") });
const reply = line("message", "b", "a", { message: answer("b") });
const exchange = () => fileWith(path, [header, question, reply]);

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (cause) {
    if (SessionError.isInstance(cause)) return cause.code;
    throw cause;
  }
  return "nothing thrown";
}

test("an Argent writer does not keep it out, and is told what was appended here", async () => {
  await exchange();
  const argent = await ArgentSessionManager.open(path);
  expect(argent.readOnly).toBe(false);
  const session = SessionManager.open(path);
  const here = session.appendMessage(user("said here"));
  const refusal = await argent.appendMessage(user("said there")).catch((cause) => cause);
  expect(refusal).toBeInstanceOf(SessionChanged);
  expect(refusal).toMatchObject({ reason: "appended", leafId: here });
  const there = await argent.appendMessage(user("said there"));
  await argent.close();

  const last = session.appendMessage(user("and here"));
  expect(session.getEntry(there)).toMatchObject({ parentId: "b" });
  expect(session.getEntry(last)).toMatchObject({ parentId: here });
  expect(said(session.buildSessionContext())).toEqual([
    "user: a",
    "assistant: b",
    "user: said here",
    "user: and here",
  ]);
});

test("a line that another program is still writing is whole in the end, and so is ours", async () => {
  await exchange();
  const session = SessionManager.open(path);
  const theirs = JSON.stringify(line("message", "c", "b", { message: user("theirs") }));
  await appendFile(path, theirs);
  const ours = session.appendMessage(user("ours"));
  expect(
    SessionManager.open(path)
      .getEntries()
      .map(({ id }) => id),
  ).toEqual(["a", "b", "c", ours]);
  expect(session.getEntries().map(({ id }) => id)).toEqual(["a", "b", "c", ours]);
});

test("a file that has taken the place of the session is not appended to", async () => {
  await exchange();
  const session = SessionManager.open(path);
  await fileWith(join(folder, "other"), [{ ...header, id: "other" }, question, reply, reply]);
  await rename(join(folder, "other"), path);
  const before = await readFile(path, "utf8");
  expect(codeOf(() => session.appendMessage(user("c")))).toBe("session_changed");
  expect(session.getEntries()).toHaveLength(2);
  expect(await readFile(path, "utf8")).toBe(before);
});

test("a file that somebody made before the first answer came is left alone", async () => {
  const session = SessionManager.open(path);
  session.appendMessage(user("a"));
  await exchange();
  const before = await readFile(path, "utf8");
  expect(codeOf(() => session.appendMessage(answer("b")))).toBe("already_exists");
  expect(session.getEntries()).toHaveLength(1);
  expect(await readFile(path, "utf8")).toBe(before);
});

test.each([
  ["not_a_session", '{"note":1}\n'],
  ["not_a_session", "words\n"],
  ["not_a_session", " \n"],
  ["unsupported_version", '{"type":"session","version":4,"id":"s","timestamp":"","cwd":""}\n'],
])("is refused as %s and left as it is: %s", async (code, text) => {
  await writeFile(path, text);
  expect(codeOf(() => SessionManager.open(path))).toBe(code);
  expect(codeOf(() => SessionManager.create("/w", folder).setSessionFile(path))).toBe(code);
  expect(codeOf(() => SessionManager.forkFrom(path, "/w", folder))).toBe(code);
  expect(await readFile(path, "utf8")).toBe(text);
  expect(await readdir(folder)).toEqual(["s.jsonl"]);
});

test("a session that refuses another file goes on with its own", async () => {
  await exchange();
  const session = SessionManager.open(path);
  const notes = await fileWith(join(folder, "notes"), ["words"]);
  expect(codeOf(() => session.setSessionFile(notes))).toBe("not_a_session");
  session.appendMessage(user("c"));
  expect(said(SessionManager.open(path).buildSessionContext())).toHaveLength(3);
});

test("a value that JSON cannot hold is refused, and nothing hangs on it", async () => {
  await exchange();
  const session = SessionManager.open(path);
  expect(codeOf(() => session.appendCustomEntry("state", { n: 1n }))).toBe("invalid_entry");
  expect(session.getLeafId()).toBe("b");
});

test("an old file is replaced with the first append, and the original kept beside it", async () => {
  const { version: _, ...old } = header;
  const first = { type: "message", timestamp: header.timestamp, message: user("a") };
  await fileWith(path, [old, first]);
  const original = await readFile(path, "utf8");
  await copyFile(path, `${path}.v1.bak`);
  const session = SessionManager.open(path);
  expect(await readFile(path, "utf8")).toBe(original);
  session.appendMessage(user("b"));
  session.appendMessage(answer("c"));
  expect(await readFile(`${path}.v1.bak.2`, "utf8")).toBe(original);
  const again = SessionManager.open(path);
  expect(again.getHeader()).toEqual({ ...old, version: 3 });
  expect(again.getEntries()).toEqual(session.getEntries());
  expect((await readdir(folder)).sort()).toEqual(["s.jsonl", "s.jsonl.v1.bak", "s.jsonl.v1.bak.2"]);
});

test("an old file that somebody else changed meanwhile is not replaced", async () => {
  await fileWith(path, [{ ...header, version: 2 }, question]);
  const session = SessionManager.open(path);
  SessionManager.open(path).appendMessage(user("from the other"));
  expect(codeOf(() => session.appendMessage(user("b")))).toBe("session_changed");
  expect(said(SessionManager.open(path).buildSessionContext())).toHaveLength(2);
});

test("a new file is for its owner only", async () => {
  const session = SessionManager.create("/w", folder);
  session.appendMessage(answer("a"));
  expect((await stat(session.getSessionFile() ?? "")).mode & 0o777).toBe(0o600);
});

test("what hangs on a marker of Argent's hangs on what it points to", async () => {
  const marker = line("custom", "m", "a", { customType: "argent.leaf" });
  const unheard = line("unheard_of", "c", "m", { n: 1 });
  await fileWith(path, [header, question, reply, marker, unheard]);
  const session = SessionManager.open(path);
  expect(session.getEntry("c")).toEqual({ ...unheard, parentId: "a" });
  expect(session.getBranch().map(({ id }) => id)).toEqual(["a", "c"]);
  session.createBranchedSession("c");
  session.appendMessage(answer("d"));
  const copy = SessionManager.open(session.getSessionFile() ?? "");
  expect(copy.getEntry("c")).toEqual({ ...unheard, parentId: "a" });
});

test("a position before the first entry is found again when Argent marked it", async () => {
  await exchange();
  const argent = await ArgentSessionManager.open(path);
  await argent.resetLeaf();
  await argent.close();
  const session = SessionManager.open(path);
  expect(session.getLeafId()).toBeNull();
  expect(session.buildSessionContext().messages).toEqual([]);
});

test("a long conversation has its tree", () => {
  const session = SessionManager.inMemory();
  for (let count = 0; count < 20_000; count++) session.appendCustomEntry("state");
  expect(session.getTree()).toHaveLength(1);
  expect(session.getBranch()).toHaveLength(20_000);
});

test("nothing is made for a session that nobody uses", () => {
  const session = SessionManager.create("/w", join(folder, "new"));
  expect(existsSync(session.getSessionFile() ?? "")).toBe(false);
});

test("a program that keeps sessions with Pi runs as it is", async () => {
  expect(await converse(folder)).toEqual([
    "true 2 true 1",
    "true so far",
    expect.stringMatching(/^\[User\]: The conversation history[\s\S]*the branch<\/summary>$/),
    "4 one",
    "1 ",
  ]);
});
