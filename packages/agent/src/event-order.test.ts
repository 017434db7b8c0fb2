import { setImmediate } from "node:timers/promises";
import { type AssistantMessage, emptyUsage, type StreamEvent } from "@argent/ai";
import { expect, test } from "vitest";
import { say, setUp, tool, trace, user, withoutDeltas } from "../test/loop-kit.ts";
import { agentLoop } from "./agent-loop.ts";
import type { AgentLoopConfig } from "./loop/config.ts";
import type { AgentMessage } from "./message.ts";

/** The order of Pi 0.73.1; where Argent's differs is in docs/decisions/2026-11-28-order-of-events.md. */
const asked = ["message_start(user)", "message_end(user)"];
const answered = ["message_start(assistant)", "message_end(assistant)"];
const ended = ["agent_end", "agent_settled"];

const order = async (...parameters: Parameters<typeof agentLoop>) =>
  withoutDeltas(await trace(agentLoop(...parameters)));

/** What is queued is taken once. */
function queue(...messages: AgentMessage[]): () => AgentMessage[] {
  return () => messages.splice(0);
}

test("what was queued before the run comes behind the prompt, in the first turn", async () => {
  const getSteeringMessages = queue(user("first of all"));
  const { context, config } = setUp([{ text: "ok" }], { getSteeringMessages });
  expect(await order([user("go")], context, config)).toEqual([
    "agent_start",
    "turn_start",
    ...asked,
    ...asked,
    ...answered,
    "turn_end",
    ...ended,
  ]);
});

test("steering comes after every call of the turn, in the next one; a follow-up starts one more turn of the same run", async () => {
  const steering: AgentMessage[] = [];
  const tools = [
    tool("a", async () => {
      steering.push(user("also this"));
      return say("A");
    }),
    tool("b", async () => say("B")),
  ];
  const calls = ["a", "b"].map((name) => ({ id: name, name }));
  const { context, config } = setUp(
    [{ toolCalls: calls }, { text: "ok" }, { text: "and that" }],
    {
      toolExecution: "sequential",
      getSteeringMessages: () => steering.splice(0),
      getFollowUpMessages: queue(user("what else?")),
    },
    tools,
  );
  const called = (id: string) => [
    `tool_execution_start(${id})`,
    `tool_execution_end(${id})`,
    `message_start(result:${id})`,
    `message_end(result:${id})`,
  ];
  expect(await order([user("go")], context, config)).toEqual([
    "agent_start",
    "turn_start",
    ...asked,
    ...answered,
    ...called("a"),
    ...called("b"),
    "turn_end",
    "turn_start",
    ...asked,
    ...answered,
    "turn_end",
    "turn_start",
    ...asked,
    ...answered,
    "turn_end",
    ...ended,
  ]);
});

test("a call that cannot be prepared ends before the next one starts", async () => {
  const beforeToolCall: AgentLoopConfig["beforeToolCall"] = async ({ toolCall }) =>
    toolCall.id === "b" ? { block: true } : undefined;
  const calls = [
    { id: "a", name: "missing" },
    { id: "b", name: "tool" },
    { id: "c", name: "tool" },
  ];
  const { context, config } = setUp([{ toolCalls: calls }, { text: "ok" }], { beforeToolCall }, [
    tool("tool", async () => say("done")),
  ]);
  const lines = await order([user("go")], context, config);
  expect(lines.filter((line) => line.startsWith("tool_"))).toEqual([
    "tool_execution_start(a)",
    "tool_execution_end(a)",
    "tool_execution_start(b)",
    "tool_execution_end(b)",
    "tool_execution_start(c)",
    "tool_execution_end(c)",
  ]);
});

test("the answer is over for every listener before its first call starts", async () => {
  const { context, config } = setUp([{ toolCalls: [{ id: "a", name: "a" }] }, { text: "ok" }], {}, [
    tool("a", async () => say("A")),
  ]);
  const seen: string[] = [];
  const run = agentLoop([user("go")], context, config);
  run.on("message_end", async ({ message }) => {
    await setImmediate();
    seen.push(message.role);
  });
  run.on("tool_execution_start", () => {
    seen.push("call");
  });
  await run;
  expect(seen).toEqual(["user", "assistant", "call", "toolResult", "assistant"]);
});

test("an answer that fails before it begins is announced whole, and ends the run with what is queued left", async () => {
  let polls = 0;
  const { context, config } = setUp([], {
    retry: { maxRetries: 0 },
    stream: failing,
    getSteeringMessages: () => {
      polls++;
      return [];
    },
    getFollowUpMessages: () => expect.fail("a failed run takes no follow-ups"),
  });
  expect(await order([user("go")], context, config)).toEqual([
    "agent_start",
    "turn_start",
    ...asked,
    ...answered,
    "turn_end",
    ...ended,
  ]);
  expect(polls).toBe(1);
});

test("an abort in mid-stream ends the answer, the turn and the run, and no call is executed", async () => {
  const { context, config } = setUp(
    [{ text: "one two", deltaSize: 4, toolCalls: [{ id: "a", name: "a" }] }],
    {},
    [tool("a", async () => expect.fail("executed"))],
  );
  const run = agentLoop([user("go")], context, config);
  run.on("message_update", ({ assistantMessageEvent }) => {
    if (assistantMessageEvent.type === "text_delta") run.abort();
  });
  expect(withoutDeltas(await trace(run))).toEqual([
    "agent_start",
    "turn_start",
    ...asked,
    ...answered,
    "turn_end",
    ...ended,
  ]);
});

const note: AgentMessage = {
  role: "custom",
  customType: "note",
  content: "look",
  display: false,
  timestamp: 1,
};

test("what is put before a message of the user is whole, and its event told, before that message begins", async () => {
  const before: string[][] = [];
  const { context, config } = setUp([{ text: "ok" }, { text: "and that" }], {
    beforeUserMessage: async (message, messages) => {
      before.push([...messages, message].map(({ role }) => role));
      return { message: note, event: { type: "lesson_injected", lessons: [] } };
    },
    getFollowUpMessages: queue(user("what else?"), note),
  });
  const put = ["message_start(custom)", "message_end(custom)", "lesson_injected"];
  expect(await order([note, user("go")], context, config)).toEqual([
    "agent_start",
    "turn_start",
    ...put.slice(0, 2), // the note of the prompt itself
    ...put,
    ...asked,
    ...answered,
    "turn_end",
    "turn_start",
    ...put,
    ...asked,
    ...put.slice(0, 2),
    ...answered,
    "turn_end",
    ...ended,
  ]);
  expect(before).toEqual([
    ["custom", "user"],
    ["custom", "custom", "user", "assistant", "user"],
  ]);
});

test("when nothing can be put before a message, the run ends with the reason in the same turn", async () => {
  const { context, config, provider } = setUp([], {
    beforeUserMessage: () => Promise.reject(new Error("a hook failed")),
  });
  const run = agentLoop([user("go")], context, config);
  expect(withoutDeltas(await trace(run))).toEqual([
    "agent_start",
    "turn_start",
    ...answered,
    "turn_end",
    ...ended,
  ]);
  expect(await run).toMatchObject([{ errorMessage: expect.stringContaining("a hook failed") }]);
  expect(provider.callCount).toBe(0);
});

async function* failing(): AsyncGenerator<StreamEvent> {
  const error: AssistantMessage = {
    role: "assistant",
    content: [],
    api: "scripted",
    provider: "scripted",
    model: "test-model",
    usage: emptyUsage(),
    stopReason: "error",
    errorMessage: "down",
    error: { kind: "server", retryable: false },
    timestamp: 1,
  };
  yield { type: "error", reason: "error", error };
}
