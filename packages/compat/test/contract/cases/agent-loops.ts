import type {
  AgentEvent,
  AgentLoopConfig,
  AgentMessage,
} from "../../../src/pi-agent-core/index.ts";
import type { FauxResponseStep } from "../../../src/pi-ai/index.ts";
import { nameOf, outcome, setUp, short, texts, thrown, tool } from "../agent-kit.ts";
import type { ContractCases, PiModules } from "../contract.ts";

const user = (content: string) => ({ role: "user" as const, content, timestamp: 1 });

function loop(pi: PiModules, responses: FauxResponseStep[], more: Partial<AgentLoopConfig> = {}) {
  const { faux } = setUp(pi, responses);
  const config: AgentLoopConfig = {
    model: faux.getModel(),
    convertToLlm: (messages: AgentMessage[]) => messages,
    ...more,
  };
  const messages: AgentMessage[] = [];
  return { config, context: { systemPrompt: "Be brief.", messages, tools: [tool("a")] } };
}

const callThenEnd = (pi: PiModules) => [
  pi.ai.fauxAssistantMessage(pi.ai.fauxToolCall("a", {}, { id: "1" }), { stopReason: "toolUse" }),
  pi.ai.fauxAssistantMessage("end"),
];

export const agentLoops: ContractCases = {
  async "agentLoop gives the events and the new messages"(pi) {
    const { config, context } = loop(pi, callThenEnd(pi));
    const stream = pi.core.agentLoop([user("go")], context, config);
    const trace: string[] = [];
    for await (const event of stream) trace.push(short(event));
    return { trace, result: (await stream.result()).map(nameOf), context: context.messages.length };
  },

  async "agentLoopContinue goes on from what is there"(pi) {
    const { config, context } = loop(pi, [pi.ai.fauxAssistantMessage("ok")]);
    context.messages.push(user("go"));
    const stream = pi.core.agentLoopContinue(context, config);
    return (await stream.result()).map(nameOf);
  },

  "agentLoopContinue refuses what has nothing to answer": (pi) => {
    const { config, context } = loop(pi, []);
    const said = [thrown(() => pi.core.agentLoopContinue(context, config))];
    context.messages.push(pi.ai.fauxAssistantMessage("I spoke last"));
    said.push(thrown(() => pi.core.agentLoopContinue(context, config)));
    return said;
  },

  async "runAgentLoop waits for its sink"(pi) {
    const { config, context } = loop(pi, [pi.ai.fauxAssistantMessage("ok")]);
    const order: string[] = [];
    const messages = await pi.core.runAgentLoop([user("go")], context, config, async (event) => {
      order.push(`begin ${event.type}`);
      await new Promise(setImmediate);
      order.push(`end ${event.type}`);
    });
    return { order, messages: texts(messages) };
  },

  async "runAgentLoop fails with its sink"(pi) {
    const { config, context } = loop(pi, [pi.ai.fauxAssistantMessage("ok")]);
    const seen: string[] = [];
    const run = pi.core.runAgentLoop([user("go")], context, config, (event: AgentEvent) => {
      seen.push(event.type);
      if (event.type === "turn_start") throw new Error("the sink is full");
    });
    return { outcome: await outcome(run), seen };
  },

  async "runAgentLoopContinue and the context it is given"(pi) {
    const { config, context } = loop(pi, [pi.ai.fauxAssistantMessage("ok")]);
    context.messages.push(user("go"));
    const messages = await pi.core.runAgentLoopContinue(context, config, () => {});
    return { messages: messages.map(nameOf), context: context.messages.map(nameOf) };
  },

  async "a stream function of the host's, and the key"(pi) {
    const { config, context } = loop(pi, [pi.ai.fauxAssistantMessage("ok")], {
      apiKey: "configured",
      reasoning: "low",
      headers: { a: "b" },
    });
    const asked: unknown[] = [];
    const stream = pi.core.agentLoop(
      [user("go")],
      context,
      config,
      undefined,
      (model, given, options) => {
        asked.push([
          model.id,
          given.systemPrompt,
          given.messages.length,
          options?.apiKey,
          options?.reasoning,
          options?.headers,
        ]);
        return Promise.resolve(pi.ai.streamSimple(model, given, options));
      },
    );
    return { asked, result: (await stream.result()).map(nameOf) };
  },

  async "shouldStopAfterTurn ends the run before the queues are asked"(pi) {
    let polled = 0;
    const turns: unknown[] = [];
    const { config, context } = loop(pi, callThenEnd(pi), {
      shouldStopAfterTurn: ({ message, toolResults, newMessages, context: now }) => {
        turns.push([
          nameOf(message),
          toolResults.length,
          newMessages.map(nameOf),
          now.messages.length,
        ]);
        return true;
      },
      getSteeringMessages: async () => {
        polled++;
        return [];
      },
      getFollowUpMessages: async () => {
        polled++;
        return [];
      },
    });
    const stream = pi.core.agentLoop([user("go")], context, config);
    return { result: (await stream.result()).map(nameOf), turns, polled };
  },
};
