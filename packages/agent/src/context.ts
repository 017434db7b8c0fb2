import type { AgentMessage } from "./message.ts";
import type { AgentTool } from "./tool.ts";

/** What a run starts from: the prompt, the transcript, and the tools that the model may call. */
export interface AgentContext {
  systemPrompt: string;
  messages: AgentMessage[];
  /** Default: none. */
  tools?: AgentTool[] | undefined;
}
