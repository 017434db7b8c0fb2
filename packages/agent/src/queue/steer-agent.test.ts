import { setImmediate } from "node:timers/promises";
import { type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { Agent } from "../agent.ts";
import type { AgentEvent } from "../event.ts";
import type { SteeringPolicy } from "../loop/config.ts";
import type { AgentMessage } from "../message.ts";
import type { AgentTool } from "../tool.ts";
import type { EnqueueOptions } from "./run-queue.ts";
import { SessionQueue } from "./session-queue.ts";
import { type SteerAgentOptions, steerAgent } from "./steer-agent.ts";

interface SetUp {
  /** What the model says in the turn of each message. */
  scripts: Record<string, ScriptedStep[]>;
  steeringPolicy?: SteeringPolicy;
  onEvent?: (event: AgentEvent) => void;
  options?: SteerAgentOptions;
}

/** A queue whose turns are runs of a scripted agent, which has a tool that works until the test ends it. */
function setUp({
  scripts,
  steeringPolicy = "cancel-running",
  onEvent = () => {},
  options = {},
}: SetUp) {
  const working = Promise.withResolvers<{ finish(): void }>();
  const work: AgentTool = {
    name: "work",
    description: "work",
    parameters: { type: "object" },
    execute: (_id, _params, signal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
        working.resolve({ finish: () => resolve({ content: [{ type: "text", text: "done" }] }) });
      }),
  };
  const queue = new SessionQueue<{ messages: AgentMessage[] }>({
    async execute(turn) {
      const agent = new Agent({
        provider: scripted(scripts[turn.content] ?? []),
        steeringPolicy,
        initialState: { model: testModel(), tools: [work] },
      });
      agent.subscribe(onEvent);
      steerAgent(turn, agent, options);
      return { messages: await agent.prompt(turn.content, turn.signal) };
    },
  });
  const send = (content: string, options?: EnqueueOptions) =>
    queue.enqueue("s", content, "user", {}, options);
  return { queue, send, working: working.promise };
}

const useTool: ScriptedStep = { toolCalls: [{ name: "work" }] };
const rolesOf = ({ messages }: { messages: AgentMessage[] }) => messages.map(({ role }) => role);

test("a steer message cancels the running tool and is answered by the same run", async () => {
  const { send, working } = setUp({ scripts: { go: [useTool, { text: "Turned left." }] } });
  const answer = send("go");
  await working;
  const steered = await send("left", { mode: "steer" });
  expect(steered.steered).toBe(true);
  expect(steered.messages).toBe((await answer).messages);
  expect(rolesOf(steered)).toEqual(["user", "assistant", "toolResult", "user", "assistant"]);
  expect(steered.messages[2]).toMatchObject({ isError: true });
  expect(steered.messages[3]).toMatchObject({ content: [{ type: "text", text: "left" }] });
});

test("a message that comes after the run's last look is a turn of its own", async () => {
  const late: Promise<{ messages: AgentMessage[]; steered?: true | undefined }>[] = [];
  const { send } = setUp({
    scripts: { go: [{ text: "Done." }], late: [{ text: "Answered." }] },
    onEvent: ({ type }) => {
      if (type === "agent_end" && late.length === 0) late.push(send("late", { mode: "steer" }));
    },
  });
  expect(rolesOf(await send("go"))).toEqual(["user", "assistant"]);
  const own = await late[0];
  expect(own?.steered).toBeUndefined();
  expect(own?.messages[0]).toMatchObject({ content: [{ type: "text", text: "late" }] });
});

test("a withdrawn message is not in the transcript", async () => {
  const { send, working } = setUp({
    scripts: { go: [useTool, { text: "Done." }] },
    steeringPolicy: "after-batch",
  });
  const answer = send("go");
  const tool = await working;
  const sender = new AbortController();
  const withdrawn = send("never mind", { mode: "steer", signal: sender.signal });
  sender.abort();
  await expect(withdrawn).rejects.toMatchObject({ code: "aborted" });
  tool.finish();
  expect(rolesOf(await answer)).toEqual(["user", "assistant", "toolResult", "assistant"]);
});

test("a run that is aborted with a message in its queue leaves it to the next turn", async () => {
  const { queue, send, working } = setUp({
    scripts: { go: [useTool], next: [{ text: "Answered." }] },
    steeringPolicy: "after-batch",
  });
  const aborted = send("go");
  await working;
  const next = send("next", { mode: "steer" });
  await queue.abort("s");
  expect(rolesOf(await aborted)).not.toContain("Answered.");
  expect((await next).messages[0]).toMatchObject({ content: [{ type: "text", text: "next" }] });
});

describe("a message that has to be read first", () => {
  const textsOf = ({ messages }: { messages: AgentMessage[] }) =>
    messages.flatMap((message) =>
      message.role === "user" && typeof message.content !== "string"
        ? message.content.flatMap((block) => (block.type === "text" ? [block.text] : []))
        : [],
    );

  test("is said as it reads, before what came later", async () => {
    const reading = Promise.withResolvers<string>();
    const consumed: string[] = [];
    const { send, working } = setUp({
      scripts: { go: [useTool, { text: "Both." }] },
      steeringPolicy: "after-batch",
      options: {
        read: ({ content }) => (content === "/slow" ? reading.promise : content),
        onConsumed: ({ content }) => consumed.push(content),
      },
    });
    const answer = send("go");
    const tool = await working;
    const steered = [send("/slow", { mode: "steer" }), send("quick", { mode: "steer" })];
    reading.resolve("what /slow stands for");
    await reading.promise;
    await setImmediate();
    tool.finish();
    expect(textsOf(await answer)).toEqual(["go", "what /slow stands for", "quick"]);
    expect((await Promise.all(steered)).map((result) => result.steered)).toEqual([true, true]);
    expect(consumed).toEqual(["/slow", "quick"]);
  });

  test.each([
    ["cannot be read", () => Promise.reject(new Error("unknown"))],
    [
      "is refused at once",
      () => {
        throw new Error("unknown");
      },
    ],
    ["is not read when the run ends", () => new Promise<string>(() => {})],
  ])("and %s is a turn of its own, which what came later steers", async (_, read) => {
    const { send, working } = setUp({
      scripts: {
        go: [useTool, { text: "Done." }],
        "/bad": [{ text: "Own." }, { text: "Later." }],
      },
      steeringPolicy: "after-batch",
      options: { read: ({ content }) => (content === "/bad" ? read() : content) },
    });
    const answer = send("go");
    const tool = await working;
    const rest = [send("/bad", { mode: "steer" }), send("later", { mode: "steer" })];
    await setImmediate();
    tool.finish();
    expect(textsOf(await answer)).toEqual(["go"]);
    const results = await Promise.all(rest);
    expect(results.map(textsOf)).toEqual([
      ["/bad", "later"],
      ["/bad", "later"],
    ]);
    expect(results.map((result) => result.steered)).toEqual([undefined, true]);
  });
});
