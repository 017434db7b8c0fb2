import type {
  AgentEvent,
  AgentMessage,
  AgentOptions,
  AgentTool,
} from "../../src/pi-agent-core/index.ts";
import type { FauxResponseStep, RegisterFauxProviderOptions } from "../../src/pi-ai/index.ts";
import type { PiModules } from "./contract.ts";

export const text = (words: string) => ({
  content: [{ type: "text" as const, text: words }],
  details: {},
});

export function tool(name: string, more: Partial<AgentTool> = {}): AgentTool {
  return {
    name,
    label: name,
    description: `Does ${name}.`,
    parameters: { type: "object", properties: { n: { type: "number" } } },
    execute: async () => text(`${name} is done`),
    ...more,
  };
}

/** An agent over a faux provider that answers with these, each block in one delta, and a trace of its events. */
export function setUp(
  pi: PiModules,
  responses: FauxResponseStep[],
  options: AgentOptions = {},
  provider: RegisterFauxProviderOptions = {},
) {
  const tokenSize = { min: 1_000, max: 1_000 };
  const faux = pi.ai.registerFauxProvider({ api: "scripted", tokenSize, ...provider });
  faux.setResponses(responses);
  const { initialState, ...rest } = options;
  const agent = new pi.core.Agent({
    initialState: { model: faux.getModel(), ...initialState },
    ...rest,
  });
  const trace: string[] = [];
  agent.subscribe((event) => {
    trace.push(short(event));
  });
  return { agent, faux, trace };
}

/** An event in short: its type, with roles, ids and texts where they tell events apart. */
export function short(event: AgentEvent): string {
  switch (event.type) {
    case "message_start":
      return `message_start ${event.message.role}`;
    case "message_end":
      return `${event.type} ${nameOf(event.message)}`;
    case "message_update":
      return event.assistantMessageEvent.type;
    case "turn_end":
      return `turn_end ${event.toolResults.map((result) => result.toolCallId).join(",")}`.trim();
    case "agent_end":
      return `agent_end ${event.messages.map(nameOf).join(",")}`;
    case "tool_execution_start":
      return `tool_execution_start ${event.toolCallId}`;
    case "tool_execution_update":
      return `tool_execution_update ${event.toolCallId} ${event.partialResult.content[0].text}`;
    case "tool_execution_end":
      return `tool_execution_end ${event.toolCallId}${event.isError ? " failed" : ""}`;
    default:
      return event.type;
  }
}

export function nameOf(message: AgentMessage): string {
  if (message.role === "toolResult") return `result:${message.toolCallId}`;
  return message.role === "assistant" ? `assistant:${message.stopReason}` : message.role;
}

/** The texts of a transcript, for what the model would be told. */
export function texts(messages: readonly AgentMessage[]): string[] {
  return messages.map((message) => {
    const words =
      typeof message.content === "string"
        ? message.content
        : message.content
            .map((block) => (block.type === "text" ? block.text : block.type))
            .join("|");
    return `${nameOf(message)}: ${words}`;
  });
}

/** A promise's outcome in words, or that it has none however often the process comes round. */
export async function outcome(promise: Promise<unknown>): Promise<string> {
  const settled = promise.then(
    (value) => `resolved: ${JSON.stringify(value ?? null)}`,
    (cause) => `rejected: ${cause instanceof Error ? cause.message : cause}`,
  );
  return Promise.race([settled, rounds(200).then(() => "never settles")]);
}

/** Lets everything run that can run without time passing. */
export async function rounds(count: number): Promise<void> {
  for (let round = 0; round < count; round++) await new Promise(setImmediate);
}

/** What a call throws, in words. */
export function thrown(call: () => unknown): string {
  try {
    call();
    return "nothing thrown";
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}
