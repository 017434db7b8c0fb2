export type {
  ActiveRun,
  AgentStreamEvent,
  Run,
  RunRequest,
  RunResult,
  Runtime,
} from "@argent/agent";
export type { AgentLifecycle, PiAgentRuntime, SessionMessageQueue } from "./create-vargos.ts";
export {
  buildSystemPrompt,
  getAgentLifecycle,
  getPiAgentRuntime,
  getSessionMessageQueue,
  sessions,
} from "./process-wide.ts";
export type { SystemPromptOptions } from "./system-prompt.ts";
export type { SessionMessage, Sessions } from "./vargos-sessions.ts";
