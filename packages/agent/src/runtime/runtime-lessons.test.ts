import { testModel } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { say, tool } from "../../test/loop-kit.ts";
import { noEnv } from "../../test/no-env.ts";
import { gate, setUpRuntime } from "../../test/runtime-kit.ts";
import { fakeSis, selection } from "../../test/sis-kit.ts";
import { Agent } from "../agent.ts";
import type { AgentEvent } from "../event.ts";

const env = () => ({ ...noEnv, cwd: "/project" });

test("a result names the lessons that were shown in its run, and the run is recorded under its id", async () => {
  const { sis, contexts, episodes } = fakeSis((_, index) => selection([`L-${index}`], ["L-x"]));
  const { runtime } = setUpRuntime([{ text: "npm test" }, { text: "pnpm test" }], { sis, env });
  const asked = runtime.run({ sessionKey: "s", prompt: "How do I run the tests?" });
  const corrected = runtime.run({ sessionKey: "s", prompt: "No, use pnpm." });
  expect((await asked).lessons).toEqual([{ id: "L-0", title: "Title of L-0" }]);
  expect((await corrected).lessons).toEqual([{ id: "L-1", title: "Title of L-1" }]);
  expect(contexts).toMatchObject([
    { scope: "/project", live: [] },
    { scope: "/project", live: ["L-0"] },
  ]);
  const [first, second] = episodes;
  expect(first).toMatchObject({ id: asked.runId, scope: "/project", shown: ["L-0"] });
  expect(second).toMatchObject({ id: corrected.runId, prompt: "No, use pnpm.", shown: ["L-1"] });
  expect(first?.sessionId).toBeDefined();
  expect(second?.sessionId).toBe(first?.sessionId);
});

test("a run without lessons, or without a Sis, or that could not begin, has an empty list", async () => {
  const { sis } = fakeSis(() => selection([], ["L-x"]));
  const { runtime } = setUpRuntime([{ text: "ok" }], { sis });
  expect((await runtime.run({ sessionKey: "s", prompt: "go" })).lessons).toEqual([]);
  const plain = setUpRuntime([{ text: "ok" }]).runtime;
  expect((await plain.run({ sessionKey: "s", prompt: "go" })).lessons).toEqual([]);
  const broken = setUpRuntime([], { sis, model: undefined }).runtime;
  expect(await broken.run({ sessionKey: "s", prompt: "go" })).toMatchObject({
    success: false,
    lessons: [],
  });
});

test("the host can say where lessons hold", async () => {
  const { sis, contexts, episodes } = fakeSis();
  const { runtime } = setUpRuntime([{ text: "ok" }, { text: "ok" }], {
    sis,
    env,
    lessonScope: ({ sessionKey }, { cwd }) => (sessionKey === "s" ? `${cwd}#s` : undefined),
  });
  await runtime.run({ sessionKey: "s", prompt: "go" });
  await runtime.run({ sessionKey: "other", prompt: "go" });
  expect(contexts.map(({ scope }) => scope)).toEqual(["/project#s", undefined]);
  expect(episodes.map(({ scope }) => scope)).toEqual(["/project#s", undefined]);
});

test("what steers a run has lessons of its own, and the result names them all", async () => {
  const { sis, contexts } = fakeSis((_, index) => selection([`L-${index}`]));
  const first = gate("thinking");
  const { runtime } = setUpRuntime([first.step, { text: "done" }], { sis });
  const run = runtime.run({ sessionKey: "s", prompt: "go" });
  await first.asked;
  const steered = runtime.run({ sessionKey: "s", prompt: "also this", mode: "steer" });
  first.open();
  expect((await run).lessons.map(({ id }) => id)).toEqual(["L-0", "L-1"]);
  expect(await steered).toMatchObject({ steered: true, lessons: (await run).lessons });
  expect(contexts).toMatchObject([
    { prompt: "go", live: [] },
    { prompt: "also this", live: ["L-0"] },
  ]);
});

test("an agent that a tool makes has no lessons unless the tool asks for them", async () => {
  const { sis, episodes } = fakeSis();
  const { runtime } = setUpRuntime(
    [{ toolCalls: [{ name: "delegate" }] }, { text: "from below" }, { text: "done" }],
    {
      sis,
      tools: (run) => [
        tool("delegate", async () => {
          const below = new Agent({ ...run.agent, initialState: { model: testModel() } });
          await below.prompt("look into it");
          return say("looked");
        }),
      ],
    },
  );
  expect(await runtime.run({ sessionKey: "s", prompt: "go" })).toMatchObject({ turns: 2 });
  expect(episodes.map(({ prompt }) => prompt)).toEqual(["go"]);
});

test("a reader that missed the message with lessons can read it again", async () => {
  const { sis } = fakeSis(() => selection(["L-a"]));
  const { runtime } = setUpRuntime([{ text: "ok" }], { sis });
  const run = runtime.run({ sessionKey: "s", prompt: "go" });
  const events: AgentEvent[] = [];
  for await (const event of run) events.push(event);
  const told = events.flatMap((event) =>
    event.type === "message_end" ? [{ seq: event.seq, message: event.message }] : [],
  );
  expect(told.map(({ message }) => message.role)).toEqual(["custom", "user", "assistant"]);
  const again: unknown[] = [];
  for await (const finished of run.finishedMessages?.(-1, 1_000) ?? []) again.push(finished);
  expect(again).toEqual(told);
});
