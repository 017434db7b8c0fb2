import { type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { tool } from "../../../test/loop-kit.ts";
import { Agent } from "../../agent.ts";
import { ArgentSessionManager } from "../../session/session-manager.ts";
import { createSis } from "../create-sis.ts";
import { memoryLessonLog } from "../log/memory-lesson-log.ts";
import type { Sis } from "../sis.ts";

const bash = tool(
  "bash",
  async (_, { command }) => {
    const exitCode = String(command).startsWith("pnpm") ? 0 : 1;
    const content = [{ type: "text" as const, text: exitCode === 0 ? "12 passed" : "no tests" }];
    return { content, details: { exitCode }, isError: exitCode !== 0 };
  },
  { parameters: { type: "object", properties: { command: { type: "string" } } } },
);

const run = (command: string): ScriptedStep => ({
  toolCalls: [{ name: "bash", arguments: { command } }],
});

function createAgent(sis: Sis, steps: ScriptedStep[]) {
  const provider = scripted(steps);
  const agent = new Agent({
    provider,
    sis,
    session: ArgentSessionManager.inMemory(),
    lessonScope: "/project",
    initialState: { model: testModel(), tools: [bash] },
  });
  return { agent, provider };
}

/** Draws are high, so that nothing is withheld. */
const lucky = () => 0.99;

test("an agent that made a mistake once is told what works when the same is asked again", async () => {
  const sis = createSis({ log: memoryLessonLog(), random: lucky });
  const first = createAgent(sis, [
    run("npm run test"),
    run("pnpm run test"),
    { text: "All pass." },
  ]);
  await first.agent.prompt("Run the tests of this project.");
  const [lesson] = await sis.list();
  expect(lesson).toMatchObject({ status: "trial", scope: "/project" });
  expect(lesson?.do).toContain("pnpm run test");

  const answer = { text: `They pass [${lesson?.id}].` };
  const second = createAgent(sis, [run("pnpm run test"), answer]);
  await second.agent.prompt("Please run the tests again.");
  expect(JSON.stringify(second.provider.requests[0]?.messages)).toContain(`[${lesson?.id}] When:`);
  expect(await sis.explain(lesson?.id ?? "")).toMatchObject({ cited: 1 });
  expect(await sis.stats()).toMatchObject({ shown: 1, cited: 1, episodes: { succeeded: 2 } });
});

test("what the user corrects in the next prompt of a conversation is learned, and was a failure", async () => {
  const sis = createSis({ log: memoryLessonLog(), random: lucky });
  const { agent } = createAgent(sis, [
    run("pnpm run build"),
    { text: "Built." },
    { text: "All right." },
  ]);
  await agent.prompt("Build the project.");
  expect(await sis.stats()).toMatchObject({ episodes: { succeeded: 1, failed: 0 } });
  await agent.prompt("No, run pnpm run clean before you build the project.");
  expect(await sis.stats()).toMatchObject({ episodes: { succeeded: 1, failed: 1 } });
  const [lesson] = await sis.list();
  expect(lesson?.evidence).toMatchObject([{ kind: "correction" }]);
  expect(lesson?.do).toContain("pnpm run clean");
});
