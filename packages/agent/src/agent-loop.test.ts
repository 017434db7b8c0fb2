import type { ThinkingLevel, TurnRequest } from "@argent/ai";
import { manualClock, type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { agentLoop, agentLoopContinue } from "./agent-loop.ts";
import type { AgentEvent } from "./event.ts";
import type { AgentLoopConfig } from "./loop/config.ts";
import type { AgentMessage } from "./message.ts";
import type { AgentTool } from "./tool.ts";

const user = (text: string): AgentMessage => ({
  role: "user",
  content: [{ type: "text", text }],
  timestamp: 1,
});

function tool(
  name: string,
  execute: AgentTool["execute"],
  more: Partial<AgentTool> = {},
): AgentTool {
  return {
    name,
    description: name,
    parameters: { type: "object", properties: { n: { type: "number" } } },
    execute,
    ...more,
  };
}

const say = (text: string) => ({ content: [{ type: "text" as const, text }] });

function setUp(
  steps: ScriptedStep[],
  config: Partial<AgentLoopConfig> = {},
  tools: AgentTool[] = [],
) {
  const clock = manualClock(1_000);
  const provider = scripted(steps, { clock });
  const context = { systemPrompt: "Be brief.", messages: [], tools };
  const full: AgentLoopConfig = {
    stream: (request) => provider.stream(request),
    model: testModel(),
    clock,
    random: () => 0.5,
    ...config,
  };
  return { clock, provider, context, config: full };
}

/** Runs to the end and gives the events in short: types, with roles and tool names where they tell them apart. */
async function trace(run: AsyncIterable<AgentEvent>): Promise<string[]> {
  const lines: string[] = [];
  for await (const event of run) lines.push(short(event));
  return lines;
}

function short(event: AgentEvent): string {
  switch (event.type) {
    case "message_start":
    case "message_end":
      return `${event.type}(${event.message.role === "toolResult" ? `result:${event.message.toolCallId}` : event.message.role})`;
    case "message_update":
      return event.assistantMessageEvent.type;
    case "tool_execution_start":
    case "tool_execution_update":
    case "tool_execution_end":
      return `${event.type}(${event.toolCallId})`;
    default:
      return event.type;
  }
}

const withoutDeltas = (lines: readonly string[]) =>
  lines.filter((line) => !/^(text|thinking|toolcall)_/.test(line));

describe("the order of events", () => {
  test("a plain answer", async () => {
    const { context, config } = setUp([{ text: "Four." }]);
    expect(await trace(agentLoop([user("2+2?")], context, config))).toEqual([
      "agent_start",
      "turn_start",
      "message_start(user)",
      "message_end(user)",
      "message_start(assistant)",
      "text_start",
      "text_delta",
      "text_end",
      "message_end(assistant)",
      "turn_end",
      "agent_end",
      "agent_settled",
    ]);
  });

  test("parallel calls: starts in order, ends as they finish, results in the order of the calls", async () => {
    const slow = Promise.withResolvers<void>();
    const tools = [
      tool("slow", async () => {
        await slow.promise;
        return say("slow");
      }),
      tool("fast", async () => {
        slow.resolve();
        return say("fast");
      }),
    ];
    const steps = [
      {
        toolCalls: [
          { id: "a", name: "slow" },
          { id: "b", name: "fast" },
          { id: "c", name: "missing" },
        ],
      },
      { text: "Done." },
    ];
    const { context, config } = setUp(steps, {}, tools);
    expect(withoutDeltas(await trace(agentLoop([user("go")], context, config)))).toEqual([
      "agent_start",
      "turn_start",
      "message_start(user)",
      "message_end(user)",
      "message_start(assistant)",
      "message_end(assistant)",
      "tool_execution_start(a)",
      "tool_execution_start(b)",
      "tool_execution_start(c)",
      "tool_execution_end(c)",
      "tool_execution_end(b)",
      "tool_execution_end(a)",
      "message_start(result:a)",
      "message_end(result:a)",
      "message_start(result:b)",
      "message_end(result:b)",
      "message_start(result:c)",
      "message_end(result:c)",
      "turn_end",
      "turn_start",
      "message_start(assistant)",
      "message_end(assistant)",
      "turn_end",
      "agent_end",
      "agent_settled",
    ]);
  });

  test("one sequential tool makes its whole batch sequential", async () => {
    const tools = [
      tool("a", async () => say("1")),
      tool("b", async () => say("2"), { executionMode: "sequential" }),
    ];
    const steps = [
      {
        toolCalls: [
          { id: "a", name: "a" },
          { id: "b", name: "b" },
        ],
      },
      { text: "ok" },
    ];
    const { context, config } = setUp(steps, {}, tools);
    const lines = withoutDeltas(await trace(agentLoop([user("go")], context, config)));
    expect(lines.filter((line) => line.startsWith("tool_"))).toEqual([
      "tool_execution_start(a)",
      "tool_execution_end(a)",
      "tool_execution_start(b)",
      "tool_execution_end(b)",
    ]);
  });

  test("every event carries run, turn, a gapless seq and a time", async () => {
    const { context, config } = setUp([{ text: "ok" }]);
    const events: AgentEvent[] = [];
    for await (const event of agentLoop([user("go")], context, config)) events.push(event);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index));
    expect(new Set(events.map((event) => event.runId)).size).toBe(1);
    expect(events[1]?.turnId).toBe(`${events[1]?.runId}:1`);
    expect(events.every((event) => event.timestamp === 1_000)).toBe(true);
  });

  test("an update's message is the answer so far, and is not copied into JSON", async () => {
    const { context, config } = setUp([{ text: "Hello there", deltaSize: 6 }]);
    const seen: unknown[] = [];
    const run = agentLoop([user("go")], context, config);
    run.on("message_update", (event) => {
      if (event.assistantMessageEvent.type !== "text_delta") return;
      seen.push(event.message.content);
      expect(JSON.stringify(event)).not.toContain("stopReason");
    });
    await run;
    expect(seen).toEqual([
      [{ type: "text", text: "Hello " }],
      [{ type: "text", text: "Hello there" }],
    ]);
  });
});

describe("tools", () => {
  async function resultsOf(
    steps: ScriptedStep[],
    tools: AgentTool[],
    config: Partial<AgentLoopConfig> = {},
  ) {
    const prepared = setUp([...steps, { text: "end" }], config, tools);
    const messages = await agentLoop([user("go")], prepared.context, prepared.config);
    return messages.filter((message) => message.role === "toolResult");
  }

  test("arguments are validated and coerced before the tool sees them", async () => {
    const seen: unknown[] = [];
    const count = tool("count", async (_, args) => {
      seen.push(args);
      return say("ok");
    });
    const [good, bad] = await resultsOf(
      [
        {
          toolCalls: [
            { name: "count", arguments: { n: "3" } },
            { name: "count", arguments: { n: "three" } },
          ],
        },
      ],
      [count],
    );
    expect(seen).toEqual([{ n: 3 }]);
    expect(good?.isError).toBe(false);
    expect(bad?.content[0]).toMatchObject({
      text: expect.stringContaining('Validation failed for tool "count"'),
    });
  });

  test("malformed arguments are never executed, and the model is told why (argentos 15)", async () => {
    let ran = false;
    const remove = tool("rm", async () => {
      ran = true;
      return say("gone");
    });
    const [result] = await resultsOf(
      [{ toolCalls: [{ name: "rm", rawArguments: '{"path":"/data/x' }] }],
      [remove],
    );
    expect(ran).toBe(false);
    expect(result?.content[0]).toMatchObject({ text: expect.stringContaining("not valid JSON") });
  });

  test("calls of an answer that hit the token limit are never executed", async () => {
    let ran = false;
    const write = tool("write", async () => {
      ran = true;
      return say("written");
    });
    const [result] = await resultsOf(
      [{ stopReason: "length", toolCalls: [{ name: "write" }] }],
      [write],
    );
    expect(ran).toBe(false);
    expect(result?.content[0]).toMatchObject({
      text: expect.stringContaining("hit the output token limit"),
    });
  });

  test("a tool that throws is an error result", async () => {
    const [result] = await resultsOf(
      [{ toolCalls: [{ name: "x" }] }],
      [
        tool("x", async () => {
          throw new Error("disk on fire");
        }),
      ],
    );
    expect(result).toMatchObject({ isError: true, content: [{ text: "disk on fire" }] });
  });

  test("beforeToolCall blocks, or replaces the arguments, which are validated again", async () => {
    const seen: unknown[] = [];
    const tools = [
      tool("x", async (_, args) => {
        seen.push(args);
        return say("ok");
      }),
    ];
    const calls = [
      {
        toolCalls: [
          { name: "x", arguments: { n: 1 } },
          { name: "x", arguments: { n: 2 } },
          { name: "x", arguments: { n: 3 } },
        ],
      },
    ];
    const [blocked, replaced, invalid] = await resultsOf(calls, tools, {
      beforeToolCall: ({ toolCall }) => {
        if (toolCall.arguments.n === 1) return { block: true, reason: "not today" };
        return { args: { n: toolCall.arguments.n === 2 ? 20 : "no number" } };
      },
    });
    expect(blocked).toMatchObject({ isError: true, content: [{ text: "not today" }] });
    expect(replaced?.isError).toBe(false);
    expect(invalid?.isError).toBe(true);
    expect(seen).toEqual([{ n: 20 }]);
  });

  test("afterToolCall replaces single fields, and its failure is an error result", async () => {
    const tools = [tool("x", async () => ({ ...say("raw"), details: { kept: true } }))];
    const calls = [
      {
        toolCalls: [
          { id: "1", name: "x" },
          { id: "2", name: "x" },
        ],
      },
    ];
    const [changed, failed] = await resultsOf(calls, tools, {
      afterToolCall: ({ toolCall }) => {
        if (toolCall.id === "2") throw new Error("hook broke");
        return { content: [{ type: "text", text: "polished" }] };
      },
    });
    expect(changed).toMatchObject({
      content: [{ text: "polished" }],
      details: { kept: true },
      isError: false,
    });
    expect(failed).toMatchObject({ content: [{ text: "hook broke" }], isError: true });
  });

  test("updates of a finished tool are dropped", async () => {
    let late = () => {};
    const tools = [
      tool("x", async (_, __, ___, onUpdate) => {
        onUpdate?.(say("half"));
        late = () => onUpdate?.(say("too late"));
        return say("ok");
      }),
    ];
    const { context, config } = setUp([{ toolCalls: [{ name: "x" }] }, { text: "end" }], {}, tools);
    const run = agentLoop([user("go")], context, config);
    let updates = 0;
    run.on("tool_execution_update", () => updates++);
    run.on("tool_execution_end", () => late());
    await run;
    expect(updates).toBe(1);
  });

  test("a batch in which every result says terminate ends the run", async () => {
    const tools = [tool("stop", async () => ({ ...say("bye"), terminate: true }))];
    const { context, config, provider } = setUp(
      [{ toolCalls: [{ name: "stop" }] }, { text: "never" }],
      {},
      tools,
    );
    const run = agentLoop([user("go")], context, config);
    let stopReason = "";
    run.on("agent_end", (event) => {
      stopReason = event.stopReason;
    });
    await run;
    expect([provider.callCount, stopReason]).toEqual([1, "terminated"]);
  });

  test("each result is recorded as its tool finishes, before its siblings do (pi#7053)", async () => {
    const gate = Promise.withResolvers<void>();
    const recorded: string[] = [];
    const tools = [
      tool("stalled", async () => {
        await gate.promise;
        return say("late");
      }),
      tool("quick", async () => say("early")),
    ];
    const steps = [
      {
        toolCalls: [
          { id: "s", name: "stalled" },
          { id: "q", name: "quick" },
        ],
      },
      { text: "end" },
    ];
    const { context, config } = setUp(
      steps,
      {
        record: (message) => {
          if (message.role !== "toolResult") return;
          recorded.push(message.toolCallId);
          if (message.toolCallId === "q") gate.resolve();
        },
      },
      tools,
    );
    await agentLoop([user("go")], context, config);
    expect(recorded).toEqual(["q", "s"]);
  });
});

describe("retries", () => {
  const busy = { error: { kind: "overloaded" as const, status: 529, message: "Overloaded" } };

  test("a failed answer is asked for again, with an event and the vendor's wait", async () => {
    const steps = [{ error: { ...busy.error, retryAfterMs: 700 } }, busy, { text: "ok" }];
    const { context, config, clock, provider } = setUp(steps);
    const run = agentLoop([user("go")], context, config);
    const waits: number[] = [];
    run.on("retry", (event) => {
      waits.push(event.delayMs);
      queueMicrotask(() => void clock.advance(event.delayMs));
    });
    const messages = await run;
    expect(provider.callCount).toBe(3);
    // 700 as the vendor asked; then 2,000 × 2, of which the jitter of 0.5 leaves three quarters.
    expect(waits).toEqual([700, 3_000]);
    expect(messages.map((message) => message.role)).toEqual(["user", "assistant"]);
  });

  test.each([
    ["quota", { error: { kind: "quota" as const, message: "out of money" } }],
    ["auth", { error: { kind: "auth" as const, message: "bad key" } }],
    [
      "a wait that is longer than the policy allows",
      { error: { ...busy.error, retryAfterMs: 120_000 } },
    ],
  ])("%s is not retried", async (_, step) => {
    const { context, config, provider } = setUp([step, { text: "never" }]);
    const messages = await agentLoop([user("go")], context, config);
    expect(provider.callCount).toBe(1);
    expect(messages.at(-1)).toMatchObject({ role: "assistant", stopReason: "error" });
  });

  test("what a failed attempt had said stays in the transcript as an error", async () => {
    const steps = [{ text: "half an ans", ...busy }, { text: "whole answer" }];
    const { context, config, clock } = setUp(steps);
    const run = agentLoop([user("go")], context, config);
    run.on("retry", (event) => void clock.advance(event.delayMs));
    const messages = await run;
    expect(
      messages.map((message) => (message.role === "assistant" ? message.stopReason : message.role)),
    ).toEqual(["user", "error", "stop"]);
  });
});

describe("abort", () => {
  test("before the first request nothing is asked", async () => {
    const { context, config, provider } = setUp([{ text: "never" }]);
    const abort = new AbortController();
    abort.abort();
    const lines = withoutDeltas(
      await trace(agentLoop([user("go")], context, config, abort.signal)),
    );
    expect(provider.callCount).toBe(0);
    expect(lines.slice(-5)).toEqual([
      "message_start(assistant)",
      "message_end(assistant)",
      "turn_end",
      "agent_end",
      "agent_settled",
    ]);
  });

  test("in mid-stream keeps what arrived", async () => {
    const { context, config } = setUp([{ text: "one two three", deltaSize: 4 }]);
    const run = agentLoop([user("go")], context, config);
    run.on("message_update", (event) => {
      if (event.assistantMessageEvent.type === "text_delta") run.abort();
    });
    const messages = await run;
    expect(messages.at(-1)).toMatchObject({
      stopReason: "aborted",
      errorMessage: "Request was aborted",
      content: [{ text: "one " }],
    });
  });

  test("during tools: every call has a result and no further request is made (argentos 3)", async () => {
    const tools = [
      tool(
        "wait",
        (_, __, signal) =>
          new Promise((_resolve, reject) =>
            signal?.addEventListener("abort", () => reject(new Error("stopped"))),
          ),
      ),
      tool("quick", async () => say("done")),
    ];
    const steps = [
      {
        toolCalls: [
          { id: "w", name: "wait" },
          { id: "q", name: "quick" },
        ],
      },
      { text: "never" },
    ];
    const { context, config, provider } = setUp(steps, {}, tools);
    const run = agentLoop([user("go")], context, config);
    run.on("tool_execution_end", () => run.abort());
    const messages = await run;
    expect(provider.callCount).toBe(1);
    expect(messages.slice(2)).toMatchObject([
      { toolCallId: "w", isError: true, content: [{ text: "Operation aborted" }] },
      { toolCallId: "q", isError: false },
    ]);
  });

  test("a tool that ignores it is left behind after the grace", async () => {
    const started = Promise.withResolvers<void>();
    const tools = [
      tool("deaf", () => {
        started.resolve();
        return new Promise(() => {});
      }),
    ];
    const { context, config, clock } = setUp(
      [{ toolCalls: [{ id: "d", name: "deaf" }] }],
      { abortGraceMs: 500 },
      tools,
    );
    const run = agentLoop([user("go")], context, config);
    await started.promise;
    run.abort();
    await clock.advance(499);
    let settled = false;
    void run.then(() => {
      settled = true;
    });
    await clock.advance(0);
    expect(settled).toBe(false);
    await clock.advance(1);
    const messages = await run;
    expect(messages.at(-1)).toMatchObject({
      toolCallId: "d",
      isError: true,
      content: [{ text: expect.stringContaining("left behind") }],
    });
  });

  test("during the wait for a retry ends at once", async () => {
    const { context, config, provider, clock } = setUp([
      { error: { kind: "overloaded" } },
      { text: "never" },
    ]);
    const run = agentLoop([user("go")], context, config);
    run.on("retry", () => queueMicrotask(() => run.abort()));
    const messages = await run;
    expect(provider.callCount).toBe(1);
    expect(clock.pending).toBe(0);
    expect(messages.at(-1)).toMatchObject({ role: "assistant", stopReason: "aborted" });
  });
});

describe("limits", () => {
  const again = { toolCalls: [{ name: "x", arguments: { n: 1 } }] };

  test("maxTurns ends with an event and a reason of its own", async () => {
    let n = 0;
    const tools = [tool("x", async () => say(String(n++)))];
    const { context, config, provider } = setUp([again, again, again], { maxTurns: 2 }, tools);
    const lines = await trace(agentLoop([user("go")], context, config));
    expect(provider.callCount).toBe(2);
    expect(lines.slice(-3)).toEqual(["limit_reached", "agent_end", "agent_settled"]);
  });

  test("the same calls with the same results stop the run", async () => {
    const tools = [tool("x", async () => say("same"))];
    const { context, config, provider } = setUp(
      [again, again, again, again],
      { maxRepetitions: 3 },
      tools,
    );
    const run = agentLoop([user("go")], context, config);
    let stopReason = "";
    run.on("agent_end", (event) => {
      stopReason = event.stopReason;
    });
    await run;
    expect([provider.callCount, stopReason]).toEqual([3, "repetition"]);
  });
});

describe("what the provider is asked", () => {
  test("transformContext and convertToLlm change one request, not the transcript", async () => {
    const { context, config, provider } = setUp([{ text: "ok" }], {
      transformContext: (messages) => [user("remember this"), ...messages],
    });
    const messages = await agentLoop([user("go")], context, config);
    expect(provider.requests[0]?.messages).toHaveLength(2);
    expect(messages).toHaveLength(2);
  });

  test("settings, key and session reach the request", async () => {
    const thinking: ThinkingLevel = "high";
    const { context, config, provider } = setUp([{ text: "ok" }], {
      thinking,
      sessionId: "s1",
      getApiKey: async (provider) => `key of ${provider}`,
    });
    await agentLoop([user("go")], context, config);
    const expected: Partial<TurnRequest> = {
      thinking,
      sessionId: "s1",
      apiKey: "key of scripted",
      systemPrompt: "Be brief.",
    };
    expect(provider.requests[0]).toMatchObject(expected);
  });

  test("a hook that throws ends the run like a failure on the wire", async () => {
    const { context, config } = setUp([{ text: "never" }], {
      convertToLlm: () => {
        throw new Error("host bug");
      },
    });
    const lines = withoutDeltas(await trace(agentLoop([user("go")], context, config)));
    expect(lines.slice(-5)).toEqual([
      "message_start(assistant)",
      "message_end(assistant)",
      "turn_end",
      "agent_end",
      "agent_settled",
    ]);
  });

  test("a message that cannot be recorded ends the run and is not in the transcript", async () => {
    const { context, config, provider } = setUp([{ text: "never" }], {
      record: () => Promise.reject(new Error("ENOSPC")),
    });
    const messages = await agentLoop([user("go")], context, config);
    expect(provider.callCount).toBe(0);
    expect(messages).toMatchObject([
      { role: "assistant", stopReason: "error", errorMessage: "ENOSPC" },
    ]);
  });
});

describe("agentLoopContinue", () => {
  test("needs something to answer", () => {
    const { context, config } = setUp([]);
    expect(() => agentLoopContinue(context, config)).toThrow(
      "Cannot continue: no messages in context",
    );
  });

  test("answers the last message without repeating it", async () => {
    const { context, config } = setUp([{ text: "ok" }]);
    const messages = await agentLoopContinue({ ...context, messages: [user("go")] }, config);
    expect(messages.map((message) => message.role)).toEqual(["assistant"]);
  });
});
