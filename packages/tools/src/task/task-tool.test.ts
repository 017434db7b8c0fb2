import { Agent, type AgentTool, type AgentToolResult, ArgentSessionManager } from "@argent/agent";
import { addUsage, calculateCost, type Usage } from "@argent/ai";
import { type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { createApproval } from "../approval/approval.ts";
import { approvalRules } from "../approval/approval-rules.ts";
import { memoryBlobStore } from "../checkpoints/blob-store.ts";
import { createCheckpoints } from "../checkpoints/checkpoints.ts";
import { undoFiles } from "../checkpoints/undo-files.ts";
import { type CodingToolsOptions, createCodingTools } from "../coding-tools.ts";
import { memoryEnv } from "../env/memory-env.ts";

const model = testModel({ pricing: { input: 2, output: 10 } });

/** Tools whose children answer from a script. */
function parentOf(
  steps: ScriptedStep[],
  options: Partial<CodingToolsOptions> & Partial<CodingToolsOptions["task"]> = {},
) {
  const env = memoryEnv({ "a.txt": "a", "b.txt": "b" });
  const provider = scripted(steps);
  const sessions: ArgentSessionManager[] = [];
  const { approval, checkpoints, ...task } = options;
  const tools = createCodingTools({
    cwd: env.cwd,
    env,
    approval,
    checkpoints,
    task: {
      agent: { provider, retry: { maxRetries: 0 } },
      model,
      async createSession() {
        const session = ArgentSessionManager.inMemory(env.cwd);
        sessions.push(session);
        return session;
      },
      ...task,
    },
  });
  const taskTool = tools.find(({ name }) => name === "task") ?? expect.fail("no task tool");
  const run = (params: object = {}, signal?: AbortSignal) =>
    taskTool.execute("id", { description: "look around", prompt: "Look.", ...params }, signal);
  return { env, provider, sessions, tools, run };
}

function textOf({ content: [block] }: AgentToolResult): string {
  return block?.type === "text" ? block.text : expect.fail("no text");
}

function call(name: string, args: Record<string, unknown>) {
  return { name, arguments: args };
}

test("the parent gets the last message, the facts and the cost; the child has its own session", async () => {
  const { env, provider, sessions, run } = parentOf([
    {
      text: "First I look.",
      toolCalls: [
        call("read_file", { path: "a.txt" }),
        call("write_file", { path: "c", content: "c" }),
      ],
      usage: { input: 1000, output: 100 },
    },
    { text: "I wrote c.", usage: { input: 2000, output: 200 } },
  ]);
  const result = await run();
  expect(textOf(result)).toBe(
    'I wrote c.\n\n[Sub-agent "look around": 2 turns, 2 tool calls; changed /workspace/c]',
  );
  expect(result.details).toMatchObject({
    description: "look around",
    stopReason: "stop",
    changedFiles: ["/workspace/c"],
    sessionId: sessions[0]?.getSessionId(),
  });
  expect(result.usage).toMatchObject({ input: 3000, output: 300, totalTokens: 3300 });
  expect(result.usage?.cost.total).toBeCloseTo(0.006 + 0.003);
  expect(await env.stat("c")).toMatchObject({ ok: true });
  const [session] = sessions;
  expect(session?.getSessionName()).toBe("look around");
  expect(session?.buildSessionContext().messages.map(({ role }) => role)).toEqual([
    "user",
    "assistant",
    "toolResult",
    "toolResult",
    "assistant",
  ]);
  const [first] = provider.requests;
  expect(first?.messages).toHaveLength(1);
  expect(first?.systemPrompt).toContain("your last message");
  expect(first?.tools?.map(({ name }) => name)).not.toContain("task");
});

test("the cost of a child is in the result that the parent's session keeps", async () => {
  const { tools, provider } = parentOf([
    { toolCalls: [call("task", { description: "look", prompt: "Look." })], usage: { input: 10 } },
    { text: "Nothing there.", usage: { input: 100, output: 5 } },
    { text: "Done.", usage: { input: 20 } },
  ]);
  const session = ArgentSessionManager.inMemory();
  const agent = new Agent({ provider, session, initialState: { model, tools } });
  const messages = await agent.prompt("Go.");
  const usages = messages.flatMap((message) => ("usage" in message ? (message.usage ?? []) : []));
  expect(usages.reduce((one: Usage, other: Usage) => addUsage(one, other))).toMatchObject({
    input: 130,
  });
  const result = session
    .buildSessionContext()
    .messages.find((message) => message.role === "toolResult");
  expect(result).toMatchObject({ usage: { input: 100, output: 5 } });
  expect(result?.usage?.cost).toEqual(calculateCost(model, result?.usage ?? expect.fail()));
});

test("a child has the tools that were asked for, of those that there are", async () => {
  const names = async (params: object) => {
    const { provider, run } = parentOf([{ text: "ok" }]);
    await run(params);
    return provider.requests[0]?.tools?.map(({ name }) => name);
  };
  expect(await names({ tools: ["grep", "bash"] })).toEqual(["bash", "grep"]);
  expect(await names({ readOnly: true })).toEqual(["read_file", "grep", "find", "ls"]);
  expect(await names({ readOnly: true, tools: ["ls", "bash"] })).toEqual(["ls"]);
  const { run } = parentOf([]);
  await expect(run({ tools: ["ls", "task", "sudo"] })).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining("no tool task, sudo for a sub-agent. Choose from: read_file"),
  });
});

test("a child that may less finds less", async () => {
  const rules = [{ decision: "deny", paths: ["/workspace/b.txt"] }] as const;
  const { provider, run } = parentOf(
    [{ toolCalls: [call("grep", { pattern: "[ab]" })] }, { text: "ok" }],
    { policies: [approvalRules(rules)] },
  );
  await run();
  const text = "a.txt:1: a\n\n[1 files with matches must not be shown]";
  expect(provider.requests[1]?.messages.at(-1)).toMatchObject({ content: [{ text }] });
});

test("what a child changes belongs to the turn of its parent, and is undone with it", async () => {
  const env = memoryEnv({ a: "old" });
  const session = ArgentSessionManager.inMemory();
  const blobs = memoryBlobStore();
  const provider = scripted([
    { toolCalls: [call("write_file", { path: "a", content: "new" })] },
    { text: "Done." },
  ]);
  const tools = createCodingTools({
    cwd: env.cwd,
    env,
    checkpoints: createCheckpoints({ env, blobs, session }),
    task: {
      agent: { provider },
      model,
      createSession: async () => ArgentSessionManager.inMemory(),
    },
  });
  await session.appendMessage({ role: "user", content: "go", timestamp: 1 });
  const task = tools.find(({ name }) => name === "task") ?? expect.fail("no task tool");
  await task.execute("id", { description: "change", prompt: "Change a." });
  const content = async () => {
    const read = await env.readFile("a");
    return read.ok ? Buffer.from(read.value).toString() : expect.fail(read.error.message);
  };
  expect(await content()).toBe("new");
  const undone = await undoFiles({ env, blobs, session });
  expect(undone).toEqual([{ path: "/workspace/a", outcome: "restored" }]);
  expect(await content()).toBe("old");
});

test("a person who is asked is told which sub-agent asks", async () => {
  const asked: unknown[] = [];
  const approval = createApproval({
    mode: "ask-before-write",
    async ask({ tool, agent, isolation }) {
      asked.push([tool, agent, isolation.description]);
      return { allow: false, reason: "no" };
    },
  });
  const { run, env } = parentOf(
    [
      { toolCalls: [call("write_file", { path: "a.txt", content: "x" })] },
      { text: "It was denied." },
    ],
    { approval },
  );
  expect(textOf(await run())).toContain("It was denied.");
  expect(asked).toEqual([["write_file", "look around", "files in memory only"]]);
  const read = await env.readFile("a.txt");
  expect(read.ok && Buffer.from(read.value).toString()).toBe("a");
});

test("a child that does not come to an end is a failure that says why, with what it said last", async () => {
  const looking = { text: "Looking.", toolCalls: [call("ls", {})] };
  const table: [ScriptedStep[], string, object][] = [
    [[looking, looking], "reached its limit of turns", { stopReason: "limit", turns: 2 }],
    [[looking, { error: { kind: "auth" } }], "The sub-agent failed: ", { stopReason: "error" }],
    [[{ text: "Half", stopReason: "length" }], "was cut off", { stopReason: "length" }],
  ];
  for (const [steps, message, details] of table) {
    const result = await parentOf(steps, { maxTurns: 2 }).run();
    expect(result).toMatchObject({ isError: true, details });
    expect(textOf(result)).toContain(message);
    expect(textOf(result)).toMatch(/Looking\.|Half/);
  }
});

test("an abort ends the child, and what it spent is still counted", async () => {
  const abort = new AbortController();
  const { run, sessions } = parentOf([
    { toolCalls: [call("ls", {})], usage: { input: 50 } },
    () => {
      abort.abort();
      return { text: "never" };
    },
  ]);
  const result = await run({}, abort.signal);
  expect(result).toMatchObject({
    isError: true,
    usage: { input: expect.toSatisfy((input) => input >= 50) },
    details: { stopReason: "aborted", turns: 2 },
  });
  await expect(sessions[0]?.appendSessionInfo("later")).rejects.toThrow();
});

test("a long last message is shortened, its beginning and its end are kept", async () => {
  const text = Array.from({ length: 1000 }, (_, index) => `line ${index}`).join("\n");
  const shown = textOf(await parentOf([{ text }]).run());
  expect(shown).toMatch(/^line 0\n/);
  expect(shown).toContain("left out ...]");
  expect(shown).toContain("line 999");
  expect(Buffer.byteLength(shown)).toBeLessThan(9 * 1024);
});

test("says what the child is doing", async () => {
  const updates: string[] = [];
  const { tools } = parentOf([{ toolCalls: [call("ls", {})] }, { text: "ok" }]);
  const taskTool: AgentTool | undefined = tools.at(-1);
  await taskTool?.execute("id", { description: "look", prompt: "x" }, undefined, (update) =>
    updates.push(textOf(update)),
  );
  expect(updates).toEqual(["look: call 1, ls"]);
});
