import type { AssistantMessage, Model, ThinkingLevel } from "@argent/ai";
import { AiError } from "@argent/ai";
import type { AgentEvent } from "./event.ts";
import type { AgentMessage } from "./message.ts";
import type { AgentTool } from "./tool.ts";

/** The part of the state that the owner of an agent decides. */
export interface AgentSettings {
  systemPrompt: string;
  model: Model;
  /** Default `"off"`. */
  thinkingLevel: ThinkingLevel;
  tools: AgentTool[];
  messages: AgentMessage[];
}

/**
 * What an agent is and does. The settings may be changed at any time and take effect with the next run; the rest is
 * kept up to date by the events of the runs. Assigned arrays are copied.
 */
export class AgentState {
  systemPrompt: string;
  thinkingLevel: ThinkingLevel;
  isStreaming = false;
  /** The last run's failure, in words. */
  errorMessage: string | undefined;

  #model: Model | undefined;
  #tools: AgentTool[];
  #messages: AgentMessage[];
  readonly #runningToolCalls = new Set<string>();
  /** Made when read, and again after a change. */
  #pendingToolCalls: ReadonlySet<string> | undefined;
  #readPartial: (() => AssistantMessage) | undefined;

  constructor(initial: Partial<AgentSettings> = {}) {
    this.systemPrompt = initial.systemPrompt ?? "";
    this.thinkingLevel = initial.thinkingLevel ?? "off";
    this.#model = initial.model;
    this.#tools = [...(initial.tools ?? [])];
    this.#messages = [...(initial.messages ?? [])];
  }

  /** @throws AiError `invalid_request` when no model was ever given. */
  get model(): Model {
    if (this.#model === undefined) {
      throw new AiError(
        "invalid_request",
        "The agent has no model. Pass initialState.model or call setModel().",
      );
    }
    return this.#model;
  }

  set model(model: Model) {
    this.#model = model;
  }

  /** The agent's own list; an assigned one is copied. */
  get tools(): AgentTool[] {
    return this.#tools;
  }

  set tools(tools: readonly AgentTool[]) {
    this.#tools = [...tools];
  }

  /** The agent's own transcript; an assigned one is copied. */
  get messages(): AgentMessage[] {
    return this.#messages;
  }

  set messages(messages: readonly AgentMessage[]) {
    this.#messages = [...messages];
  }

  /** The answer that is arriving, as far as it has; built when read. */
  get streamingMessage(): AssistantMessage | undefined {
    return this.#readPartial?.();
  }

  /** The older name of `streamingMessage`; `null` when nothing arrives. */
  get streamMessage(): AssistantMessage | null {
    return this.streamingMessage ?? null;
  }

  /** The ids of the calls that run now; another set with each change. */
  get pendingToolCalls(): ReadonlySet<string> {
    this.#pendingToolCalls ??= new Set(this.#runningToolCalls);
    return this.#pendingToolCalls;
  }

  /** The older name of `errorMessage`. */
  get error(): string | undefined {
    return this.errorMessage;
  }

  /** For the agent: how to read the answer that is arriving. */
  setPartial(read: (() => AssistantMessage) | undefined): void {
    this.#readPartial = read;
  }

  /** For the agent: takes in an event. */
  reduce(event: AgentEvent): void {
    switch (event.type) {
      case "agent_start":
        this.errorMessage = undefined;
        break;
      case "message_end":
        this.#messages.push(event.message);
        if (event.message.role === "assistant") this.errorMessage = event.message.errorMessage;
        break;
      case "agent_end":
        if (event.stopReason === "aborted") this.errorMessage ??= "Request was aborted";
        this.#runningToolCalls.clear();
        this.#pendingToolCalls = undefined;
        break;
      case "tool_execution_start":
        this.#runningToolCalls.add(event.toolCallId);
        this.#pendingToolCalls = undefined;
        break;
      case "tool_execution_end":
        this.#runningToolCalls.delete(event.toolCallId);
        this.#pendingToolCalls = undefined;
        break;
    }
  }
}
