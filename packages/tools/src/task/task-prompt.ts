import type { AgentTool } from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import { codingPrompt } from "../coding-prompt.ts";

/** The system prompt of a child agent. */
export function taskPrompt(env: ExecutionEnv, tools: readonly AgentTool[]): string {
  return `${codingPrompt(env, tools)}

You work for another agent, which sees nothing but your last message, and you cannot ask it anything. End with a summary of at most 300 words: what you found or did, with paths and line numbers, what you checked, and what is left.`;
}
