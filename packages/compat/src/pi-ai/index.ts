export type { Static, TSchema } from "typebox";
export { EventStream } from "../adapters/event-stream.ts";
export {
  type ApiProvider,
  type ApiStreamFunction,
  type ApiStreamSimpleFunction,
  clearApiProviders,
  getApiProvider,
  getApiProviders,
  registerApiProvider,
  registerBuiltInApiProviders,
  resetApiProviders,
  unregisterApiProviders,
} from "./api-registry.ts";
export {
  AssistantMessageEventStream,
  createAssistantMessageEventStream,
} from "./assistant-message-event-stream.ts";
export {
  setBedrockProviderModule,
  streamAnthropic,
  streamAzureOpenAIResponses,
  streamGoogle,
  streamGoogleVertex,
  streamMistral,
  streamOpenAICodexResponses,
  streamOpenAICompletions,
  streamOpenAIResponses,
  streamSimpleAnthropic,
  streamSimpleAzureOpenAIResponses,
  streamSimpleGoogle,
  streamSimpleGoogleVertex,
  streamSimpleMistral,
  streamSimpleOpenAICodexResponses,
  streamSimpleOpenAICompletions,
  streamSimpleOpenAIResponses,
} from "./built-in-apis.ts";
export {
  type AssistantMessageDiagnostic,
  appendAssistantMessageDiagnostic,
  createAssistantMessageDiagnostic,
  type DiagnosticErrorInfo,
  extractDiagnosticError,
  formatThrownValue,
} from "./diagnostics.ts";
export { findEnvKeys, getEnvApiKey } from "./env-api-keys.ts";
export {
  type FauxContentBlock,
  fauxAssistantMessage,
  fauxText,
  fauxThinking,
  fauxToolCall,
} from "./faux-content.ts";
export {
  type FauxModelDefinition,
  type FauxProviderRegistration,
  type FauxResponseFactory,
  type FauxResponseStep,
  type RegisterFauxProviderOptions,
  registerFauxProvider,
} from "./faux-provider.ts";
export { parseJsonWithRepair, parseStreamingJson, repairJson } from "./json-parse.ts";
export type {
  AnthropicMessagesCompat,
  OpenAICompletionsCompat,
  OpenAIResponsesCompat,
  OpenRouterRouting,
  VercelGatewayRouting,
} from "./model-compat.ts";
export {
  calculateCost,
  clampThinkingLevel,
  getModel,
  getModels,
  getProviders,
  getSupportedThinkingLevels,
  modelsAreEqual,
} from "./models.ts";
export type {
  OAuthAuthInfo,
  OAuthCredentials,
  OAuthLoginCallbacks,
  OAuthPrompt,
  OAuthProvider,
  OAuthProviderId,
  OAuthProviderInfo,
  OAuthProviderInterface,
  OAuthSelectOption,
  OAuthSelectPrompt,
} from "./oauth-types.ts";
export type {
  AnthropicEffort,
  AnthropicOptions,
  AnthropicThinkingDisplay,
  AzureOpenAIResponsesOptions,
  BedrockOptions,
  BedrockThinkingDisplay,
  GoogleOptions,
  GoogleThinkingLevel,
  GoogleVertexOptions,
  MistralOptions,
  OpenAICodexResponsesOptions,
  OpenAICodexWebSocketDebugStats,
  OpenAICompletionsOptions,
  OpenAIResponsesOptions,
} from "./option-types.ts";
export { getOverflowPatterns, isContextOverflow } from "./overflow.ts";
export {
  cleanupSessionResources,
  registerSessionResourceCleanup,
  type SessionResourceCleanup,
} from "./session-resources.ts";
export { complete, completeSimple, stream, streamSimple } from "./stream.ts";
export { StringEnum, Type } from "./type.ts";
export type {
  Api,
  AssistantMessage,
  AssistantMessageEvent,
  CacheRetention,
  Context,
  ImageContent,
  KnownApi,
  KnownProvider,
  Message,
  Model,
  ModelThinkingLevel,
  Provider,
  ProviderResponse,
  ProviderStreamOptions,
  SimpleStreamOptions,
  StopReason,
  StreamFunction,
  StreamOptions,
  TextContent,
  TextSignatureV1,
  ThinkingBudgets,
  ThinkingContent,
  ThinkingLevel,
  ThinkingLevelMap,
  Tool,
  ToolCall,
  ToolResultMessage,
  Transport,
  Usage,
  UserMessage,
} from "./types.ts";
export { validateToolArguments, validateToolCall } from "./validation.ts";
