import type { ThinkingLevel, TurnRequest } from "@argent/ai";
import { describe, expect, test } from "vitest";
import { say, setUp, tool, trace, user, withoutDeltas } from "../test/loop-kit.ts";
import { agentLoop, agentLoopContinue } from "./agent-loop.ts";
import type { AgentEvent } from "./event.ts";

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
