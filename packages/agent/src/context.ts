import type { AgentMessage } from "./message.ts";
import type { AgentTool } from "./tool.ts";

export interface AgentContext {
  systemPrompt: string;
  messages: AgentMessage[];
  tools?: AgentTool[] | undefined;
}
