export { Agent, type AgentOptions } from "./agent.ts";
export { agentLoop, agentLoopContinue } from "./agent-loop.ts";
export { AgentRun } from "./agent-run.ts";
export { type AgentSettings, AgentState } from "./agent-state.ts";
export type { AgentContext } from "./context.ts";
export { convertToLlm } from "./convert-to-llm.ts";
export type {
  AgentEvent,
  CompactionReason,
  EventStamp,
  MessageUpdateEvent,
  RunStopReason,
} from "./event.ts";
export type {
  AgentLoopConfig,
  RetryPolicy,
  SteeringPolicy,
  StreamFunction,
} from "./loop/config.ts";
export type {
  AgentMessage,
  BashExecutionMessage,
  BranchSummaryMessage,
  CompactionSummaryMessage,
  CustomAgentMessages,
  CustomMessage,
} from "./message.ts";
export type { QueueMode } from "./message-queue.ts";
export type { PromptImage, PromptInput, PromptOptions } from "./prompt-input.ts";
export type { AgentListener } from "./run-events.ts";
export { type ArgentRuntimeOptions, createArgentRuntime } from "./runtime/argent-runtime.ts";
export type { Run, RunRequest, RunResult, RunTokens, Runtime } from "./runtime/runtime.ts";
export type { RuntimeEvent } from "./runtime/runtime-event.ts";
export { type RuntimeChoice, type RuntimeFlag, readRuntimeFlag } from "./runtime/runtime-flag.ts";
export {
  fileSessionStore,
  memorySessionStore,
  type OpenSessionRequest,
  type SessionStore,
  sessionFileName,
} from "./runtime/session-store.ts";
export type {
  BranchSummaryEntry,
  CompactionEntry,
  ContextEditEntry,
  CustomEntry,
  CustomMessageEntry,
  LabelEntry,
  MessageEntry,
  ModelChangeEntry,
  SessionEntry,
  SessionHeader,
  SessionInfoEntry,
  ThinkingLevelChangeEntry,
  UnknownEntry,
  UsageEntry,
} from "./session/entry.ts";
export type { EntryLog } from "./session/entry-log.ts";
export {
  type Durability,
  type FileEntryLogOptions,
  fileEntryLog,
} from "./session/file-entry-log.ts";
export { memoryEntryLog } from "./session/memory-entry-log.ts";
export type { SessionContext } from "./session/session-context.ts";
export { SessionChanged, SessionError, type SessionErrorCode } from "./session/session-error.ts";
export { ArgentSessionManager } from "./session/session-manager.ts";
export type {
  AfterToolCall,
  AfterToolCallContext,
  AfterToolCallResult,
  AgentTool,
  AgentToolResult,
  AgentToolUpdate,
  BeforeToolCall,
  BeforeToolCallResult,
  ToolCallContext,
  ToolEffect,
  ToolExecutionMode,
} from "./tool.ts";
