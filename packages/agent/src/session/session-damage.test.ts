import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { entryLine as entry, headerLine as header } from "../../test/session-lines.ts";
import { assistant, toolResult, user } from "../testing/messages.ts";
import { ArgentSessionManager } from "./session-manager.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-session-"));
  path = join(folder, "session.jsonl");
});

afterEach(() => rm(folder, { recursive: true }));

/** What is found when the file holds this, and whether what is said next is found, too. */
async function found(content: string | Buffer) {
  await writeFile(path, content);
  const session = await ArgentSessionManager.open(path);
  const ids = session.getEntries().map(({ id }) => id);
  const warnings = [...session.warnings];
  const next = await session.appendMessage(user("next"));
  await session.close();
  const again = await ArgentSessionManager.open(path, { readOnly: true });
  expect(again.getEntries().map(({ id }) => id)).toEqual([...ids, next]);
  expect(again.getLeafId()).toBe(next);
  await again.close();
  return { ids, warnings };
}

test("a file that was cut off at any byte loses no whole entry, and goes on", async () => {
  const whole = Buffer.from(
    header + entry("a", null) + entry("b", "a", assistant("Grüße 👩‍💻")) + entry("c", "b"),
  );
  const ends = [...whole.toString("latin1").matchAll(/\n/g)].map(({ index }) => index);
  for (let length = header.length; length <= whole.length; length++) {
    const cut = whole.subarray(0, length);
    const { ids, warnings } = await found(cut);
    expect(ids).toEqual(["a", "b", "c"].slice(0, ends.filter((end) => end <= length).length - 1));
    const isTorn = !ends.some((end) => end === length || end + 1 === length);
    expect(warnings.map(({ code }) => code)).toEqual(isTorn ? ["torn_line"] : []);
    expect((await readFile(path)).subarray(0, length).equals(cut)).toBe(true);
  }
}, 60_000);

test("no part of a line that was cut off is taken for an entry", async () => {
  const torn = entry("b", "a", assistant("Grüße", ["one", "two"]));
  for (let length = 1; length < torn.length - 2; length++) {
    await writeFile(path, header + entry("a", null) + torn.slice(0, length));
    const session = await ArgentSessionManager.open(path, { readOnly: true });
    expect(session.getEntries().map(({ id }) => id)).toEqual(["a"]);
    expect(session.getLeafId()).toBe("a");
    await session.close();
  }
});

test("a run of NUL bytes costs nothing around it", async () => {
  const nul = "\0".repeat(5000);
  const { ids, warnings } = await found(
    `${header}${entry("a", null)}${nul}\n${entry("b", "a")}${nul}${entry("c", "b")}${nul}`,
  );
  expect(ids).toEqual(["a", "b", "c"]);
  expect(warnings.map(({ code, length }) => [code, length])).toEqual([
    ["damaged_line", 5000],
    ["recovered_line", 5000 + entry("c", "b").length - 1],
    ["torn_line", 5000],
  ]);
});

test("a warning says where the line is", async () => {
  const torn = '{"type":"message","id":"x","par';
  const { warnings } = await found(`${header}${entry("a", null)}${torn}\n${entry("b", "a")}`);
  const [warning] = warnings;
  const { offset = 0, length = 0 } = warning ?? {};
  expect((await readFile(path)).toString("utf8", offset, offset + length)).toBe(torn);
});

test("an entry that was glued to a torn line is found", async () => {
  const torn = entry("x", "a", assistant("half", ["call"])).slice(0, -40);
  const { ids, warnings } = await found(
    `${header}${entry("a", null)}${torn}${entry("b", "a", assistant("whole", ["call"]))}`,
  );
  expect(ids).toEqual(["a", "b", ids[2]]);
  expect(warnings).toMatchObject([{ code: "recovered_line" }]);
});

test("what stands behind NUL bytes counts also in the part of a long session that is only skimmed", async () => {
  const nul = "\0".repeat(3);
  const long = user("x".repeat(1_100_000));
  const lines = [
    line({ type: "thinking_level_change", id: "a", parentId: null, thinkingLevel: "high" }),
    nul + entry("b", "a"),
    nul + line({ type: "label", id: "c", targetId: "a", label: "here" }),
    line({ type: "compaction", id: "d", summary: "Said.", firstKeptEntryId: "d", tokensBefore: 1 }),
    entry("e", "d", long),
  ];
  await writeFile(path, header + lines.join(""));
  const session = await ArgentSessionManager.open(path, { readOnly: true });
  expect(session.isLoaded).toBe(false);
  expect(session.buildSessionContext().thinkingLevel).toBe("high");
  expect(session.getLabel("a")).toBe("here");
});

test.each([
  ["windows line ends", entry("a", null).replace("\n", "\r\n")],
  ["blank lines", `\n\n${entry("a", null)}\n`],
  ["a second header", `${entry("a", null)}${header}`],
])("%s are no damage", async (_, content) => {
  const { ids, warnings } = await found(header + content);
  expect(ids).toEqual(["a"]);
  expect(warnings).toEqual([]);
});

test("entries whose parents are missing, later or themselves are roots, and nothing hangs", async () => {
  const { ids } = await found(
    header + entry("a", "gone") + entry("b", "c") + entry("c", "b") + entry("d", "d"),
  );
  expect(ids).toEqual(["a", "b", "c", "d"]);
  const session = await ArgentSessionManager.open(path, { readOnly: true });
  expect(session.getTree().map(({ entry: { id } }) => id)).toEqual(["a", "b", "d"]);
  expect(session.getBranch("c").map(({ id }) => id)).toEqual(["b", "c"]);
  await session.close();
});

test("an id that came twice loses nothing", async () => {
  const { ids } = await found(
    header + entry("a", null) + entry("b", "a") + entry("a", "b") + entry("c", "a"),
  );
  expect(ids).toEqual(["a", "b", "a", "c"]);
  const session = await ArgentSessionManager.open(path, { readOnly: true });
  expect(session.getBranch("c").map(({ id }) => id)).toEqual(["a", "b", "a", "c"]);
  expect(session.getTree()).toMatchObject([
    { entry: { id: "a" }, children: [{ entry: { id: "b" }, children: [{ entry: { id: "a" } }] }] },
  ]);
  await session.close();
});

test("an entry that has the id of an earlier marker is the one that is meant", async () => {
  const marker = line({ type: "custom", id: "c", parentId: "a", customType: "argent.leaf" });
  const { ids } = await found(
    header + entry("a", null) + entry("b", "a") + marker + entry("c", "b") + entry("d", "c"),
  );
  expect(ids).toEqual(["a", "b", "c", "d"]);
  const session = await ArgentSessionManager.open(path, { readOnly: true });
  expect(session.getBranch("d").map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
  await session.close();
});

test("a position that does not exist is not taken", async () => {
  const marker = { type: "custom", customType: "argent.leaf", id: "m", timestamp: "" };
  await writeFile(
    path,
    `${header}${entry("a", null)}${JSON.stringify({ ...marker, parentId: "gone" })}\n`,
  );
  const session = await ArgentSessionManager.open(path, { readOnly: true });
  expect(session.getLeafId()).toBe("a");
  await session.close();
});

test("an unknown entry keeps its line, its place and its bytes", async () => {
  const line = '{"id":"u","type":"from_the_future","parentId":"a","timestamp":"t","n":1.0,"n":2}\n';
  await writeFile(path, header + entry("a", null) + line + entry("b", "u"));
  const session = await ArgentSessionManager.open(path);
  expect(session.getEntry("u")).toMatchObject({ type: "unknown", parentId: "a", raw: { n: 2 } });
  expect(session.getBranch().map(({ id }) => id)).toEqual(["a", "u", "b"]);
  await session.appendMessage(user("next"));
  const file = await session.createBranchedSession("b");
  await session.close();
  expect(await readFile(path, "utf8")).toContain(line);
  expect(await readFile(file ?? "", "utf8")).toContain('"type":"from_the_future"');
  const fork = await ArgentSessionManager.forkFrom(path, "/p", { sessionDir: folder });
  await fork.close();
  expect(await readFile(fork.getSessionFile() ?? "", "utf8")).toContain(line);
});

test.each<[string, { type: string; [field: string]: unknown }]>([
  ["a name", { type: "session_info", name: 5 }],
  ["a label", { type: "label", targetId: "a", label: 5 }],
  ["a block", { type: "message", message: { role: "user", content: [{ type: "text" }] } }],
  [
    "a call",
    { type: "message", message: { role: "user", content: [{ type: "toolCall", name: "t" }] } },
  ],
  ["an output", { type: "message", message: { role: "bashExecution", command: "ls" } }],
  ["a summary", { type: "message", message: { role: "branchSummary" } }],
  ["a note", { type: "custom_message", customType: "t", content: 5 }],
  ["an edit", { type: "context_edit", targetId: "a", replacement: { content: [null] } }],
  ["a content", { type: "message", message: { role: "toolResult", content: "text" } }],
])("%s that is none costs nothing around it", async (_, fields) => {
  const lines = [entry("a", null), line({ id: "b", ...fields, parentId: "a" }), entry("c", "b")];
  const { ids } = await found(header + lines.join(""));
  expect(ids).toEqual(["a", "b", "c"]);
  const session = await ArgentSessionManager.open(path, { readOnly: true });
  expect(session.getEntry("b")).toMatchObject({ type: "unknown" });
  expect(session.buildSessionContext().messages).toEqual(
    ["text a", "text c", "next"].map((text) => user(text)),
  );
  await session.close();
  expect(await ArgentSessionManager.listAll(folder)).toMatchObject([{ firstMessage: "text a" }]);
});

test("content that is missing, as old files have it, is empty wherever it is looked for", async () => {
  const empty = { role: "assistant", content: null, provider: "p", model: "m" };
  await writeFile(
    path,
    header +
      entry("a", null, { role: "user" }) +
      entry("b", "a", empty) +
      entry("c", "b", { role: "toolResult" }) +
      line({ type: "custom_message", id: "d", parentId: "c", customType: "t" }) +
      entry("e", "d", user("the word")),
  );
  const session = await ArgentSessionManager.open(path, { readOnly: true });
  for (const id of ["a", "b", "c"])
    expect(session.getEntry(id)).toMatchObject({ message: { content: [] } });
  expect(session.getEntry("d")).toMatchObject({ content: [] });
  await session.close();
  const found: string[] = [];
  for await (const { entryId } of ArgentSessionManager.search("word", { sessionDir: folder }))
    found.push(entryId);
  expect(found).toEqual(["e"]);
});

test("interrupted tool calls have their results on disk once the session is open for writing", async () => {
  const calls = entry("b", "a", assistant("", ["one", "two", "three"]));
  await writeFile(path, header + entry("a", null) + calls + entry("c", "b", toolResult("two")));
  const reader = await ArgentSessionManager.open(path, { readOnly: true });
  const expected = ["one", "two", "three"].map((toolCallId) => ({
    role: "toolResult",
    toolCallId,
  }));
  expect(reader.buildSessionContext().messages.slice(2)).toMatchObject(expected);
  expect(reader.getEntries()).toHaveLength(3);
  await reader.close();
  const writer = await ArgentSessionManager.open(path);
  expect(writer.buildSessionContext().messages.slice(2)).toMatchObject(expected);
  await writer.close();
  const ids = (await readFile(path, "utf8")).match(/"toolCallId":"\w+"/g);
  expect(ids?.sort()).toEqual(['"toolCallId":"one"', '"toolCallId":"three"', '"toolCallId":"two"']);
  const size = (await readFile(path)).length;
  await (await ArgentSessionManager.open(path)).close();
  expect((await readFile(path)).length).toBe(size);
});

test.each<[string, string]>([
  [
    "a compaction that kept them",
    line({ type: "compaction", id: "c", summary: "Said.", firstKeptEntryId: "a", tokensBefore: 1 }),
  ],
  [
    "an edit that took away what was said since",
    entry("c", "b", assistant("Never mind.")) +
      line({ type: "context_edit", id: "d", parentId: "c", targetId: "c", replacement: null }),
  ],
  ["a label", line({ type: "label", id: "c", targetId: "a", label: "here" })],
])("interrupted tool calls are found behind %s, too", async (_, lines) => {
  await writeFile(
    path,
    header + entry("a", null) + entry("b", "a", assistant("", ["one"])) + lines,
  );
  const session = await ArgentSessionManager.open(path);
  expect(session.getEntries().at(-1)).toMatchObject({ message: { toolCallId: "one" } });
  await session.close();
});

function line(fields: { type: string; id: string; [name: string]: unknown }): string {
  const place = { type: "", id: "", parentId: "b", timestamp: "2026-01-01T00:00:00.000Z" };
  return `${JSON.stringify({ ...place, ...fields })}\n`;
}
