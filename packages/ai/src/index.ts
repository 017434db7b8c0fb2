export { chooseModel, type ModelChoice, preferredModels } from "./choose-model.ts";
export { type Clock, sleep, systemClock } from "./clock.ts";
export { collect } from "./collect.ts";
export { calculateCost, emptyUsage } from "./cost.ts";
export { type RetryOptions, withRetry } from "./decorators/with-retry.ts";
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
export { handoff } from "./handoff.ts";
export { createIncrementalJson, type IncrementalJson } from "./incremental-json.ts";
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
export { orThrow } from "./or-throw.ts";
export { isContextOverflow } from "./overflow.ts";
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
export { clampThinkingLevel, supportedThinkingLevels } from "./thinking.ts";
export type { Tool, ToolChoice } from "./tool.ts";
export {
  createToolValidator,
  type ToolValidator,
  validateToolArguments,
} from "./validate-tool-arguments.ts";
export { toAiError } from "./vendor-error.ts";
export type { ProviderOptions } from "./wire/wire-provider.ts";
