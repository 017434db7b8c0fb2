import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { say, setUp, tool, user } from "../../test/loop-kit.ts";
import { agentLoop } from "../agent-loop.ts";
import type { AgentMessage } from "../message.ts";
import { MessageQueue } from "../message-queue.ts";
import type { AgentTool } from "../tool.ts";
import type { AgentLoopConfig, SteeringPolicy } from "./config.ts";

const moments = [
  "while the answer arrives",
  "when the second call is announced",
  "while the second call waits for its hook",
  "inside the first tool, before it waits",
  "while the first tool waits",
  "while the first tool's result is looked at",
  "when the first call has ended",
] as const;
type Moment = (typeof moments)[number];

const policies: SteeringPolicy[] = ["after-batch", "skip-remaining", "cancel-running"];
const modes = ["parallel", "sequential"] as const;

/**
 * Runs one answer with three calls, of which the last one is a write, and does something at a moment. Tools that began
 * are told apart by whether that was over by then.
 */
async function runWith(
  moment: Moment,
  act: (abort: () => void) => void,
  config: Partial<AgentLoopConfig>,
) {
  const began: { before: string[]; after: string[] } = { before: [], after: [] };
  const cancelled: string[] = [];
  let isOver = false;
  let abort = () => {};
  const at = (now: Moment) => {
    if (now !== moment || isOver) return;
    isOver = true;
    act(() => abort());
  };
  const execute =
    (name: string): AgentTool["execute"] =>
    async (_, __, signal) => {
      began[isOver ? "after" : "before"].push(name);
      if (name === "first") at("inside the first tool, before it waits");
      await setImmediate();
      if (name === "first") at("while the first tool waits");
      await setImmediate();
      if (!signal?.aborted) return say(name);
      cancelled.push(name);
      throw new Error("stopped");
    };
  const tools = [
    tool("first", execute("first")),
    tool("second", execute("second")),
    tool("write", execute("write"), { interruptible: false }),
  ];
  const toolCalls = tools.map(({ name }) => ({ id: name, name }));
  const recorded: AgentMessage[] = [];
  const prepared = setUp(
    [{ toolCalls }, { text: "end" }],
    {
      beforeToolCall: async ({ toolCall }) => {
        await setImmediate();
        if (toolCall.id === "second") at("while the second call waits for its hook");
        await setImmediate();
        return undefined;
      },
      afterToolCall: ({ toolCall }) => {
        if (toolCall.id === "first") at("while the first tool's result is looked at");
        return undefined;
      },
      record: (message) => {
        recorded.push(message);
      },
      ...config,
    },
    tools,
  );
  const run = agentLoop([user("go")], prepared.context, prepared.config);
  abort = () => run.abort();
  const open = new Set<string>();
  run.on("message_update", () => at("while the answer arrives"));
  run.on("tool_execution_start", ({ toolCallId }) => {
    open.add(toolCallId);
    if (toolCallId === "second") at("when the second call is announced");
  });
  run.on("tool_execution_end", ({ toolCallId }) => {
    expect(open.delete(toolCallId)).toBe(true);
    if (toolCallId === "first") at("when the first call has ended");
  });
  let stopReason = "";
  run.on("agent_settled", (event) => {
    stopReason = event.stopReason;
  });
  const messages = await run;
  expect(open.size).toBe(0);
  expect(prepared.clock.pending).toBe(0);
  const results = messages.filter((message) => message.role === "toolResult");
  expect(recorded.filter((message) => message.role === "toolResult").length).toBe(results.length);
  return { messages, results, began, cancelled, stopReason, provider: prepared.provider };
}

describe.each(modes)("%s calls", (toolExecution) => {
  describe.each(policies)("a message under %s", (steeringPolicy) => {
    test.each(moments)("that comes %s", async (moment) => {
      const queue = new MessageQueue("all");
      const outcome = await runWith(moment, () => queue.add(user("No.")), {
        toolExecution,
        steeringPolicy,
        getSteeringMessages: () => queue.take(),
        hasSteering: () => queue.size > 0,
        onSteering: (listener) => queue.onAdd(listener),
      });
      const { messages, results, began, cancelled, stopReason, provider } = outcome;
      expect(results.map(({ toolCallId }) => toolCallId)).toEqual(["first", "second", "write"]);
      expect(messages.slice(5)).toMatchObject([user("No."), { content: [{ text: "end" }] }]);
      expect([provider.callCount, stopReason]).toEqual([2, "stop"]);
      const all = [...began.before, ...began.after];
      if (steeringPolicy === "after-batch") {
        expect(all).toEqual(["first", "second", "write"]);
      } else {
        expect(began.after).toEqual([]);
      }
      for (const { toolCallId, isError } of results) {
        expect(isError).toBe(!all.includes(toolCallId) || cancelled.includes(toolCallId));
      }
      if (steeringPolicy !== "cancel-running") expect(cancelled).toEqual([]);
      expect(cancelled).not.toContain("write");
    });
  });

  test.each(moments)("an abort %s begins no tool and asks for no answer", async (moment) => {
    const outcome = await runWith(moment, (abort) => abort(), { toolExecution });
    const { results, began, stopReason, provider } = outcome;
    expect(began.after).toEqual([]);
    expect([provider.callCount, stopReason]).toEqual([1, "aborted"]);
    const expected = moment === "while the answer arrives" ? [] : ["first", "second", "write"];
    expect(results.map(({ toolCallId }) => toolCallId)).toEqual(expected);
  });
});

test("cancel-running stops what runs and can be stopped, and what has begun to write goes on", async () => {
  const queue = new MessageQueue("all");
  const outcome = await runWith("while the first tool waits", () => queue.add(user("No.")), {
    steeringPolicy: "cancel-running",
    getSteeringMessages: () => queue.take(),
    hasSteering: () => queue.size > 0,
    onSteering: (listener) => queue.onAdd(listener),
  });
  expect(outcome.began.before).toEqual(["first", "second", "write"]);
  expect(outcome.cancelled).toEqual(["first", "second"]);
  expect(outcome.results.at(-1)).toMatchObject({ content: [{ text: "write" }], isError: false });
});

test("cancel-running leaves a tool behind that ignores it, and what it says later is not heard", async () => {
  const queue = new MessageQueue("all");
  const started = Promise.withResolvers<void>();
  let comeBack = () => {};
  const deaf = tool("deaf", (_, __, ___, onUpdate) => {
    started.resolve();
    return new Promise((resolve) => {
      comeBack = () => {
        onUpdate?.(say("late"));
        resolve(say("late"));
      };
    });
  });
  const { context, config, clock } = setUp(
    [{ toolCalls: [{ id: "d", name: "deaf" }] }, { text: "end" }],
    {
      abortGraceMs: 300,
      steeringPolicy: "cancel-running",
      getSteeringMessages: () => queue.take(),
      hasSteering: () => queue.size > 0,
      onSteering: (listener) => queue.onAdd(listener),
    },
    [deaf],
  );
  const run = agentLoop([user("go")], context, config);
  let updates = 0;
  run.on("tool_execution_update", () => updates++);
  run.on("tool_execution_end", () => comeBack());
  await started.promise;
  queue.add(user("No."));
  await clock.advance(299);
  expect(clock.pending).toBe(1);
  await clock.advance(1);
  const messages = await run;
  expect(messages.slice(2)).toMatchObject([
    { toolCallId: "d", isError: true, content: [{ text: expect.stringContaining("left behind") }] },
    user("No."),
    { content: [{ text: "end" }] },
  ]);
  expect([updates, clock.pending]).toEqual([0, 0]);
});

test("an abort does not wait for a hook that waits for a person", async () => {
  const asked = Promise.withResolvers<void>();
  const { context, config, clock } = setUp(
    [{ toolCalls: [{ id: "a", name: "a" }] }],
    {
      beforeToolCall: () => {
        asked.resolve();
        return new Promise(() => {});
      },
    },
    [tool("a", async () => expect.fail("executed"))],
  );
  const run = agentLoop([user("go")], context, config);
  await asked.promise;
  run.abort();
  expect((await run).at(-1)).toMatchObject({
    toolCallId: "a",
    isError: true,
    content: [{ text: "Operation aborted" }],
  });
  expect(clock.now()).toBe(1_000);
});

test.each(modes)(
  "%s: no tool begins when an earlier result could not be recorded",
  async (mode) => {
    const began: string[] = [];
    const execute: AgentTool["execute"] = async (id) => {
      began.push(id);
      return say("done");
    };
    const toolCalls = [
      { id: "1", name: "missing" },
      { id: "2", name: "a" },
      { id: "3", name: "a" },
    ];
    let isFull = false;
    const { context, config, provider } = setUp(
      [{ toolCalls }, { text: "never" }],
      {
        toolExecution: mode,
        record: async (message) => {
          isFull ||= message.role === "toolResult";
          if (isFull) throw new Error("ENOSPC");
        },
      },
      [tool("a", execute)],
    );
    const messages = await agentLoop([user("go")], context, config);
    expect([began, provider.callCount]).toEqual([[], 1]);
    expect(messages.slice(2)).toMatchObject([
      { toolCallId: "1" },
      { toolCallId: "2", isError: true },
      { toolCallId: "3", isError: true },
      { role: "assistant", stopReason: "error", errorMessage: "ENOSPC" },
    ]);
  },
);
