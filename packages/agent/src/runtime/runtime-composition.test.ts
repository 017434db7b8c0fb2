// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates under test are written so
import { manualClock, type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { diskEnv } from "../../test/disk-env.ts";
import { say, tool } from "../../test/loop-kit.ts";
import type { AgentStreamEvent } from "../lifecycle/stream-event.ts";
import type { PromptProblem } from "../prompt/prompt-problem.ts";
import { type ArgentRuntimeOptions, createArgentRuntime } from "./argent-runtime.ts";
import { memorySessionStore } from "./session-store.ts";

/** A runtime over a workspace with these files, with a tool `look` and a tool `change`. */
async function start(
  files: Record<string, string>,
  steps: ScriptedStep[],
  options: Partial<ArgentRuntimeOptions> = {},
) {
  const workspace = await diskEnv(files);
  const clock = manualClock(1_000);
  const provider = scripted(steps, { clock });
  const events: AgentStreamEvent[] = [];
  const runtime = createArgentRuntime({
    provider,
    clock,
    model: testModel(),
    env: () => ({ ...workspace, close: async () => {} }),
    tools: () => ["look", "change"].map((name) => tool(name, async () => say(`${name} ran`))),
    sessions: memorySessionStore(),
    skillFolders: ["skills"],
    templateFolders: ["prompts"],
    ...options,
  });
  runtime.onStream((event) => events.push(event));
  return {
    runtime,
    provider,
    workspace,
    events,
    /** What the model was sent with a request, as text. */
    sent: (index: number) => JSON.stringify(provider.requests[index]?.messages ?? []),
    [Symbol.asyncDispose]: () => workspace[Symbol.asyncDispose](),
  };
}

const skill = (name: string, more: string, body: string) =>
  `---\nname: ${name}\ndescription: Does ${name}.\n${more}---\n${body}\n`;

const review = { "skills/review/SKILL.md": skill("review", "tools: [look]\n", "Look closely.") };
const call = (name: string, args: Record<string, unknown> = {}): ScriptedStep => ({
  toolCalls: [{ name, arguments: args }],
});

test("a skill is listed with name, description and location, and loaded when the model asks for it", async () => {
  await using started = await start(review, [
    call("skill", { name: "review", arguments: "src/a.ts" }),
    { text: "done" },
  ]);
  await started.runtime.run({ sessionKey: "s", prompt: "go" });
  const prompt = started.provider.requests[0]?.systemPrompt;
  for (const text of ["review", "Does review.", "skills/review/SKILL.md"]) {
    expect(prompt).toContain(text);
  }
  expect(prompt).not.toContain("Look closely.");
  expect(started.sent(1)).toContain("Look closely.");
  expect(started.sent(1)).toContain("src/a.ts");
});

test("after a person has invoked a skill only its tools run, until the next message", async () => {
  await using started = await start(review, [
    call("change"),
    call("look"),
    { text: "done" },
    call("change"),
    { text: "done" },
  ]);
  const { runtime, sent } = started;
  await runtime.run({ sessionKey: "s", prompt: "/skill:review src/a.ts" });
  expect(sent(0)).toContain("Look closely.");
  expect(sent(0)).toContain("src/a.ts");
  expect(sent(2)).not.toContain("change ran");
  expect(sent(2)).toContain("look ran");
  await runtime.run({ sessionKey: "s", prompt: "now change it" });
  expect(sent(4)).toContain("change ran");
});

test("a skill that is not there is a failed run, and nothing is asked", async () => {
  await using started = await start(review, []);
  const result = await started.runtime.run({ sessionKey: "s", prompt: "/skill:reviev" });
  expect(result).toMatchObject({ success: false, error: { kind: "invalid_request" } });
  expect(result.error?.message).toContain("review");
  expect(started.provider.callCount).toBe(0);
});

test("a template command stands for its text, with the arguments filled in", async () => {
  const files = { "prompts/compare.md": "Compare $1 with ${@:2:2}; all: $@." };
  await using started = await start(files, [{ text: "done" }]);
  await started.runtime.run({ sessionKey: "s", prompt: "/compare a 'b c' d e" });
  expect(started.sent(0)).toContain("Compare a with b c d; all: a b c d e.");
});

test("prompt, injected files and descriptions of tools are filled when a session starts, and stay so", async () => {
  const files = { "AGENTS.md": "The customer is ${customer}. Keep ${other}." };
  let customer = "Ada";
  const sessions = memorySessionStore();
  await using started = await start(files, [{ text: "1" }, { text: "2" }, { text: "3" }], {
    sessions,
    parameters: () => ({ customer }),
    tools: () => [tool("look", async () => say(""), { description: "Looks for ${customer}." })],
  });
  const { runtime, provider } = started;
  await runtime.run({ sessionKey: "a", prompt: "1" });
  customer = "Ben";
  await runtime.run({ sessionKey: "a", prompt: "2" });
  await runtime.run({ sessionKey: "b", prompt: "3" });
  const told = provider.requests.map(({ systemPrompt = "", tools = [] }) => [
    /The customer is (\w+)/.exec(systemPrompt)?.[1],
    tools[0]?.description,
  ]);
  expect(told).toEqual([
    ["Ada", "Looks for Ada."],
    ["Ada", "Looks for Ada."],
    ["Ben", "Looks for Ben."],
  ]);
  expect(provider.requests[0]?.systemPrompt).toContain("Keep ${other}.");
});

test("without parameters nothing is taken for a template", async () => {
  await using started = await start({ "AGENTS.md": "Use ${HOME} and $1." }, [{ text: "ok" }]);
  await started.runtime.run({ sessionKey: "s", prompt: "go" });
  expect(started.provider.requests[0]?.systemPrompt).toContain("Use ${HOME} and $1.");
});

test("what is wrong with skills, templates and files is reported with the request", async () => {
  const problems: [string, string][] = [];
  const onProblem = ({ code }: PromptProblem, { sessionKey }: { sessionKey: string }) =>
    problems.push([sessionKey, code]);
  await using started = await start(
    {
      ...review,
      "skills/other/SKILL.md": skill("review", "", "Also."),
      "skills/mute/SKILL.md": "---\nname: mute\n---\nNothing.",
      "prompts/bad.md": "---\n: [\n---\n",
      "AGENTS.md": "x".repeat(30_000),
    },
    [{ text: "ok" }],
    { onProblem },
  );
  await started.runtime.run({ sessionKey: "s", prompt: "/unknown" });
  expect(problems.map(([, code]) => code)).toEqual(
    expect.arrayContaining([
      "duplicate",
      "missing_description",
      "invalid_front_matter",
      "truncated",
    ]),
  );
  expect(new Set(problems.map(([sessionKey]) => sessionKey))).toEqual(new Set(["s"]));
});

test("a session that grows too long is compacted by its run, and the stream says so", async () => {
  const long = "word ".repeat(2_500);
  const left = [long, long, "end"];
  const step: ScriptedStep = ({ cacheRetention }) => ({
    text: cacheRetention === "none" ? "## Goal\nCount the words." : (left.shift() ?? "ok"),
  });
  await using started = await start({}, Array(10).fill(step), {
    model: testModel({ contextWindow: 8_000, maxTokens: 1_000 }),
    systemPrompt: () => "Be brief.",
  });
  const { runtime, events, provider } = started;
  for (const prompt of ["1", "2", "3"]) {
    expect(await runtime.run({ sessionKey: "s", prompt })).toMatchObject({ success: true });
  }
  const compactions = events.filter((event) => event.type === "compaction");
  expect(compactions.length).toBeGreaterThan(0);
  expect(compactions[0]).toMatchObject({ sessionKey: "s", reason: "threshold" });
  expect(JSON.stringify(provider.requests.at(-1)?.messages)).toContain("Count the words.");
});

test.each([
  ["agent:main:main", true],
  ["agent:main:whatsapp:dm:+123456", true],
  ["cli:main:subagent:1", false],
  ["cron:backup", false],
])("the session %s sees the workspace's files: %s", async (sessionKey, sees) => {
  await using started = await start({ "SOUL.md": "You are calm." }, [{ text: "ok" }]);
  await started.runtime.run({ sessionKey, prompt: "go" });
  expect(started.provider.requests[0]?.systemPrompt?.includes("You are calm.")).toBe(sees);
});

test("a scheduled job does not use up the first run, which a person has not seen yet", async () => {
  await using started = await start({ "BOOTSTRAP.md": "Choose a name." }, [
    { text: "1" },
    { text: "2" },
    { text: "3" },
  ]);
  const { runtime, provider } = started;
  for (const sessionKey of ["cron:backup", "cli:main", "cli:main"]) {
    await runtime.run({ sessionKey, prompt: "go" });
  }
  const shown = provider.requests.map(({ systemPrompt }) =>
    systemPrompt?.includes("Choose a name."),
  );
  expect(shown).toEqual([false, true, false]);
});

test("a first run that cannot be remembered succeeds all the same, and says so", async () => {
  const problems: string[] = [];
  await using started = await start({ "BOOTSTRAP.md": "Choose a name." }, [{ text: "1" }], {
    env: () => ({
      ...started.workspace,
      writeFile: async () => ({
        ok: false,
        error: { code: "permission_denied", message: "Nothing may be written here." },
      }),
      close: async () => {},
    }),
    onProblem: ({ code, message }) => problems.push(`${code}: ${message}`),
  });
  expect(await started.runtime.run({ sessionKey: "cli:main", prompt: "go" })).toMatchObject({
    success: true,
  });
  expect(problems).toEqual([expect.stringMatching(/^unwritable: .*Nothing may be written here/)]);
});

test("the rules of the repository come before those of the working folder in it", async () => {
  await using started = await start(
    { ".git/HEAD": "", "AGENTS.md": "Outer rule.", "app/AGENTS.md": "Inner rule." },
    [{ text: "ok" }],
    { env: () => ({ ...started.workspace, cwd: `${started.workspace.cwd}/app` }) },
  );
  await started.runtime.run({ sessionKey: "cli:main", prompt: "go" });
  const prompt = started.provider.requests[0]?.systemPrompt ?? "";
  expect(prompt.indexOf("Outer rule.")).toBeGreaterThan(-1);
  expect(prompt.indexOf("Inner rule.")).toBeGreaterThan(prompt.indexOf("Outer rule."));
});
