import assert from "node:assert/strict";
import { Agent, type AgentTool, createSis, memoryLessonLog } from "@argent/agent";
import { type Step, scripted, testModel } from "@argent/ai/testing";
import { Type } from "@sinclair/typebox/type";

const BashArguments = Type.Object({ command: Type.String() });

// Stands for the shell of a repository whose tests need pnpm.
const bash: AgentTool<typeof BashArguments> = {
  name: "bash",
  description: "Runs a command.",
  parameters: BashArguments,
  async execute(_id, { command }) {
    if (command !== "pnpm test") throw new Error("ERR! workspace:^ is unknown");
    return { content: [{ type: "text", text: "12 tests passed" }], details: { exitCode: 0 } };
  },
};

// jsonlLessonLog("lessons.jsonl") keeps them. Nothing is withheld here, so that the output is always the same.
const sis = createSis({ log: memoryLessonLog(), policy: { holdout: { trial: 0, active: 0 } } });

/** A conversation of its own, with a model that does as it is told. */
async function ask(prompt: string, steps: Step[]): Promise<void> {
  const provider = scripted(steps);
  const agent = new Agent({ provider, sis, initialState: { model: testModel(), tools: [bash] } });
  const run = agent.prompt(prompt);
  run.on("lesson_injected", ({ lessons }) => {
    for (const { title } of lessons) console.log(`shown: ${title}`);
  });
  await run;
}

const call = (command: string) => ({ toolCalls: [{ name: "bash", arguments: { command } }] });

await ask("Run the tests.", [call("npm test"), call("pnpm test"), { text: "They pass." }]);
const [lesson] = await sis.list();
assert(lesson);
console.log(`learned: ${lesson.title}`);

await ask("Run the tests, please.", [call("pnpm test"), { text: "They pass." }]);
const { shown, confidence } = await sis.explain(lesson.id);
console.log(
  `successes with it: ${shown.succeeded.toFixed()}, confidence: ${confidence.toFixed(2)}`,
);
