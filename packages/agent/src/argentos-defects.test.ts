import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { scripted, testModel } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { Agent } from "./agent.ts";
import { ArgentSessionManager } from "./session/session-manager.ts";
import { createSis } from "./sis/create-sis.ts";
import type { Episode } from "./sis/episode.ts";
import { memoryLessonLog } from "./sis/log/memory-lesson-log.ts";
import { defaultPolicy } from "./sis/policy.ts";
import type { AgentTool } from "./tool.ts";

const root = join(import.meta.dirname, "..", "..", "..");

/** A row ends with its tests: a file, then the names of one or several of its tests. */
interface Row {
  readonly number: number;
  readonly tests: readonly { readonly file: string; readonly name: string }[];
}

function readRow(line: string): Row {
  const cells = line.split(" | ");
  const tests = (cells.at(-1) ?? "").split("`").slice(1);
  return {
    number: Number(cells[0]?.slice(2)),
    tests: tests.flatMap((file, index) => {
      const names = index % 2 === 0 ? (tests[index + 1] ?? "") : "";
      return [...names.matchAll(/"(.*?)"/g)].map(([, name = ""]) => ({ file, name }));
    }),
  };
}

test("every defect on the page has a test, and the test is there", async () => {
  const page = await readFile(join(root, "docs", "argentos-defects.md"), "utf8");
  const rows = page
    .split("\n")
    .filter((line) => /^\| \d/.test(line))
    .map(readRow);
  expect(rows.map(({ number }) => number)).toEqual(rows.map((_, index) => index + 1));
  expect(rows.filter(({ tests }) => tests.length === 0)).toEqual([]);
  for (const { file, name } of rows.flatMap(({ tests }) => tests)) {
    const source = await readFile(join(root, file), "utf8");
    expect(source.includes(`"${name}"`), `${file}: "${name}"`).toBe(true);
  }
});

const start = Date.UTC(2026, 0, 1);
const prompt = "Run the tests.";

/** A run in which `npm test` failed and `pnpm test` did not. */
const retried: Episode = {
  id: "first",
  at: start,
  sessionId: "one",
  prompt,
  calls: [
    { name: "bash", arguments: { command: "npm test" }, isError: true, exitCode: 1 },
    { name: "bash", arguments: { command: "pnpm test" }, isError: false, exitCode: 0 },
  ],
  stopReason: "stop",
};

/** A later run that went well with some lessons. */
function wentWell(id: string, shown: string[], at = start): Episode {
  return { ...retried, id, at, sessionId: id, calls: retried.calls.slice(1), shown };
}

test("18: a lesson that nobody knows yet is chosen, and earns its confidence", async () => {
  const sis = createSis({ log: memoryLessonLog(), now: () => start, random: () => 0.9 });
  const { added } = await sis.record(retried);
  const id = added[0]?.id ?? "";
  expect(added).toMatchObject([{ status: "trial" }]);
  const { lessons } = await sis.select({ prompt, tools: ["bash"] });
  expect(lessons.map(({ lesson }) => lesson.id)).toEqual([id]);
  const before = await sis.explain(id);
  for (const number of [1, 2, 3]) await sis.record(wentWell(`later-${number}`, [id]));
  const after = await sis.explain(id);
  expect(before.confidence).toBeCloseTo(0.5);
  expect(after).toMatchObject({ shown: { succeeded: 3, failed: 0 } });
  expect(after.confidence).toBeGreaterThan(before.confidence + 0.2);
});

test("19: a call that failed and then succeeded teaches a lesson that another session is given", async () => {
  const sis = createSis({ log: memoryLessonLog(), random: () => 0.9 });
  const bash: AgentTool = {
    name: "bash",
    description: "Runs a command.",
    parameters: { type: "object", properties: { command: { type: "string" } } },
    async execute(_id, params) {
      if (!JSON.stringify(params).includes("pnpm test")) throw new Error("exit code 1");
      return { content: [{ type: "text", text: "passed" }] };
    },
  };
  const call = (command: string) => ({ toolCalls: [{ name: "bash", arguments: { command } }] });
  const provider = scripted([
    call("npm test"),
    call("pnpm test"),
    { text: "They pass." },
    { text: "They pass again." },
  ]);
  for (const _ of ["first", "second"]) {
    const session = ArgentSessionManager.inMemory();
    const initialState = { model: testModel(), tools: [bash] };
    await new Agent({ provider, session, sis, initialState }).prompt(prompt);
    await session.close();
  }
  const [lesson] = await sis.list();
  expect(lesson?.do).toContain("pnpm test");
  const sent = provider.requests.map(({ messages }) => JSON.stringify(messages));
  expect(sent.map((text) => text.includes(lesson?.id ?? "no lesson"))).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test("19: an episode counts half after the policy's milliseconds", async () => {
  let now = start;
  const sis = createSis({ log: memoryLessonLog(), now: () => now, random: () => 0.9 });
  const { added } = await sis.record(retried);
  const id = added[0]?.id ?? "";
  await sis.record(wentWell("later", [id]));
  now += 2 * 60 * 60 * 1000; // "2h"
  expect((await sis.explain(id)).shown.succeeded).toBeGreaterThan(0.99);
  now = start + defaultPolicy.halfLifeMs;
  expect((await sis.explain(id)).shown.succeeded).toBeCloseTo(0.5);
});
