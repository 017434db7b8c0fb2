import { getEventListeners } from "node:events";
import { manualClock, type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { Agent } from "./agent.ts";
import type { AgentOptions } from "./agent-options.ts";
import type { AgentEvent } from "./event.ts";
import type { AgentTool } from "./tool.ts";

const say = (text: string) => ({ content: [{ type: "text" as const, text }] });

function tool(
  name: string,
  execute: AgentTool["execute"],
  more: Partial<AgentTool> = {},
): AgentTool {
  return { name, description: name, parameters: { type: "object" }, execute, ...more };
}

function setUp(steps: ScriptedStep[], options: AgentOptions = {}, tools: AgentTool[] = []) {
  const clock = manualClock(1_000);
  const provider = scripted(steps, { clock });
  const agent = new Agent({
    provider,
    clock,
    random: () => 0.5,
    ...options,
    initialState: { model: testModel(), systemPrompt: "Be brief.", tools, ...options.initialState },
  });
  return { agent, provider, clock };
}

const texts = (agent: Agent) =>
  agent.state.messages.map((message) => {
    if (!("content" in message)) return message.role;
    const content =
      typeof message.content === "string"
        ? message.content
        : message.content
            .map((block) => ("text" in block ? block.text : `[${block.type}]`))
            .join("");
    return `${message.role}: ${content}`;
  });

describe("prompt", () => {
  test("resolves with the new messages, and the state has them", async () => {
    const { agent } = setUp([{ text: "Four." }, { text: "Six." }]);
    const first = await agent.prompt("2+2?");
    expect(first.map((message) => message.role)).toEqual(["user", "assistant"]);
    await agent.prompt("3+3?");
    expect(texts(agent)).toEqual([
      "user: 2+2?",
      "assistant: Four.",
      "user: 3+3?",
      "assistant: Six.",
    ]);
  });

  test("the next request has the earlier answers whole (argentos 17)", async () => {
    const { agent, provider } = setUp(
      [
        { thinking: "Sum.", text: "Let me see.", toolCalls: [{ id: "a", name: "add" }] },
        { text: "Four." },
        { text: "Six." },
      ],
      {},
      [tool("add", async () => say("4"))],
    );
    await agent.prompt("2+2?");
    await agent.prompt("3+3?");
    expect(provider.requests.at(-1)?.messages).toEqual(agent.state.messages.slice(0, -1));
    expect(provider.requests.at(-1)?.messages[1]).toMatchObject({
      content: [{ type: "thinking" }, { text: "Let me see." }, { type: "toolCall", id: "a" }],
    });
  });

  test("while busy rejects with Pi's message", async () => {
    const { agent } = setUp([{ text: "ok" }]);
    const run = agent.prompt("a");
    await expect(agent.prompt("b")).rejects.toThrow(
      "Agent is already processing a prompt. Use steer() or followUp()",
    );
    await run;
  });

  test("takes content blocks, messages, and images as data URL, base64 or block", async () => {
    const { agent, provider } = setUp([{ text: "1" }, { text: "2" }, { text: "3" }]);
    await agent.prompt([{ type: "text", text: "look" }], {
      images: ["data:image/gif;base64,R0lGODdh", "iVBORw0KGgoAAA"],
    });
    await agent.prompt({ role: "user", content: "plain", timestamp: 5 });
    await agent.prompt("b", [{ type: "image", data: "xx", mimeType: "image/webp" }]);
    expect(provider.requests[0]?.messages[0]?.content).toEqual([
      { type: "text", text: "look" },
      { type: "image", data: "R0lGODdh", mimeType: "image/gif" },
      { type: "image", data: "iVBORw0KGgoAAA", mimeType: "image/png" },
    ]);
    expect(provider.requests[1]?.messages.at(-1)).toEqual({
      role: "user",
      content: "plain",
      timestamp: 5,
    });
    expect(provider.requests[2]?.messages.at(-1)?.content).toHaveLength(2);
  });

  test("never opens a path", async () => {
    const { agent } = setUp([]);
    await expect(agent.prompt("look", { images: ["/etc/passwd"] })).rejects.toThrow(
      "paths are not opened",
    );
  });

  test("without a model says so", async () => {
    const agent = new Agent({ provider: scripted([]) });
    await expect(agent.prompt("hi")).rejects.toThrow("The agent has no model");
    agent.appendMessage({ role: "user", content: "hi", timestamp: 0 });
    await expect(agent.continue()).rejects.toThrow("The agent has no model");
  });

  test("what fails on the wire is no rejection", async () => {
    const { agent } = setUp([{ error: { kind: "auth", message: "bad key" } }]);
    const messages = await agent.prompt("hi");
    expect(messages.at(-1)).toMatchObject({ stopReason: "error", error: { kind: "auth" } });
    expect(agent.state.errorMessage).toContain("bad key");
    expect(agent.state.error).toBe(agent.state.errorMessage);
  });

  test("a signal given to it stops the run", async () => {
    const { agent } = setUp([{ text: "never" }]);
    const messages = await agent.prompt("hi", AbortSignal.abort());
    expect(messages.at(-1)).toMatchObject({ stopReason: "aborted" });
  });

  test("a run leaves nothing behind on its signal", async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const transformContext: AgentOptions["transformContext"] = (messages, signal) => {
      signals.push(signal);
      return messages;
    };
    const { agent } = setUp(
      [{ toolCalls: [{ name: "look" }] }, { text: "ok" }],
      { transformContext },
      [tool("look", async () => say("seen"))],
    );
    await agent.prompt("hi", new AbortController().signal);
    expect(signals).toHaveLength(2);
    for (const signal of signals) {
      expect(signal && getEventListeners(signal, "abort")).toEqual([]);
    }
  });
});

describe("the run", () => {
  test("is awaitable, thenable and iterable, and its chains are plain promises", async () => {
    const { agent } = setUp([{ text: "ok" }]);
    const run = agent.prompt("hi");
    const iterated: string[] = [];
    const reading = (async () => {
      for await (const event of run) iterated.push(event.type);
    })();
    const chained = run.then((messages) => messages.length);
    expect(chained.constructor).toBe(Promise);
    expect(await chained).toBe(2);
    expect(await run.result()).toHaveLength(2);
    await reading;
    expect([iterated[0], iterated.at(-1)]).toEqual(["agent_start", "agent_settled"]);
  });

  test("goes on when its iteration is left", async () => {
    const { agent } = setUp([{ text: "ok" }]);
    const run = agent.prompt("hi");
    for await (const event of run) if (event.type === "turn_start") break;
    expect(await run).toHaveLength(2);
  });

  test("an iterator that comes late ends at once", async () => {
    const { agent } = setUp([{ text: "ok" }]);
    const run = agent.prompt("hi");
    await run;
    expect(await run[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
  });

  test("joins deltas for a reader that lags far behind, and loses none", async () => {
    const text = "word ".repeat(5_000);
    const { agent } = setUp([{ text, deltaSize: 1 }]);
    const run = agent.prompt("hi");
    const iterator = run[Symbol.asyncIterator]();
    await run;
    let events = 0;
    let read = "";
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      events++;
      const event = next.value;
      if (event.type === "message_update" && event.assistantMessageEvent.type === "text_delta") {
        read += event.assistantMessageEvent.delta;
      }
    }
    expect(read).toBe(text);
    expect(events).toBeLessThan(1_100);
  });

  test("listeners see the state that belongs to their event", async () => {
    const { agent } = setUp([{ text: "Hello", deltaSize: 2 }]);
    const seen: unknown[] = [];
    agent.subscribe((event) => {
      if (event.type === "message_update") seen.push(agent.state.streamMessage?.content.length);
      if (event.type === "message_end") seen.push(agent.state.messages.at(-1) === event.message);
      if (event.type === "agent_settled") seen.push(agent.state.isStreaming);
    });
    const run = agent.prompt("hi");
    expect(agent.state.isStreaming).toBe(true);
    await run;
    expect(seen.slice(0, 2)).toEqual([true, 1]);
    expect(seen.slice(-2)).toEqual([true, false]);
    expect(agent.state.streamMessage).toBeNull();
  });

  test("listeners are awaited in order for lifecycle events", async () => {
    const { agent } = setUp([{ text: "ok" }]);
    const order: string[] = [];
    const hold = Promise.withResolvers<void>();
    agent.subscribe(async (event) => {
      if (event.type !== "agent_start") return;
      await hold.promise;
      order.push("first");
    });
    agent.subscribe((event) => {
      if (event.type === "agent_start") order.push("second");
      if (event.type === "turn_start") order.push("turn");
    });
    const run = agent.prompt("hi");
    hold.resolve();
    await run;
    expect(order).toEqual(["first", "second", "turn"]);
  });

  test("a listener that throws is reported and harms nobody", async () => {
    const { agent } = setUp([{ text: "ok" }]);
    const warnings: string[] = [];
    agent.subscribe((event) => {
      if (event.type === "message_end") throw new Error("listener bug");
    });
    agent.subscribe(async (event) => {
      if (event.type === "warning") warnings.push(event.message);
    });
    await agent.prompt("hi");
    expect(texts(agent)).toEqual(["user: hi", "assistant: ok"]);
    expect(warnings).toEqual([
      'A listener failed on "message_end": listener bug',
      'A listener failed on "message_end": listener bug',
    ]);
  });
});

describe("steering", () => {
  const twoCalls: ScriptedStep[] = [
    {
      toolCalls: [
        { id: "a", name: "a" },
        { id: "b", name: "b" },
      ],
    },
    { text: "end" },
  ];

  test("after-batch lets every call finish, then injects before the next answer", async () => {
    const tools = [
      tool("a", async () => {
        agent.steer("wait, also this");
        return say("A");
      }),
      tool("b", async () => say("B")),
    ];
    const { agent } = setUp(twoCalls, { toolExecution: "sequential" }, tools);
    await agent.prompt("go");
    expect(texts(agent).slice(2)).toEqual([
      "toolResult: A",
      "toolResult: B",
      "user: wait, also this",
      "assistant: end",
    ]);
  });

  test("skip-remaining skips the calls that have not begun", async () => {
    const tools = [
      tool("a", async () => {
        agent.steer("stop");
        return say("A");
      }),
      tool("b", async () => say("B")),
    ];
    const { agent } = setUp(
      twoCalls,
      { toolExecution: "sequential", steeringPolicy: "skip-remaining" },
      tools,
    );
    await agent.prompt("go");
    expect(texts(agent).slice(2)).toEqual([
      "toolResult: A",
      "toolResult: Skipped due to queued user message.",
      "user: stop",
      "assistant: end",
    ]);
  });

  test("cancel-running aborts what may be interrupted, and lets a write finish", async () => {
    const started = Promise.withResolvers<void>();
    const mayFinish = Promise.withResolvers<void>();
    const tools = [
      tool("a", (_, __, signal) => {
        started.resolve();
        return new Promise((_resolve, reject) =>
          signal?.addEventListener("abort", () => {
            mayFinish.resolve();
            reject(new Error("stopped"));
          }),
        );
      }),
      tool(
        "b",
        async (_, __, signal) => {
          await mayFinish.promise;
          return say(signal?.aborted ? "cut" : "B");
        },
        { interruptible: false },
      ),
    ];
    const { agent } = setUp(twoCalls, { steeringPolicy: "cancel-running" }, tools);
    const run = agent.prompt("go");
    await started.promise;
    agent.steer("change of plan");
    await run;
    expect(texts(agent).slice(2)).toEqual([
      "toolResult: Cancelled because of a new message from the user",
      "toolResult: B",
      "user: change of plan",
      "assistant: end",
    ]);
  });

  test.each([
    ["one-at-a-time", 4],
    ["all", 3],
  ] as const)("%s injects as many per turn as it says", async (steeringMode, calls) => {
    const tools = [
      tool("a", async () => {
        agent.steer("1");
        agent.steer("2");
        return say("A");
      }),
    ];
    const steps = [{ toolCalls: [{ name: "a" }] }, { text: "x" }, { text: "y" }, { text: "z" }];
    const { agent, provider } = setUp(steps, { steeringMode }, tools);
    agent.followUp("later");
    await agent.prompt("go");
    expect(provider.callCount).toBe(calls);
    expect(texts(agent).filter((line) => line.startsWith("user"))).toEqual([
      "user: go",
      "user: 1",
      "user: 2",
      "user: later",
    ]);
  });

  test("a message that waits when maxTurns is reached stays queued", async () => {
    const tools = [
      tool("a", async () => {
        agent.steer("not lost");
        return say("A");
      }),
    ];
    const { agent, provider } = setUp([{ toolCalls: [{ name: "a" }] }], { maxTurns: 1 }, tools);
    await agent.prompt("go");
    expect(provider.callCount).toBe(1);
    expect(agent.steeringMessages).toHaveLength(1);
  });

  test("messages that wait survive an abort", async () => {
    const { agent } = setUp([{ text: "ok" }]);
    agent.followUp("later");
    await agent.prompt("hi", AbortSignal.abort());
    expect(agent.followUpMessages).toHaveLength(1);
    agent.clearAllQueues();
    expect(agent.hasQueuedMessages()).toBe(false);
  });
});

describe("continue", () => {
  test("needs something to go on from", async () => {
    const { agent } = setUp([]);
    await expect(agent.continue()).rejects.toThrow("No messages to continue from");
  });

  test("answers an unanswered message, then what is queued, then refuses", async () => {
    const { agent } = setUp([{ text: "1" }, { text: "2" }, { text: "3" }], {
      initialState: { messages: [{ role: "user", content: "hi", timestamp: 0 }] },
    });
    await agent.continue();
    agent.steer("a");
    await agent.continue();
    agent.followUp("b");
    await agent.continue();
    expect(texts(agent).slice(1)).toEqual([
      "assistant: 1",
      "user: a",
      "assistant: 2",
      "user: b",
      "assistant: 3",
    ]);
    await expect(agent.continue()).rejects.toThrow("Cannot continue from message role: assistant");
  });
});

describe("the owner's hand", () => {
  test("setters and updateState take effect with the next run", async () => {
    const { agent, provider } = setUp([{ text: "ok" }]);
    agent.setSystemPrompt("Be long.");
    agent.setThinkingLevel("low");
    agent.updateState({ tools: [tool("t", async () => say(""))] });
    agent.replaceMessages([{ role: "user", content: "old", timestamp: 0 }]);
    agent.appendMessage({ role: "user", content: "older", timestamp: 0 });
    await agent.prompt("hi");
    expect(provider.requests[0]).toMatchObject({
      systemPrompt: "Be long.",
      thinking: "low",
      tools: [{ name: "t" }],
    });
    expect(provider.requests[0]?.messages).toHaveLength(3);
    agent.clearMessages();
    expect(agent.state.messages).toEqual([]);
  });

  test("assigned arrays are copied", () => {
    const { agent } = setUp([]);
    const tools = [tool("t", async () => say(""))];
    agent.state.tools = tools;
    tools.pop();
    expect(agent.state.tools).toHaveLength(1);
  });

  test("reset forgets the conversation, and refuses while a run is active", async () => {
    const { agent } = setUp([{ text: "ok" }]);
    const run = agent.prompt("hi");
    expect(() => agent.reset()).toThrow("Cannot reset while a run is active");
    await run;
    agent.steer("x");
    agent.reset();
    expect([agent.state.messages, agent.hasQueuedMessages()]).toEqual([[], false]);
  });

  test("waitForIdle comes when everything has settled, and a listener of agent_settled may prompt again", async () => {
    const { agent } = setUp([{ text: "1" }, { text: "2" }]);
    const runs: Promise<unknown>[] = [];
    const stop = agent.subscribe((event: AgentEvent) => {
      if (event.type !== "agent_settled") return;
      stop();
      runs.push(agent.prompt("again"));
    });
    void agent.prompt("hi");
    await agent.waitForIdle();
    await Promise.all(runs);
    expect(texts(agent)).toEqual(["user: hi", "assistant: 1", "user: again", "assistant: 2"]);
  });

  test("pending tool calls are visible while they run", async () => {
    const seen: string[][] = [];
    const tools = [
      tool("a", async () => {
        seen.push([...agent.state.pendingToolCalls]);
        return say("");
      }),
    ];
    const { agent } = setUp([{ toolCalls: [{ id: "1", name: "a" }] }, { text: "end" }], {}, tools);
    await agent.prompt("go");
    expect([seen, agent.state.pendingToolCalls.size]).toEqual([[["1"]], 0]);
  });
});
