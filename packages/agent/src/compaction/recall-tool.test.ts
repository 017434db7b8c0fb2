import { expect, test } from "vitest";
import { ArgentSessionManager } from "../session/session-manager.ts";
import type { AgentToolResult } from "../tool.ts";
import { createRecallTool } from "./recall-tool.ts";
import { answer, call, result, TestSession, userMessage } from "./test-session.ts";

async function setUp() {
  const session = ArgentSessionManager.inMemory();
  const tool = createRecallTool(session);
  const recall = (given: Parameters<typeof tool.execute>[1]) => tool.execute("id", given);
  return { session, recall };
}

const textOf = ({ content }: AgentToolResult) =>
  content.map((part) => (part.type === "text" ? part.text : "")).join("");

test("finds what a compaction took out of the context, and reads it whole", async () => {
  const { session, recall } = await setUp();
  await session.appendMessage(userMessage("What is the port?"));
  await session.appendMessage(answer([call("1", "bash", { command: "cat config" })]));
  const output = `${"# comment\n".repeat(3_000)}PORT = 4711\n`;
  const entry = await session.appendMessage(result("1", "bash", output));
  await session.appendCompaction("They looked at a file.", undefined, 9_000);

  const hits = textOf(await recall({ query: "port 4711" }));
  expect(hits).toContain(`[entry ${entry}, result of bash,`);
  expect(hits).toContain("PORT = 4711");
  expect(hits.length).toBeLessThan(2_000);

  const first = textOf(await recall({ entry }));
  expect(first).toContain("characters 0 to 16000 of 30012. Go on with offset 16000.]");
  const second = textOf(await recall({ entry, offset: 16_000 }));
  expect(first.split("]\n")[1] + (second.split("]\n")[1] ?? "")).toBe(output);
});

test("the best match comes first, and rare words count more", async () => {
  const { session, recall } = await setUp();
  for (let index = 0; index < 20; index++)
    await session.appendMessage(userMessage(`the test ${index}`));
  const best = await session.appendMessage(userMessage("the zebra"));
  await session.appendCompaction("s", undefined, 1);
  expect(textOf(await recall({ query: "the ZEBRA test" }))).toMatch(RegExp(`^\\[entry ${best},`));
});

test("leaves out what the model sees anyway, and its own earlier answers", async () => {
  const { session, recall } = await setUp();
  await session.appendMessage(userMessage("the first zebra"));
  await session.appendMessage(answer([call("1", "recall", { query: "zebra" })]));
  await session.appendMessage(result("1", "recall", "the first zebra"));
  const kept = await session.appendMessage(userMessage("the second zebra"));
  await session.appendCompaction("s", kept, 1);
  const hits = textOf(await recall({ query: "zebra" }));
  expect(hits.match(/zebra/g)).toHaveLength(1);
  expect(hits).toContain("the first zebra");
});

test("finds what a shortened result left out", async () => {
  const session = new TestSession();
  session.message(answer([call("1", "bash", {})]));
  const entry = session.message(result("1", "bash", "a zebra"));
  const tool = createRecallTool(session);
  expect(textOf(await tool.execute("1", { query: "zebra" }))).toContain("Nothing earlier");
  await session.appendContextEdit(entry, { content: "[left out]" });
  expect(textOf(await tool.execute("1", { query: "zebra" }))).toContain("a zebra");
});

test("shows again the images that a shortened result left out", async () => {
  const { session, recall } = await setUp();
  const image = { type: "image" as const, data: "aGk=", mimeType: "image/png" };
  await session.appendMessage(answer([call("1", "shot", {})]));
  const entry = await session.appendMessage(result("1", "shot", "", { content: [image] }));
  await session.appendContextEdit(entry, { content: "[left out]" });
  expect((await recall({ entry })).content).toEqual([
    { type: "text", text: expect.stringContaining(`[entry ${entry}, result of shot,`) },
    image,
  ]);
});

test("never gives half a character, nor characters behind the end", async () => {
  const { session, recall } = await setUp();
  const entry = await session.appendMessage(userMessage(`a${"🦓".repeat(9_000)}`));
  await session.appendCompaction("s", undefined, 1);
  for (const given of [{ entry }, { entry, offset: 16_000 }, { query: "a🦓" }, { query: "a" }])
    expect(textOf(await recall(given)).isWellFormed()).toBe(true);
  expect(textOf(await recall({ entry, offset: 20_000 }))).toContain("characters 18001 to 18001");
});

test("words in the order of the query are a better match", async () => {
  const { session, recall } = await setUp();
  const best = await session.appendMessage(userMessage("zebra crossing"));
  await session.appendMessage(userMessage("crossing zebra"));
  await session.appendCompaction("s", undefined, 1);
  expect(textOf(await recall({ query: "zebra crossing" }))).toMatch(RegExp(`^\\[entry ${best},`));
});

test("names other branches", async () => {
  const { session, recall } = await setUp();
  const root = await session.appendMessage(userMessage("begin"));
  await session.appendMessage(userMessage("a dead end with a zebra"));
  await session.branch(root);
  expect(textOf(await recall({ query: "zebra" }))).toContain(", on another branch]");
});

test.each([
  [{}, "Give words to search for"],
  [{ query: " " }, "Give words to search for"],
  [{ entry: "nope" }, 'There is no entry "nope"'],
])("says what is wrong with %j", async (given, message) => {
  const { recall } = await setUp();
  const answered = await recall(given);
  expect(answered.isError).toBe(true);
  expect(textOf(answered)).toContain(message);
});

test("says so when nothing is found", async () => {
  const { session, recall } = await setUp();
  await session.appendMessage(userMessage("begin"));
  const answered = await recall({ query: "zebra" });
  expect(textOf(answered)).toBe('Nothing earlier has any of the words of "zebra".');
  expect(answered.isError).toBeUndefined();
});
