import type { AgentOptions, AgentTool } from "../../../src/pi-agent-core/index.ts";
import { setUp, text, texts, tool } from "../agent-kit.ts";
import type { ContractCases, PiModules } from "../contract.ts";

/** A run in which the model calls tools, by name and id, and then says "end". */
async function callTools(
  pi: PiModules,
  calls: readonly [name: string, id: string, args?: Record<string, unknown>][],
  tools: AgentTool[],
  options: AgentOptions = {},
) {
  const blocks = calls.map(([name, id, args = {}]) => pi.ai.fauxToolCall(name, args, { id }));
  const { agent, trace } = setUp(
    pi,
    [
      pi.ai.fauxAssistantMessage(blocks, { stopReason: "toolUse" }),
      pi.ai.fauxAssistantMessage("end"),
    ],
    { ...options, initialState: { tools } },
  );
  await agent.prompt("go");
  const results = agent.state.messages.filter(({ role }) => role === "toolResult");
  return { trace: trace.filter((line) => !/^(text|toolcall)_/.test(line)), results, agent };
}

const told = ({ results }: Awaited<ReturnType<typeof callTools>>) => texts(results);

/** The second tool finishes before the first. */
function crossing(more: Partial<AgentTool> = {}): AgentTool[] {
  const gate = Promise.withResolvers<void>();
  return [
    tool("slow", {
      execute: async () => {
        if (more.executionMode === undefined) await gate.promise;
        return text("slow");
      },
      ...more,
    }),
    tool("quick", {
      execute: async () => {
        gate.resolve();
        return text("quick");
      },
    }),
  ];
}

export const agentTools: ContractCases = {
  async "tools side by side"(pi) {
    const { trace } = await callTools(
      pi,
      [
        ["slow", "1"],
        ["quick", "2"],
      ],
      crossing(),
    );
    return trace;
  },

  async "one tool at a time, because the agent says so"(pi) {
    const tools = [tool("a"), tool("b")];
    const run = await callTools(
      pi,
      [
        ["a", "1"],
        ["b", "2"],
      ],
      tools,
      { toolExecution: "sequential" },
    );
    return run.trace;
  },

  async "one tool at a time, because a tool says so"(pi) {
    const tools = crossing({ executionMode: "sequential" });
    return (
      await callTools(
        pi,
        [
          ["slow", "1"],
          ["quick", "2"],
        ],
        tools,
      )
    ).trace;
  },

  async "a call that fails before it runs"(pi) {
    const run = await callTools(
      pi,
      [
        ["nobody", "1"],
        ["a", "2"],
        ["blocked", "3"],
        ["silent", "4"],
        ["a", "5"],
      ],
      [tool("a"), tool("blocked"), tool("silent")],
      {
        beforeToolCall: async ({ toolCall }) => {
          if (toolCall.name === "blocked") return { block: true, reason: "not today" };
          if (toolCall.name === "silent") return { block: true };
          if (toolCall.id === "5") throw new Error("the hook broke");
          return undefined;
        },
      },
    );
    return { trace: run.trace, told: told(run) };
  },

  async "a tool that throws, and details of results"(pi) {
    const run = await callTools(
      pi,
      [
        ["bad", "1"],
        ["good", "2"],
      ],
      [
        tool("bad", { execute: () => Promise.reject(new Error("no such file")) }),
        tool("good", { execute: async () => ({ ...text("ok"), details: { lines: 3 } }) }),
      ],
    );
    return run.results;
  },

  async "arguments are put right, or the model is told what is wrong"(pi) {
    const seen: unknown[] = [];
    const a = tool("a", {
      execute: async (_, params) => {
        seen.push(params);
        return text("ok");
      },
    });
    const run = await callTools(
      pi,
      [
        ["a", "1", { n: "3" }],
        ["a", "2", { n: "three" }],
      ],
      [a],
    );
    return { seen, firstLines: told(run).map((line) => line.split("\n")[0]) };
  },

  async "prepareArguments sees what the model sent"(pi) {
    const seen: unknown[] = [];
    const old = tool("old", {
      prepareArguments: (args) => {
        seen.push(args);
        return { n: 7 };
      },
      execute: async (_, params) => {
        seen.push(params);
        return text("ok");
      },
    });
    await callTools(pi, [["old", "1", { number: 7 }]], [old]);
    return seen;
  },

  async "what the hooks are given"(pi) {
    const seen: unknown[] = [];
    const run = await callTools(pi, [["a", "1", { n: "3" }]], [tool("a")], {
      beforeToolCall: async (call, signal) => {
        const { assistantMessage, toolCall, args, context } = call;
        seen.push([
          assistantMessage.stopReason,
          toolCall,
          args,
          texts(context.messages),
          signal?.aborted,
        ]);
        return undefined;
      },
      afterToolCall: async ({ toolCall, args, result, isError, context }, signal) => {
        seen.push([toolCall, args, result, isError, context.messages.length, signal?.aborted]);
        return { content: text("polished").content, isError: true };
      },
    });
    return { seen, results: run.results };
  },

  async "afterToolCall that fails"(pi) {
    return told(
      await callTools(pi, [["a", "1"]], [tool("a")], {
        afterToolCall: () => Promise.reject(new Error("the hook broke")),
      }),
    );
  },

  async "updates while a tool runs"(pi) {
    const a = tool("a", {
      execute: async (_, __, ___, onUpdate) => {
        onUpdate?.(text("half"));
        onUpdate?.(text("nearly"));
        return text("whole");
      },
    });
    return (await callTools(pi, [["a", "1", { n: "3" }]], [a])).trace;
  },

  async "the arguments in tool events are those that the model sent"(pi) {
    const seen: unknown[] = [];
    const a = tool("a", {
      execute: async (_, __, ___, onUpdate) => {
        onUpdate?.(text("half"));
        return text("whole");
      },
    });
    const { agent } = setUp(
      pi,
      [
        pi.ai.fauxAssistantMessage(pi.ai.fauxToolCall("a", { n: "3" }, { id: "1" }), {
          stopReason: "toolUse",
        }),
        pi.ai.fauxAssistantMessage("end"),
      ],
      { initialState: { tools: [a] } },
    );
    agent.subscribe((event) => {
      if (event.type.startsWith("tool_execution")) seen.push(event);
    });
    await agent.prompt("go");
    return seen;
  },

  async "an update after the tool has finished"(pi) {
    let late = () => {};
    const a = tool("a", {
      execute: async (_, __, ___, onUpdate) => {
        late = () => onUpdate?.(text("late"));
        return text("whole");
      },
    });
    const { agent, trace } = setUp(
      pi,
      [
        pi.ai.fauxAssistantMessage(pi.ai.fauxToolCall("a", {}, { id: "1" }), {
          stopReason: "toolUse",
        }),
        pi.ai.fauxAssistantMessage("end"),
      ],
      { initialState: { tools: [a] } },
    );
    agent.subscribe((event) => {
      if (event.type === "tool_execution_end") late();
    });
    await agent.prompt("go");
    return trace.filter((line) => line.startsWith("tool_execution_update")).length;
  },

  async "tools that end the run"(pi) {
    const stop = tool("stop", { execute: async () => ({ ...text("bye"), terminate: true }) });
    const one = await callTools(pi, [["stop", "1"]], [stop]);
    const mixed = await callTools(
      pi,
      [
        ["stop", "1"],
        ["a", "2"],
      ],
      [stop, tool("a")],
    );
    return [one.trace, mixed.trace];
  },

  async "calls of an answer that was cut off"(pi) {
    const { agent, trace } = setUp(
      pi,
      [
        pi.ai.fauxAssistantMessage(pi.ai.fauxToolCall("a", {}, { id: "1" }), {
          stopReason: "length",
        }),
        pi.ai.fauxAssistantMessage("end"),
      ],
      { initialState: { tools: [tool("a")] } },
    );
    await agent.prompt("go");
    return {
      ended: trace.find((line) => line.startsWith("tool_execution_end")),
      told: texts(agent.state.messages)[2],
    };
  },

  async "the same call again and again is the host's business"(pi) {
    const again = () =>
      pi.ai.fauxAssistantMessage(pi.ai.fauxToolCall("a", {}, { id: crypto.randomUUID() }), {
        stopReason: "toolUse",
      });
    const { agent } = setUp(
      pi,
      [...Array.from({ length: 8 }, again), pi.ai.fauxAssistantMessage("end")],
      { initialState: { tools: [tool("a")] } },
    );
    await agent.prompt("go");
    return agent.state.messages.length;
  },
};
