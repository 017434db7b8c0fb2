import { nameOf, outcome, setUp, texts, tool } from "../agent-kit.ts";
import type { ContractCases, PiModules } from "../contract.ts";

const user = (content: string) => ({ role: "user" as const, content, timestamp: 1 });

/** The model calls a tool; while it runs two messages of each kind are queued; then the model only talks. */
async function queueInTools(pi: PiModules, modes: object) {
  const call = pi.ai.fauxToolCall("a", {}, { id: "1" });
  const other = pi.ai.fauxToolCall("b", {}, { id: "2" });
  const { agent, trace } = setUp(
    pi,
    [
      pi.ai.fauxAssistantMessage([call, other], { stopReason: "toolUse" }),
      ...Array.from({ length: 6 }, (_, index) => pi.ai.fauxAssistantMessage(`answer ${index}`)),
    ],
    { initialState: { tools: [tool("a"), tool("b")] }, ...modes },
  );
  agent.subscribe((event) => {
    if (event.type !== "tool_execution_start" || event.toolCallId !== "1") return;
    agent.steer(user("steer one"));
    agent.steer(user("steer two"));
    agent.followUp(user("later one"));
    agent.followUp(user("later two"));
  });
  await agent.prompt("go");
  return {
    trace: trace.filter((line) => !/^(text|toolcall)_/.test(line)),
    said: texts(agent.state.messages),
  };
}

export const agentQueues: ContractCases = {
  "queued messages one at a time": (pi) => queueInTools(pi, {}),

  "queued messages all at once": (pi) =>
    queueInTools(pi, { steeringMode: "all", followUpMode: "all" }),

  async "a message that was queued before the run"(pi) {
    const { agent, trace } = setUp(pi, [pi.ai.fauxAssistantMessage("ok")]);
    agent.steer(user("first this"));
    await agent.prompt("then this");
    return { trace, said: texts(agent.state.messages) };
  },

  async "continue, from every kind of transcript"(pi) {
    const said: unknown[] = [];
    const { agent, faux } = setUp(pi, []);
    const answers = () =>
      faux.setResponses(Array.from({ length: 3 }, () => pi.ai.fauxAssistantMessage("ok")));
    said.push(await outcome(agent.continue()));
    agent.state.messages = [user("hi")];
    answers();
    await agent.continue();
    said.push(agent.state.messages.map(nameOf));
    said.push(await outcome(agent.continue()));
    agent.followUp(user("later"));
    agent.steer(user("now"));
    answers();
    await agent.continue();
    said.push(texts(agent.state.messages));
    return said;
  },

  "the queues": (pi) => {
    const agent = new pi.core.Agent({ steeringMode: "all" });
    const seen: unknown[] = [agent.steeringMode, agent.followUpMode, agent.hasQueuedMessages()];
    agent.steer(user("a"));
    agent.followUp(user("b"));
    seen.push(agent.hasQueuedMessages());
    agent.clearSteeringQueue();
    seen.push(agent.hasQueuedMessages());
    agent.clearFollowUpQueue();
    seen.push(agent.hasQueuedMessages());
    agent.steeringMode = "one-at-a-time";
    agent.followUpMode = "all";
    agent.steer(user("a"));
    agent.clearAllQueues();
    seen.push(agent.steeringMode, agent.followUpMode, agent.hasQueuedMessages());
    return seen;
  },
};
