// What a host written for Pi 0.73.1 does with its types, compiled against the facades.
import {
  Agent,
  type AgentEvent,
  type AgentMessage,
  type AgentTool,
  agentLoop,
  type StreamFn,
} from "@argent/compat/pi-agent-core";
import {
  type AssistantMessage,
  type AssistantMessageEvent,
  createAssistantMessageEventStream,
  type Message,
  type Model,
  registerApiProvider,
  type SimpleStreamOptions,
  type Static,
  type StreamFunction,
  StringEnum,
  streamSimple,
  type Tool,
  Type,
} from "@argent/compat/pi-ai";

const parameters = Type.Object({
  path: Type.String(),
  mode: Type.Optional(StringEnum(["fast", "slow"])),
});
export const args: Static<typeof parameters> = { path: "a.txt", mode: "fast" };

const read: AgentTool<typeof parameters, { size: number }> = {
  name: "read",
  label: "Read",
  description: "Reads.",
  parameters,
  async execute(id, { path, mode }, _signal, onUpdate) {
    const how: "fast" | "slow" | undefined = mode;
    onUpdate?.({ content: [{ type: "text", text: `${path} ${how}` }], details: { size: 1 } });
    return { content: [{ type: "text", text: id }], details: { size: 2 } };
  },
};
export const declared: Tool = read;

const custom: StreamFunction<"host-api", SimpleStreamOptions> = (model) => {
  const stream = createAssistantMessageEventStream();
  const output: AssistantMessage = {
    role: "assistant",
    content: [{ type: "text", text: "from the host" }],
    api: model.api,
    provider: model.provider,
    model: model.id,
    usage: {
      input: 0,
      output: 0,
      cacheRead: 0,
      cacheWrite: 0,
      totalTokens: 0,
      cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
    },
    stopReason: "stop",
    timestamp: Date.now(),
  };
  stream.push({ type: "start", partial: output });
  stream.push({ type: "done", reason: "stop", message: output });
  return stream;
};
registerApiProvider({ api: "host-api", stream: custom, streamSimple: custom }, "host");

const model: Model<"host-api"> = {
  id: "m",
  name: "M",
  api: "host-api",
  provider: "host",
  baseUrl: "",
  reasoning: false,
  input: ["text"],
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  contextWindow: 1_000,
  maxTokens: 100,
};

const streamFn: StreamFn = (asked, context, options) =>
  streamSimple(asked, context, { ...options, apiKey: "key" });
const agent = new Agent({
  initialState: { model, tools: [read] },
  streamFn,
  convertToLlm: (messages: AgentMessage[]): Message[] => messages,
  transformContext: async (messages) => messages.slice(-10),
  beforeToolCall: async ({ toolCall }) =>
    toolCall.arguments.path.length > 100 ? { block: true, reason: "too long" } : undefined,
});

export const lines: string[] = [];
agent.subscribe(async (event: AgentEvent, signal) => {
  lines.push(signal.aborted ? "aborted" : describe(event));
});
const running: Promise<void> = agent.prompt("hi");
await running;

const loop = agentLoop(
  [{ role: "user", content: "hi", timestamp: 1 }],
  { systemPrompt: "", messages: [], tools: [read] },
  { model, convertToLlm: (messages) => messages },
);
export const messages: AgentMessage[] = await loop.result();

/** Pi's union of events is closed: a host may rely on it. */
function describe(event: AgentEvent): string {
  switch (event.type) {
    case "agent_start":
    case "turn_start":
      return event.type;
    case "agent_end":
      return event.messages.map(({ role }) => role).join();
    case "turn_end":
      return event.toolResults.map((result) => result.details.size).join();
    case "message_start":
    case "message_end":
      return event.message.role;
    case "message_update":
      return inner(event.assistantMessageEvent);
    case "tool_execution_start":
      return event.args.path;
    case "tool_execution_update":
      return event.partialResult.content;
    case "tool_execution_end":
      return event.result.details.size;
    default:
      return event satisfies never;
  }
}

function inner(event: AssistantMessageEvent): string {
  switch (event.type) {
    case "start":
    case "text_start":
    case "thinking_start":
    case "toolcall_start":
      return event.partial.stopReason;
    case "text_delta":
    case "thinking_delta":
    case "toolcall_delta":
      return event.delta;
    case "text_end":
    case "thinking_end":
      return event.content;
    case "toolcall_end":
      return event.toolCall.arguments.path;
    case "done":
      return event.message.model;
    case "error":
      return event.error.model;
    default:
      return event satisfies never;
  }
}
