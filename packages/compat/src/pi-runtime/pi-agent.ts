import type { AgentMessage } from "@argent/agent";
import type { Message, ThinkingLevel } from "@argent/ai";
import type { LabelledPiTool } from "../adapters/pi-tool.ts";
import type { PiModel, PiStreamFunction } from "../adapters/pi-types.ts";
import type { PiAgentEvent } from "../adapters/to-pi-agent-event.ts";
import type { AfterToolCall, BeforeToolCall } from "../pi-agent-core/types.ts";

/**
 * What the runtime uses of Pi's agent. It is the same from 0.65 to 0.87.
 *
 * @see https://github.com/earendil-works/pi/tree/main/packages/agent
 */
export interface PiAgent {
  subscribe(listener: (event: PiAgentEvent) => void | Promise<void>): () => void;
  prompt(message: AgentMessage): Promise<void>;
  continue(): Promise<void>;
  steer(message: AgentMessage): void;
  clearSteeringQueue(): void;
  abort(): void;
}

/**
 * What the runtime gives to Pi's agent.
 *
 * @see https://github.com/earendil-works/pi/tree/main/packages/agent
 */
export interface PiAgentOptions {
  initialState: {
    systemPrompt: string;
    model: PiModel;
    thinkingLevel: ThinkingLevel;
    tools: LabelledPiTool[];
    messages: AgentMessage[];
  };
  convertToLlm: (messages: AgentMessage[]) => Message[];
  streamFn: PiStreamFunction;
  beforeToolCall: BeforeToolCall;
  afterToolCall: AfterToolCall;
  sessionId: string;
  steeringMode?: "all" | "one-at-a-time" | undefined;
  followUpMode?: "all" | "one-at-a-time" | undefined;
}
