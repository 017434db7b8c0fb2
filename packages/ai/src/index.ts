export { addUsage } from "./add-usage.ts";
export { chooseModel, type ModelChoice, preferredModels } from "./choose-model.ts";
export { type Clock, sleep, systemClock } from "./clock.ts";
export { collect } from "./collect.ts";
export { calculateCost, emptyUsage } from "./cost.ts";
export type { CassetteOptions, CassetteStorage } from "./decorators/cassette.ts";
export { type ReplayingOptions, replaying, replayingFetch } from "./decorators/replaying.ts";
export {
  type BudgetedProvider,
  type BudgetOptions,
  type Spending,
  withBudget,
} from "./decorators/with-budget.ts";
export {
  type Fallback,
  type FallbackOptions,
  type FallbackTarget,
  withFallback,
} from "./decorators/with-fallback.ts";
export { type RateLimitOptions, withRateLimit } from "./decorators/with-rate-limit.ts";
export { type RecordingOptions, withRecording } from "./decorators/with-recording.ts";
export { type Retry, type RetryOptions, withRetry } from "./decorators/with-retry.ts";
export { AiError, type AiErrorCode, type AiErrorFields } from "./error.ts";
export type {
  BlockDeltaEvent,
  BlockEndEvent,
  BlockStartEvent,
  DoneEvent,
  ErrorEvent,
  StartEvent,
  StreamEvent,
  TerminalEvent,
  ToolCallEndEvent,
  ToolCallStartEvent,
} from "./event.ts";
export { type HandoffModel, handoff } from "./handoff.ts";
export {
  createIncrementalJson,
  type IncrementalJson,
  type JsonSyntaxError,
} from "./incremental-json.ts";
export { apiKeyFor, keyNamesFor } from "./keys.ts";
export { findLocalServers, type LocalServer } from "./local-models.ts";
export type {
  AssistantContent,
  AssistantMessage,
  Cost,
  ErrorKind,
  ImageContent,
  Message,
  MessageError,
  StopReason,
  TextContent,
  ThinkingContent,
  ToolCall,
  ToolResultMessage,
  Usage,
  UserMessage,
} from "./message.ts";
export type { Api, Compat, Model, Pricing, Rates, ThinkingLevel, ThinkingLevels } from "./model.ts";
export {
  type GetModelOptions,
  getModel,
  type ListModelsOptions,
  listModels,
  listProviders,
  type ProviderSummary,
  type ResolveModelOptions,
  resolveModel,
} from "./models/index.ts";
export { nearest, suggestion } from "./models/nearest.ts";
export { orThrow } from "./or-throw.ts";
export { isContextOverflow, overflowPatterns } from "./overflow.ts";
export { createPartialMessage, type PartialMessage } from "./partial-message.ts";
export type {
  CacheRetention,
  Provider,
  ResponseInfo,
  ThinkingBudgets,
  TurnRequest,
  TurnResponse,
} from "./provider.ts";
export {
  createProviderRegistry,
  type ProviderRegistry,
  type ProviderRegistryOptions,
} from "./registry.ts";
export type { JsonSchema, Static } from "./schema.ts";
export { textOf, toolCallsOf } from "./text.ts";
export { clampThinkingLevel, supportedThinkingLevels, thinkingLevels } from "./thinking.ts";
export type { Tool, ToolChoice } from "./tool.ts";
export { type CompiledSchema, compileSchema, type SchemaIssue } from "./validate/compile-schema.ts";
export {
  createToolValidator,
  type ToolValidator,
  validateToolArguments,
} from "./validate-tool-arguments.ts";
export { errorFromText, toAiError } from "./vendor-error.ts";
export type { ProviderOptions } from "./wire/wire-provider.ts";
