import { type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { fakeSis, selection } from "../../../test/sis-kit.ts";
import { Agent } from "../../agent.ts";
import { memoryEntryLog, memoryLogStorage } from "../../session/memory-entry-log.ts";
import { SessionError } from "../../session/session-error.ts";
import { ArgentSessionManager } from "../../session/session-manager.ts";
import { assertPrefixStable } from "../../testing/expect-prefix-stable.ts";
import type { Sis } from "../sis.ts";

const model = testModel({ contextWindow: 8_000, maxTokens: 1_000 });

function setUp(session: ArgentSessionManager, sis: Sis, steps: ScriptedStep[]) {
  const provider = scripted(steps);
  const initialState = { model, systemPrompt: "Be brief." };
  return { provider, agent: new Agent({ provider, session, sis, initialState }) };
}

test("lessons are an entry of their own, before the message that they are for", async () => {
  const session = ArgentSessionManager.inMemory();
  const { agent } = setUp(session, fakeSis(() => selection(["L-a"], ["L-b"])).sis, [
    { text: "ok" },
  ]);
  await agent.prompt("go");
  const entries = session.getEntries();
  expect(entries.map(({ type }) => type)).toEqual([
    "model_change",
    "custom_message",
    "message",
    "message",
  ]);
  expect(entries[1]).toMatchObject({
    customType: "argent.lessons",
    display: false,
    details: { lessons: ["L-a"], withheld: ["L-b"] },
    parentId: entries[0]?.id,
  });
});

test("who opens the session again has the same messages, and does not show its lessons twice", async () => {
  const storage = memoryLogStorage();
  const session = await ArgentSessionManager.open(memoryEntryLog(storage));
  const before = setUp(session, fakeSis(() => selection(["L-a"])).sis, [{ text: "ok" }]);
  await before.agent.prompt("go");
  await session.close();

  const reopened = await ArgentSessionManager.open(memoryEntryLog(storage));
  const { sis, contexts, episodes } = fakeSis(() => selection(["L-b"]));
  const after = setUp(reopened, sis, [{ text: "ok" }]);
  expect(after.agent.state.messages).toEqual(before.agent.state.messages);
  await after.agent.prompt("more");
  expect(contexts).toMatchObject([{ live: ["L-a"] }]);
  // What an earlier run was shown is not this one's.
  expect(episodes).toMatchObject([{ shown: ["L-b"], sessionId: session.getSessionId() }]);
  const [request, next] = [before.provider.requests[0], after.provider.requests[0]];
  if (!request || !next) throw new Error("Both agents have asked.");
  assertPrefixStable(request, next);
});

test("a lesson that a compaction has taken away can be shown again", async () => {
  const session = ArgentSessionManager.inMemory();
  const { sis, contexts } = fakeSis((_, index) => selection([`L-${index}`]));
  const long = { text: "word ".repeat(2_500) };
  const answers = [long, long, { text: "end" }, { text: "end" }];
  const step: ScriptedStep = (request) =>
    request.cacheRetention === "none" ? { text: "## Goal\nWords." } : (answers.shift() ?? {});
  const { agent } = setUp(session, sis, Array(8).fill(step));
  for (const prompt of ["first", "second", "third", "fourth"]) await agent.prompt(prompt);
  expect(session.getEntries().some(({ type }) => type === "compaction")).toBe(true);
  const live = contexts.map((context) => context.live);
  expect(live.slice(0, 3)).toEqual([[], ["L-0"], ["L-0", "L-1"]]);
  expect(live[3]).not.toContain("L-0");
  expect(live[3]).toContain("L-2"); // those of the latest prompt are still there
});

test("lessons that could not be written were not shown", async () => {
  const log = memoryEntryLog();
  let isFull = true;
  const session = await ArgentSessionManager.open({
    ...log,
    append(lines, at) {
      const isRefused = isFull && lines.some((line) => line.includes("argent.lessons"));
      if (!isRefused) return log.append(lines, at);
      return Promise.reject(new SessionError("write_failed", "No space left."));
    },
  });
  const { sis, contexts, episodes } = fakeSis(() => selection(["L-a"]));
  const { agent } = setUp(session, sis, [{ text: "ok" }]);
  await agent.prompt("go");
  expect(agent.state.errorMessage).toContain("No space left.");
  expect(agent.state.messages.map(({ role }) => role)).toEqual(["assistant"]);
  expect(episodes).toEqual([]);
  isFull = false;
  await agent.prompt("go");
  expect(contexts.map(({ live }) => live)).toEqual([[], []]);
  expect(episodes).toMatchObject([{ shown: ["L-a"] }]);
});
