export { Agent, type AgentListener, type AgentOptions, type PromptRun } from "./agent.ts";
export {
  agentLoop,
  agentLoopContinue,
  runAgentLoop,
  runAgentLoopContinue,
} from "./agent-loop.ts";
// Declaration merging reaches an interface through a whole re-export only.
export * from "./custom-agent-messages.ts";
export type { AgentEventSink } from "./delivery.ts";
export {
  type ProxyAssistantMessageEvent,
  type ProxyStreamOptions,
  streamProxy,
} from "./stream-proxy.ts";
export type {
  AfterToolCallContext,
  AfterToolCallResult,
  AgentContext,
  AgentEvent,
  AgentLoopConfig,
  AgentMessage,
  AgentState,
  AgentTool,
  AgentToolCall,
  AgentToolResult,
  AgentToolUpdateCallback,
  BeforeToolCallContext,
  BeforeToolCallResult,
  PromptInput,
  QueueMode,
  ShouldStopAfterTurnContext,
  StreamFn,
  ThinkingLevel,
  ToolExecutionMode,
} from "./types.ts";
