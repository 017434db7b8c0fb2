import type { Loose } from "../pi-ai/loose.ts";
import type { Model } from "../pi-ai/types.ts";
import type { AgentEvent, AgentMessage, AgentState, AgentTool, ThinkingLevel } from "./types.ts";

/** What a host may set at the start; the rest is kept up to date by the events of the runs. */
export type InitialState = Partial<
  Pick<AgentState, "systemPrompt" | "model" | "thinkingLevel"> & {
    tools: readonly AgentTool<Loose>[];
    messages: readonly AgentMessage[];
  }
>;

/** The state behind `agent.state`. Settings take effect with the next run. */
export class LiveAgentState implements AgentState {
  systemPrompt: string;
  model: Model<Loose>;
  thinkingLevel: ThinkingLevel;
  isStreaming = false;
  pendingToolCalls: ReadonlySet<string> = new Set();
  errorMessage: string | undefined;

  #tools: AgentTool<Loose>[];
  #messages: AgentMessage[];
  /** The event that carries the message under way; its message is read only when somebody asks. */
  #underWay: { readonly message: AgentMessage } | undefined;

  constructor(initial: InitialState = {}) {
    this.systemPrompt = initial.systemPrompt ?? "";
    this.model = initial.model ?? unknownModel;
    this.thinkingLevel = initial.thinkingLevel ?? "off";
    this.#tools = [...(initial.tools ?? [])];
    this.#messages = [...(initial.messages ?? [])];
    for (const name of ["messages", "tools", "streamingMessage"]) {
      const accessor = Object.getOwnPropertyDescriptor(LiveAgentState.prototype, name);
      // Hosts copy the state with a spread, which takes only what is its own.
      if (accessor) Object.defineProperty(this, name, { ...accessor, enumerable: true });
    }
  }

  get tools(): AgentTool<Loose>[] {
    return this.#tools;
  }

  set tools(tools: readonly AgentTool<Loose>[]) {
    this.#tools = [...tools];
  }

  get messages(): AgentMessage[] {
    return this.#messages;
  }

  set messages(messages: readonly AgentMessage[]) {
    this.#messages = [...messages];
  }

  get streamingMessage(): AgentMessage | undefined {
    return this.#underWay?.message;
  }

  get streamMessage(): AgentMessage | null {
    return this.streamingMessage ?? null;
  }

  get error(): string | undefined {
    return this.errorMessage;
  }

  /** A run begins. */
  begin(): void {
    this.isStreaming = true;
    this.errorMessage = undefined;
    this.#underWay = undefined;
  }

  /** The run is over, and so are its listeners. */
  end(): void {
    this.isStreaming = false;
    this.pendingToolCalls = new Set();
    this.#underWay = undefined;
  }

  /** Takes in an event, before the listeners see it. */
  reduce(event: AgentEvent): void {
    switch (event.type) {
      case "message_start":
      case "message_update":
        this.#underWay = event;
        break;
      case "message_end":
        this.#underWay = undefined;
        this.#messages.push(event.message);
        break;
      case "tool_execution_start":
        this.pendingToolCalls = new Set([...this.pendingToolCalls, event.toolCallId]);
        break;
      case "tool_execution_end":
        this.pendingToolCalls = new Set(
          [...this.pendingToolCalls].filter((id) => id !== event.toolCallId),
        );
        break;
      case "turn_end":
        if (event.message.role === "assistant" && event.message.errorMessage) {
          this.errorMessage = event.message.errorMessage;
        }
        break;
      case "agent_end":
        this.#underWay = undefined;
    }
  }
}

/** Stands in until a host sets a model, as in Pi; asking it is an error. */
const unknownModel: Model<string> = {
  id: "unknown",
  name: "unknown",
  api: "unknown",
  provider: "unknown",
  baseUrl: "",
  reasoning: false,
  input: [],
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  contextWindow: 0,
  maxTokens: 0,
};
