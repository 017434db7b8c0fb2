import type { StreamEvent, TurnRequest } from "@argent/ai";
import type { ScriptedStep } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { say, setUp, tool, trace, user, withoutDeltas } from "../../test/loop-kit.ts";
import { agentLoop } from "../agent-loop.ts";
import type { AgentLoopConfig } from "./config.ts";

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

test("shouldStopAfterTurn ends the run after its tools and before any queue is asked", async () => {
  const tools = [tool("a", async () => say("A"))];
  const seen: unknown[] = [];
  let polled = 0;
  const { context, config, provider } = setUp(
    [{ toolCalls: [{ id: "1", name: "a" }] }, { text: "never" }],
    {
      shouldStopAfterTurn: ({ message, toolResults, newMessages }) => {
        seen.push(message.stopReason, toolResults.length, newMessages.length);
        polled = 0;
        return true;
      },
      getSteeringMessages: () => {
        polled++;
        return [];
      },
    },
    tools,
  );
  const run = agentLoop([user("go")], context, config);
  let stopReason = "";
  run.on("agent_end", (event) => {
    stopReason = event.stopReason;
  });
  const messages = await run;
  expect([provider.callCount, polled, stopReason]).toEqual([1, 0, "stop"]);
  expect(seen).toEqual(["toolUse", 1, messages.length]);
});

describe("a prompt that does not fit", () => {
  const overflow: ScriptedStep = { error: { kind: "context_overflow" } };
  const call: ScriptedStep = { toolCalls: [{ name: "x" }] };

  async function outcomeOf(
    steps: ScriptedStep[],
    config: Partial<AgentLoopConfig> = {},
    signal?: AbortSignal,
  ) {
    let recoveries = 0;
    let n = 0;
    const { context, ...prepared } = setUp(
      steps,
      {
        recoverFromOverflow: async (messages) => {
          recoveries++;
          return messages.slice(-1);
        },
        ...config,
      },
      [tool("x", async () => say(String(n++)))],
    );
    const run = agentLoop([user("go")], context, prepared.config, signal);
    let stopReason = "";
    run.on("agent_settled", (event) => {
      stopReason = event.stopReason;
    });
    await run;
    return { recoveries, stopReason, requests: prepared.provider.callCount };
  }

  test("is shortened as often as a long run needs it, once for each answer", async () => {
    const steps = [overflow, call, overflow, call, overflow, { text: "end" }];
    expect(await outcomeOf(steps)).toEqual({ recoveries: 3, stopReason: "stop", requests: 6 });
    expect(await outcomeOf([call, overflow, overflow, { text: "never" }])).toEqual({
      recoveries: 1,
      stopReason: "error",
      requests: 3,
    });
  });

  test("is no turn of maxTurns, and does not lift the limit", async () => {
    const steps = [call, overflow, call, call, { text: "never" }];
    expect(await outcomeOf(steps, { maxTurns: 2 })).toEqual({
      recoveries: 1,
      stopReason: "limit",
      requests: 3,
    });
  });

  test("but was answered all the same leaves the answer as it is", async () => {
    const steps = [{ text: "Here you are.", usage: { input: 300_000 } }, { text: "never" }];
    expect(await outcomeOf(steps)).toEqual({ recoveries: 0, stopReason: "stop", requests: 1 });
  });

  test("ends an aborted run as aborted", async () => {
    const abort = new AbortController();
    const recoverFromOverflow = async () => {
      abort.abort();
      return undefined;
    };
    const outcome = outcomeOf([overflow], { recoverFromOverflow }, abort.signal);
    expect(await outcome).toMatchObject({ stopReason: "aborted", requests: 1 });
  });
});

describe("who ignores an abort is left behind after the grace", () => {
  test("a provider: what had arrived is kept, and what comes later is not heard", async () => {
    const hold = Promise.withResolvers<void>();
    const isOver = Promise.withResolvers<void>();
    const { context, config, clock, provider } = setUp([{ text: "one two", deltaSize: 4 }]);
    async function* deaf(request: TurnRequest): AsyncGenerator<StreamEvent> {
      try {
        for await (const event of provider.stream({ ...request, signal: undefined })) {
          yield event;
          if (event.type === "text_delta") await hold.promise;
        }
      } finally {
        isOver.resolve();
      }
    }
    const run = agentLoop([user("go")], context, { ...config, stream: deaf, abortGraceMs: 300 });
    const types: string[] = [];
    const delta = new Promise<void>((resolve) => {
      run.on("message_update", ({ assistantMessageEvent: { type } }) => {
        types.push(type);
        if (type === "text_delta") resolve();
      });
    });
    await delta;
    run.abort();
    await clock.advance(299);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect((await run).at(-1)).toMatchObject({
      stopReason: "aborted",
      content: [{ text: "one " }],
    });
    hold.resolve();
    await isOver.promise;
    expect(types).toEqual(["text_start", "text_delta"]);
  });

  test.each(["transformContext", "getApiKey", "afterToolCall"] as const)("%s", async (hook) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const hang = () => {
      resolve();
      return new Promise<never>(() => {});
    };
    const { context, config, clock } = setUp(
      [{ toolCalls: [{ id: "x", name: "x" }] }],
      { [hook]: hang, abortGraceMs: 300 },
      [tool("x", async () => say("done"))],
    );
    const run = agentLoop([user("go")], context, config);
    await promise;
    run.abort();
    await clock.advance(300);
    expect((await run).at(-1)).toMatchObject(
      hook === "afterToolCall"
        ? { toolCallId: "x", isError: true, content: [{ text: "Operation aborted" }] }
        : { stopReason: "aborted" },
    );
    expect(clock.pending).toBe(0);
  });
});
