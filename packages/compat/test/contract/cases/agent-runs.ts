import { nameOf, outcome, setUp, short, text, texts, tool } from "../agent-kit.ts";
import type { ContractCases } from "../contract.ts";

export const agentRuns: ContractCases = {
  async "a run of one answer"(pi) {
    const { agent, trace } = setUp(pi, [
      pi.ai.fauxAssistantMessage([pi.ai.fauxThinking("hm"), pi.ai.fauxText("Hello")]),
    ]);
    await agent.prompt("hi");
    return { trace, messages: texts(agent.state.messages), isStreaming: agent.state.isStreaming };
  },

  async "what prompt takes"(pi) {
    const answers = Array.from({ length: 4 }, () => pi.ai.fauxAssistantMessage("ok"));
    const { agent } = setUp(pi, answers);
    const image = { type: "image" as const, data: "AA==", mimeType: "image/png" };
    const message = { role: "user" as const, content: "two", timestamp: 1 };
    await agent.prompt("one");
    await agent.prompt("with an image", [image]);
    await agent.prompt(message);
    await agent.prompt([message, { ...message, content: "three" }]);
    return agent.state.messages.filter(({ role }) => role === "user");
  },

  async "what awaiting prompt gives"(pi) {
    const { agent } = setUp(pi, [pi.ai.fauxAssistantMessage("ok")]);
    const value: unknown = await agent.prompt("hi");
    return Array.isArray(value) ? "the new messages" : value;
  },

  async "the state while a run goes on"(pi) {
    const call = pi.ai.fauxToolCall("look", { n: 1 }, { id: "a" });
    const { agent } = setUp(
      pi,
      [
        pi.ai.fauxAssistantMessage([pi.ai.fauxText("x"), call], { stopReason: "toolUse" }),
        pi.ai.fauxAssistantMessage("end"),
      ],
      { initialState: { tools: [tool("look")] } },
    );
    const seen: unknown[] = [];
    agent.subscribe((event) => {
      const { isStreaming, streamingMessage, pendingToolCalls, messages } = agent.state;
      const underWay = streamingMessage?.role;
      seen.push([short(event), isStreaming, underWay, [...pendingToolCalls], messages.length]);
    });
    await agent.prompt("go");
    return seen;
  },

  async "a copy of the state"(pi) {
    const { agent } = setUp(pi, [pi.ai.fauxAssistantMessage("ok")], {
      initialState: { tools: [tool("look")] },
    });
    await agent.prompt("go");
    const { tools, messages, ...rest } = { ...agent.state };
    const last = messages.at(-1)?.role;
    return { names: Object.keys(rest).sort(), tools: tools.map(({ name }) => name), last };
  },

  async "what the provider is asked, and with which options"(pi) {
    const asked: unknown[] = [];
    const { agent, faux } = setUp(
      pi,
      [
        (context, options, state, model) => {
          const { signal, onPayload, ...rest } = { ...options, onPayload: options?.onPayload };
          asked.push([
            context.systemPrompt,
            context.messages,
            context.tools?.map(({ name }) => name),
            Object.fromEntries(
              Object.entries(rest).filter(([, value]) => typeof value !== "function"),
            ),
            [signal?.aborted, typeof onPayload, state.callCount, model.id],
          ]);
          return pi.ai.fauxAssistantMessage("ok");
        },
      ],
      {
        initialState: { systemPrompt: "Be brief.", tools: [tool("t")], thinkingLevel: "high" },
        sessionId: "s",
        thinkingBudgets: { high: 5_000 },
        maxRetryDelayMs: 7,
        transport: "sse",
        getApiKey: async (provider) => `key of ${provider}`,
        onPayload: (payload) => payload,
        transformContext: async (messages) => [
          { role: "user", content: "remember", timestamp: 0 },
          ...messages,
        ],
        convertToLlm: (messages) => messages.filter(({ role }) => role === "user"),
      },
    );
    await agent.prompt("hi");
    return { asked, pending: faux.getPendingResponseCount() };
  },

  async "a host's own messages stay in the transcript and away from the model"(pi) {
    let asked = 0;
    const { agent } = setUp(pi, [
      (context) => {
        asked = context.messages.length;
        return pi.ai.fauxAssistantMessage("ok");
      },
    ]);
    agent.state.messages = [JSON.parse('{"role":"notice","content":"for people","timestamp":1}')];
    await agent.prompt("hi");
    return { asked, roles: agent.state.messages.map(({ role }) => role) };
  },

  async "an error of the provider ends the run"(pi) {
    const failing = pi.ai.fauxAssistantMessage("half", {
      stopReason: "error",
      errorMessage: "529 busy",
    });
    const { agent, trace } = setUp(pi, [failing, pi.ai.fauxAssistantMessage("never")]);
    agent.followUp({ role: "user", content: "later", timestamp: 1 });
    await agent.prompt("hi");
    const { errorMessage } = agent.state;
    return { trace, errorMessage, queued: agent.hasQueuedMessages() };
  },

  async "an error without a start"(pi) {
    const { agent, trace } = setUp(pi, []);
    await agent.prompt("hi");
    return { trace, errorMessage: agent.state.errorMessage };
  },

  async "the last error is forgotten by the next run"(pi) {
    const { agent, faux } = setUp(pi, []);
    await agent.prompt("hi");
    faux.setResponses([pi.ai.fauxAssistantMessage("ok")]);
    await agent.prompt("again");
    return agent.state.errorMessage ?? "none";
  },

  async "a model that nobody set"(pi) {
    const agent = new pi.core.Agent();
    await agent.prompt("hi");
    return [agent.state.model.id, agent.state.errorMessage];
  },

  async "abort while the answer arrives"(pi) {
    const blocks = ["one", "two", "three"].map((words) => pi.ai.fauxText(words));
    const { agent, trace } = setUp(
      pi,
      [pi.ai.fauxAssistantMessage(blocks)],
      {},
      { tokensPerSecond: 1_000 },
    );
    agent.subscribe((event) => {
      if (event.type === "message_start" && event.message.role === "assistant") agent.abort();
    });
    await agent.prompt("hi");
    const ends = trace.filter((line) => !/^text_/.test(line));
    return { ends, errorMessage: agent.state.errorMessage };
  },

  async "abort while a tool runs"(pi) {
    const call = pi.ai.fauxToolCall("wait", {}, { id: "a" });
    const waiting = tool("wait", {
      execute: (_, __, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(new Error("stopped by the signal")));
          queueMicrotask(() => agent.abort());
        }),
    });
    const { agent, trace } = setUp(
      pi,
      [
        pi.ai.fauxAssistantMessage(call, { stopReason: "toolUse" }),
        pi.ai.fauxAssistantMessage("never"),
      ],
      { initialState: { tools: [waiting] } },
    );
    await agent.prompt("go");
    const { messages, errorMessage } = agent.state;
    return { trace: trace.slice(9), told: texts(messages).slice(2), errorMessage };
  },

  async "a run is over when its listeners are"(pi) {
    const { agent } = setUp(pi, [pi.ai.fauxAssistantMessage("ok")]);
    const seen: unknown[] = [];
    agent.subscribe(async (event) => {
      if (event.type !== "agent_end") return;
      seen.push(["in agent_end", agent.state.isStreaming, await outcome(agent.prompt("again"))]);
    });
    const run = agent.prompt("hi");
    seen.push(["busy", await outcome(agent.prompt("too soon")), await outcome(agent.continue())]);
    await run;
    seen.push(["idle", agent.state.isStreaming, await outcome(agent.waitForIdle())]);
    return seen;
  },

  async "listeners are waited for at every event, deltas too"(pi) {
    const { agent } = setUp(pi, [pi.ai.fauxAssistantMessage("Hello")]);
    const order: string[] = [];
    agent.subscribe(async (event) => {
      order.push(`begin ${event.type}`);
      await new Promise(setImmediate);
      order.push(`end ${event.type}`);
    });
    await agent.prompt("hi");
    return order;
  },

  async "a listener that fails"(pi) {
    const { agent, trace } = setUp(pi, [pi.ai.fauxAssistantMessage("ok")]);
    agent.subscribe((event) => {
      if (event.type === "message_end" && event.message.role === "assistant") {
        throw new Error("the disk is full");
      }
    });
    const promise = await outcome(agent.prompt("hi").then(() => "done"));
    const { messages, errorMessage } = agent.state;
    return { promise, last: trace.slice(-3), messages: messages.map(nameOf), errorMessage };
  },

  async "a conversion that fails"(pi) {
    const { agent, trace } = setUp(pi, [], {
      convertToLlm: () => {
        throw new Error("cannot convert");
      },
    });
    await agent.prompt("hi");
    const { messages, errorMessage } = agent.state;
    return { trace, messages: messages.map(nameOf), errorMessage };
  },

  async "reset in the middle of a run"(pi) {
    const { agent } = setUp(pi, [pi.ai.fauxAssistantMessage("ok")]);
    let said = "nothing thrown";
    agent.subscribe((event) => {
      if (event.type !== "turn_start") return;
      try {
        agent.reset();
      } catch (cause) {
        said = cause instanceof Error ? cause.message : String(cause);
      }
    });
    await agent.prompt("hi");
    return said;
  },

  async "reset between runs"(pi) {
    const { agent } = setUp(pi, [pi.ai.fauxAssistantMessage("ok")]);
    await agent.prompt("hi");
    agent.steer({ role: "user", content: "later", timestamp: 1 });
    agent.reset();
    return [agent.state.messages, agent.hasQueuedMessages(), agent.state.model.name];
  },

  async "an update as JSON"(pi) {
    const { agent } = setUp(pi, [pi.ai.fauxAssistantMessage("Hello")]);
    const names: string[] = [];
    agent.subscribe((event) => {
      if (event.type !== "message_update" || event.assistantMessageEvent.type !== "text_delta")
        return;
      names.push(...Object.keys(JSON.parse(JSON.stringify(event))));
      names.push(...Object.keys(JSON.parse(JSON.stringify(event.assistantMessageEvent))));
    });
    await agent.prompt("hi");
    return names.filter((name) => name === "message" || name === "partial");
  },

  async "an update's answer so far"(pi) {
    const { agent } = setUp(
      pi,
      [
        pi.ai.fauxAssistantMessage([
          pi.ai.fauxText("a"),
          pi.ai.fauxToolCall("t", { n: 1 }, { id: "1" }),
        ]),
      ],
      {
        initialState: {
          tools: [tool("t", { execute: async () => ({ ...text(""), terminate: true }) })],
        },
      },
    );
    const seen: unknown[] = [];
    agent.subscribe((event) => {
      if (event.type !== "message_update") return;
      const { assistantMessageEvent: inner, message } = event;
      if (!inner.type.endsWith("_end") || !("partial" in inner)) return;
      seen.push([inner.type, inner.partial.content, message.role]);
    });
    await agent.prompt("hi");
    return seen;
  },
};
