import { access, appendFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ArgentSessionManager, sessionDirFor } from "@argent/agent";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMachine, type Machine } from "../test/argent-process.ts";

let machine: Machine;

beforeEach(async () => {
  machine = await createMachine([]);
});

afterEach(() => machine.remove());

const folder = () => join(machine.home, ".argent", "sessions");

/** A session with a question, an answer, and a second question on a branch of its own. */
async function makeSession(name = "main") {
  const session = await ArgentSessionManager.create(machine.cwd, {
    path: join(folder(), `cli-${name}.jsonl`),
  });
  const first = await session.appendMessage({
    role: "user",
    content: "Where is Bern?",
    timestamp: 1,
  });
  const answer = await session.appendMessage({
    role: "assistant",
    content: [
      { type: "text", text: "In Switzerland\u001b[31m." },
      { type: "toolCall", id: "c1", name: "bash", arguments: { command: "date" } },
    ],
    api: "anthropic-messages",
    provider: "anthropic",
    model: "claude-sonnet-4-6",
    stopReason: "toolUse",
    timestamp: 2,
    usage: {
      input: 1,
      output: 1,
      cacheRead: 0,
      cacheWrite: 0,
      totalTokens: 2,
      cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
    },
  });
  await session.appendMessage({
    role: "toolResult",
    toolCallId: "c1",
    toolName: "bash",
    content: [{ type: "text", text: "Saturday" }],
    isError: false,
    timestamp: 3,
  });
  await session.branch(first);
  const other = await session.appendMessage({ role: "user", content: "And Thun?", timestamp: 4 });
  await session.setLabel(other, "second try");
  await session.close();
  return { path: session.getSessionFile() ?? "", id: session.getSessionId(), first, answer, other };
}

async function argent(...args: string[]) {
  const child = machine.start(args);
  const code = await child.exit();
  return { code, out: child.stdout(), err: child.stderr() };
}

test("list shows ours and Pi's, the latest first, by the names that they can be called by", async () => {
  await makeSession();
  const pi = sessionDirFor(join(machine.home, ".pi", "agent", "sessions"), "/work");
  const session = await ArgentSessionManager.create("/work", { sessionDir: pi });
  await session.appendMessage({ role: "user", content: "Hello, Pi", timestamp: Date.now() });
  await session.close();
  const { out, code } = await argent("sessions", "list");
  expect(code).toBe(0);
  const [head, first, second] = out.split("\n");
  expect(head).toMatch(/^SESSION +AGE +SIZE +FOLDER +ABOUT$/);
  expect(first).toMatch(
    new RegExp(`^${session.getSessionId().slice(0, 8)}\\S* +now .*/work +Hello, Pi$`),
  );
  expect(second).toMatch(/^main .* Where is Bern\?$/);
  const json = JSON.parse((await argent("sessions", "list", "--cwd", machine.cwd, "--json")).out);
  expect(json).toMatchObject([{ reference: "main", firstMessage: "Where is Bern?" }]);
});

test("show prints the branch as text that cannot steer the terminal, or its entries", async () => {
  const { first, other, id } = await makeSession();
  const { out } = await argent("sessions", "show", "main");
  expect(out).toBe("> Where is Bern?\n> And Thun?\n");
  const json = (await argent("sessions", "show", id.slice(0, 13), "--json")).out
    .trimEnd()
    .split("\n");
  expect(json.map((line) => JSON.parse(line).id)).toEqual([first, other]);
});

test("tree shows every branch, labels, and where the conversation goes on", async () => {
  const { first, answer, other } = await makeSession();
  const { out } = await argent("sessions", "tree", "main");
  expect(out.split("\n")).toEqual([
    `${first} you: Where is Bern?`,
    `${answer} ├─ model: In Switzerland[31m. (bash)`,
    `${other} └─ you: And Thun? [second try] ← here`,
    "",
  ]);
});

test("search finds words in every branch, and says when there are none", async () => {
  const { answer } = await makeSession();
  const { out } = await argent("sessions", "search", "in", "switzerland");
  expect(out).toMatch(new RegExp(`^main ${answer} assistant: In Switzerland`));
  expect(await argent("sessions", "search", "atlantis")).toMatchObject({ code: 1, out: "" });
});

test("fork copies a branch up to an entry, to be gone on with by its name", async () => {
  const { answer, path } = await makeSession();
  const { out } = await argent("sessions", "fork", "main", "--at", answer, "--name", "copy");
  expect(out).toContain("argent chat --session copy");
  const copy = await ArgentSessionManager.open(join(folder(), "cli-copy.jsonl"), {
    readOnly: true,
  });
  expect(copy.getLeafId()).toBe(answer);
  expect(copy.getHeader().parentSession).toBe(path);
  await copy.close();
  const again = await argent("sessions", "fork", "main", "--name", "copy");
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining("exists already") });
  expect(await argent("sessions", "fork", "main", "--at", "nope")).toMatchObject({ code: 2 });
});

test("repair answers interrupted calls, tells what is damaged, and removes nothing", async () => {
  const { path, answer } = await makeSession();
  const session = await ArgentSessionManager.open(path);
  await session.branch(answer);
  await session.close();
  await appendFile(path, '{"type":"message","id":"torn');
  const { out, code } = await argent("sessions", "repair", "main");
  expect(code).toBe(0);
  expect(out).toContain("1 interrupted tool calls have a result now.");
  expect(out).toMatch(/torn line at byte \d+, 28 bytes; it stays as it is\./);
  expect((await argent("sessions", "repair", "main")).out).not.toContain("interrupted");
});

test.each([
  { role: "user" },
  { role: "assistant", content: "words" },
  { role: "user", content: [null] },
])("a message that is none (%j) is passed over", async (message) => {
  const { path, other } = await makeSession();
  const entry = { type: "message", id: "bad", parentId: other, timestamp: "", message };
  await appendFile(path, `${JSON.stringify(entry)}\n`);
  const shown = await argent("sessions", "show", "main");
  expect(shown).toMatchObject({ code: 0, err: "" });
  expect(shown.out).toContain("> Where is Bern?\n> And Thun?\n");
  for (const command of ["tree", "export", "repair"]) {
    expect(await argent("sessions", command, "main")).toMatchObject({ code: 0, err: "" });
  }
});

test("rm asks for --yes, and removes nothing that is being written", async () => {
  const { path } = await makeSession();
  expect(await argent("sessions", "rm", "main")).toMatchObject({
    code: 2,
    err: expect.stringContaining(path),
  });
  const writer = await ArgentSessionManager.open(path);
  expect(await argent("sessions", "rm", "main", "--yes")).toMatchObject({ code: 1 });
  await writer.close();
  expect(await argent("sessions", "rm", "main", "--yes")).toMatchObject({ code: 0 });
  expect(await readdir(folder())).toEqual([]);
});

test("an empty name is no session, even when there is only one", async () => {
  const { path } = await makeSession();
  expect(await argent("sessions", "rm", "", "--yes")).toMatchObject({
    code: 2,
    err: expect.stringContaining("The name of the session is empty."),
  });
  await access(path);
});

test("a session that is not there, two that begin alike, and a file that is none are told apart", async () => {
  expect(await argent("sessions", "show", "nope")).toMatchObject({
    code: 2,
    err: expect.stringContaining('"argent sessions list" shows them'),
  });
  await mkdir(folder(), { recursive: true });
  const header = (id: string) =>
    `${JSON.stringify({ type: "session", version: 3, id, timestamp: "2026-01-01T00:00:00.000Z", cwd: "/" })}\n`;
  await writeFile(join(folder(), "2026_a.jsonl"), header("abcdef01-1"));
  await writeFile(join(folder(), "2026_b.jsonl"), header("abcdef01-2"));
  expect(await argent("sessions", "show", "abcdef01")).toMatchObject({
    code: 2,
    err: expect.stringContaining("2 sessions begin with"),
  });
  expect(await argent("sessions", "show", "abcdef01-2")).toMatchObject({ code: 0 });
  await writeFile(join(machine.cwd, "notes.jsonl"), '{"hello":1}\n');
  expect(await argent("sessions", "show", "notes.jsonl")).toMatchObject({ code: 1 });
});

test("a session is exported as a page or as Markdown, and no file is overwritten", async () => {
  await makeSession();
  const printed = await argent("sessions", "export", "main");
  expect(printed).toMatchObject({ code: 0, out: expect.stringContaining("## User") });
  const page = join(machine.cwd, "page.html");
  expect(await argent("sessions", "export", "main", page)).toMatchObject({ code: 0 });
  expect(await readFile(page, "utf8")).toContain("default-src 'none'");
  expect(await argent("sessions", "export", "main", page)).toMatchObject({ code: 2 });
  expect(await argent("sessions", "export", "main", "page.pdf")).toMatchObject({ code: 2 });
  expect(await argent("sessions", "export", "main", "no/such/page.md")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/page\.md cannot be written: its folder does not exist/),
  });
});
