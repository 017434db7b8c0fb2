import type { ScriptedStep } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { say, setUp, tool, trace, user, withoutDeltas } from "../../test/loop-kit.ts";
import { agentLoop } from "../agent-loop.ts";
import type { AgentTool } from "../tool.ts";
import type { AgentLoopConfig } from "./config.ts";

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

  test("a tool that gives no content, or no reason for its failure, says which", async () => {
    const calls = ["none", "text", "silent"].map((name) => ({ name }));
    const results = await resultsOf(
      [{ toolCalls: calls }],
      [
        tool("none", async () => JSON.parse("null")),
        tool("text", async () => JSON.parse('{"content":"text"}')),
        tool("silent", async () => {
          throw new RangeError();
        }),
      ],
    );
    expect(results).toMatchObject([
      { isError: true, content: [{ text: expect.stringContaining("Tool none gave no result") }] },
      { isError: true, content: [{ text: expect.stringContaining("Tool text gave no result") }] },
      { isError: true, content: [{ text: "RangeError" }] },
    ]);
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

  test("one call at a time: each result is announced before the next call begins", async () => {
    const tools = [tool("a", async () => say("A")), tool("b", async () => say("B"))];
    const calls = {
      toolCalls: [
        { id: "1", name: "a" },
        { id: "2", name: "b" },
      ],
    };
    const { context, config } = setUp(
      [calls, { text: "end" }],
      { toolExecution: "sequential" },
      tools,
    );
    const lines = withoutDeltas(await trace(agentLoop([user("go")], context, config)));
    expect(lines.slice(5, 14)).toEqual([
      "message_end(assistant)",
      "tool_execution_start(1)",
      "tool_execution_end(1)",
      "message_start(result:1)",
      "message_end(result:1)",
      "tool_execution_start(2)",
      "tool_execution_end(2)",
      "message_start(result:2)",
      "message_end(result:2)",
    ]);
  });
});
