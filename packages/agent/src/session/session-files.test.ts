import { execFileSync } from "node:child_process";
import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entryLine as entry, headerLine as header } from "../../test/session-lines.ts";
import { user } from "../testing/messages.ts";
import { lineText } from "./chunk-lines.ts";
import { ChunkText } from "./chunk-text.ts";
import { parseLine } from "./parse-line.ts";
import { ArgentSessionManager } from "./session-manager.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-session-"));
  path = join(folder, "session.jsonl");
});

afterEach(() => rm(folder, { recursive: true }));

const idsOf = (session: ArgentSessionManager) => session.getBranch().map(({ id }) => id);

describe.runIf(process.platform !== "win32")("a link to a session", () => {
  let link: string;

  beforeEach(async () => {
    link = join(folder, "link.jsonl");
    await symlink(path, link);
  });

  test("has the same writer as the file", async () => {
    await writeFile(path, header + entry("a", null));
    const byPath = await ArgentSessionManager.open(path);
    const byLink = await ArgentSessionManager.open(link);
    expect([byPath.readOnly, byLink.readOnly]).toEqual([false, true]);
    const next = await byPath.appendMessage(user("next"));
    await byLink.refresh();
    expect(idsOf(byLink)).toEqual(["a", next]);
    await byLink.close();
    await byPath.close();
  });

  test("to a file that does not exist yet makes that file", async () => {
    const session = await ArgentSessionManager.open(link);
    const id = await session.appendMessage(user("first"));
    await session.close();
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(path, "utf8")).toContain(id);
    expect(await readdir(folder)).toEqual(["link.jsonl", "session.jsonl"]);
  });

  test("stays a link when an old format is brought up to date", async () => {
    const old = `${header.replace('"version":3,', "")}{"type":"message","timestamp":"2026-01-01T00:00:00.000Z","message":{"role":"user","content":"hi","timestamp":1}}\n`;
    await writeFile(path, old);
    const session = await ArgentSessionManager.open(link);
    await session.appendMessage(user("next"));
    await session.close();
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(`${path}.v1.bak`, "utf8")).toBe(old);
    expect(await readFile(path, "utf8")).toContain('"version":3');
  });

  test("that leads nowhere does not hide the other sessions", async () => {
    const options = { sessionDir: folder };
    expect(await ArgentSessionManager.list("/p", options)).toEqual([]);
    const session = await ArgentSessionManager.continueRecent("/p", options);
    await session.appendMessage(user("new"));
    await session.close();
    expect(await ArgentSessionManager.list("/p", options)).toHaveLength(1);
  });
});

test("a byte order mark before the header is no damage", async () => {
  await writeFile(path, `\ufeff${header}${entry("a", null)}`);
  const session = await ArgentSessionManager.open(path);
  const next = await session.appendMessage(user("next"));
  expect([idsOf(session), session.warnings]).toEqual([["a", next], []]);
  await session.close();
  expect(await ArgentSessionManager.list("/p", { sessionDir: folder })).toHaveLength(1);
});

test("a line that is longer than any string is damage", () => {
  const bytes = Buffer.from("line");
  bytes.toString = () => {
    throw new RangeError("Cannot create a string longer than 0x1fffffe8 characters");
  };
  const chunk = new ChunkText(bytes);
  const line = { bytes, from: 0, to: 4, offset: 0, terminated: true, chunk };
  expect(parseLine(lineText(line))).toEqual({ kind: "damaged" });
});

test.runIf(process.platform !== "win32")(
  "a folder or a pipe is refused, and nothing is left",
  async () => {
    await mkdir(path);
    const pipe = join(folder, "pipe.jsonl");
    execFileSync("mkfifo", [pipe]);
    for (const place of [path, pipe]) {
      const opening = ArgentSessionManager.open(place);
      await expect(opening).rejects.toMatchObject({ code: "not_a_session" });
    }
    expect(await readdir(folder)).toEqual(["pipe.jsonl", "session.jsonl"]);
  },
);

test("a file that was put in the place of ours by another name is read before anything is appended", async () => {
  await writeFile(path, header + entry("a", null));
  const session = await ArgentSessionManager.open(path);
  await session.appendMessage(user("only in the file that is gone"));
  await writeFile(`${path}.new`, header + entry("a", null) + entry("theirs", "a"));
  await rename(`${path}.new`, path);
  await expect(session.appendMessage(user("late"))).rejects.toMatchObject({
    code: "session_changed",
    reason: "replaced",
  });
  const next = await session.appendMessage(user("next"));
  expect(idsOf(session)).toEqual(["a", "theirs", next]);
  await session.close();
});

test("a file that somebody cut off under us is read before anything is appended", async () => {
  await writeFile(path, header + entry("a", null) + entry("b", "a"));
  const session = await ArgentSessionManager.open(path);
  await truncate(path, (header + entry("a", null)).length + 10);
  await expect(session.appendMessage(user("late"))).rejects.toMatchObject({ reason: "replaced" });
  const next = await session.appendMessage(user("next"));
  expect(idsOf(session)).toEqual(["a", next]);
  await session.close();
  const again = await ArgentSessionManager.open(path);
  expect(idsOf(again)).toEqual(["a", next]);
  await again.close();
});

test("the list shows the first words of a prompt that is longer than what is read", async () => {
  const session = await ArgentSessionManager.create("/p", { path });
  await session.appendMessage(user(`Read this. ${"x".repeat(100_000)}`));
  await session.close();
  const [summary] = await ArgentSessionManager.list("/p", { sessionDir: folder });
  expect(summary?.firstMessage).toMatch(/^Read this\. x+/);
});
