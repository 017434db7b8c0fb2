export type {
  AgentToolResult,
  AgentToolUpdateCallback,
  ToolExecutionMode,
} from "../pi-agent-core/types.ts";
export { AgentSession } from "./agent-session/agent-session.ts";
export {
  AgentSessionRuntime,
  type CreateAgentSessionRuntimeFactory,
  type CreateAgentSessionRuntimeResult,
  createAgentSessionRuntime,
} from "./agent-session/agent-session-runtime.ts";
export {
  type AgentSessionRuntimeDiagnostic,
  type AgentSessionServices,
  type CreateAgentSessionFromServicesOptions,
  type CreateAgentSessionServicesOptions,
  createAgentSessionFromServices,
  createAgentSessionServices,
} from "./agent-session/agent-session-services.ts";
export {
  type CreateAgentSessionOptions,
  type CreateAgentSessionResult,
  createAgentSession,
} from "./agent-session/create-agent-session.ts";
export type {
  CompactOptions,
  ContextUsage,
  ExtensionContext,
  ExtensionUIContext,
} from "./agent-session/extension-context.ts";
export type { AgentSessionConfig } from "./agent-session/session-concerns.ts";
export type {
  AgentSessionEvent,
  AgentSessionEventListener,
} from "./agent-session/session-event.ts";
export type { ModelCycleResult } from "./agent-session/session-models.ts";
export type { PromptOptions } from "./agent-session/session-prompting.ts";
export type { SessionStats } from "./agent-session/session-statistics.ts";
export type { ToolInfo } from "./agent-session/session-tools.ts";
export {
  type AuthStorageBackend,
  FileAuthStorageBackend,
  InMemoryAuthStorageBackend,
} from "./auth/auth-backend.ts";
export {
  type ApiKeyCredential,
  type AuthCredential,
  type AuthStatus,
  AuthStorage,
  type OAuthCredential,
} from "./auth/auth-storage.ts";
export {
  type BranchPreparation,
  type CollectEntriesResult,
  collectEntriesForBranchSummary,
  prepareBranchEntries,
} from "./compaction/branch-entries.ts";
export { type CompactionResult, compact } from "./compaction/compact.ts";
export {
  calculateContextTokens,
  DEFAULT_COMPACTION_SETTINGS,
  getLastAssistantUsage,
  shouldCompact,
} from "./compaction/context-usage.ts";
export { type CutPointResult, findCutPoint, findTurnStartIndex } from "./compaction/cut-point.ts";
export { estimateTokens } from "./compaction/estimate-tokens.ts";
export type { FileOperations } from "./compaction/file-operations.ts";
export {
  type BranchSummaryResult,
  type GenerateBranchSummaryOptions,
  generateBranchSummary,
} from "./compaction/generate-branch-summary.ts";
export { generateSummary } from "./compaction/generate-summary.ts";
export { type CompactionPreparation, prepareCompaction } from "./compaction/prepare-compaction.ts";
export { serializeConversation } from "./compaction/serialize-conversation.ts";
export { convertToLlm } from "./messages/convert-to-llm.ts";
export type {
  BashExecutionMessage,
  BranchSummaryMessage,
  CompactionSummaryMessage,
  CustomMessage,
} from "./messages/custom-messages.ts";
export { ModelRegistry } from "./models/model-registry.ts";
export type { ProviderConfigInput as ProviderConfig } from "./models/provider-config.ts";
export {
  createExtensionRuntime,
  type ExtensionRuntime,
  type LoadExtensionsResult,
} from "./out-of-scope/extension-runtime.ts";
export {
  DefaultPackageManager,
  discoverAndLoadExtensions,
  ExtensionRunner,
  InteractiveMode,
  main,
  runPrintMode,
  runRpcMode,
  wrapRegisteredTool,
  wrapRegisteredTools,
} from "./out-of-scope/modes.ts";
export { OutOfScopeError } from "./out-of-scope/out-of-scope-error.ts";
export {
  ArminComponent,
  AssistantMessageComponent,
  BashExecutionComponent,
  BorderedLoader,
  BranchSummaryMessageComponent,
  CompactionSummaryMessageComponent,
  CustomEditor,
  CustomMessageComponent,
  copyToClipboard,
  DynamicBorder,
  ExtensionEditorComponent,
  ExtensionInputComponent,
  ExtensionSelectorComponent,
  FooterComponent,
  getLanguageFromPath,
  getMarkdownTheme,
  getSelectListTheme,
  getSettingsListTheme,
  highlightCode,
  initTheme,
  keyHint,
  keyText,
  LoginDialogComponent,
  ModelSelectorComponent,
  OAuthSelectorComponent,
  rawKeyHint,
  renderDiff,
  SessionSelectorComponent,
  SettingsSelectorComponent,
  ShowImagesSelectorComponent,
  SkillInvocationMessageComponent,
  Theme,
  ThemeSelectorComponent,
  ThinkingSelectorComponent,
  ToolExecutionComponent,
  TreeSelectorComponent,
  truncateToVisualLines,
  UserMessageComponent,
  UserMessageSelectorComponent,
} from "./out-of-scope/terminal.ts";
export {
  isBashToolResult,
  isEditToolResult,
  isFindToolResult,
  isGrepToolResult,
  isLsToolResult,
  isReadToolResult,
  isToolCallEventType,
  isWriteToolResult,
} from "./out-of-scope/tool-events.ts";
export type {
  AgentEndEvent,
  AgentStartEvent,
  AppKeybinding,
  AutocompleteProviderFactory,
  BashToolCallEvent,
  BeforeAgentStartEvent,
  BeforeAgentStartEventResult,
  BeforeProviderRequestEvent,
  BeforeProviderRequestEventResult,
  ContextEvent,
  CustomToolCallEvent,
  EditToolCallEvent,
  ExecOptions,
  ExecResult,
  Extension,
  ExtensionActions,
  ExtensionAPI,
  ExtensionCommandContext,
  ExtensionCommandContextActions,
  ExtensionContextActions,
  ExtensionError,
  ExtensionEvent,
  ExtensionFactory,
  ExtensionFlag,
  ExtensionHandler,
  ExtensionShortcut,
  ExtensionUIDialogOptions,
  ExtensionWidgetOptions,
  FindToolCallEvent,
  GrepToolCallEvent,
  InputEvent,
  InputEventResult,
  InputSource,
  InteractiveModeOptions,
  KeybindingsManager,
  LsToolCallEvent,
  MainOptions,
  MessageRenderer,
  MessageRenderOptions,
  PackageManager,
  PrintModeOptions,
  ProgressCallback,
  ProgressEvent,
  ProviderModelConfig,
  ReadonlyFooterDataProvider,
  ReadToolCallEvent,
  RegisteredCommand,
  RegisteredTool,
  RenderDiffOptions,
  ResolvedCommand,
  ResolvedPaths,
  ResolvedResource,
  SessionBeforeCompactEvent,
  SessionBeforeForkEvent,
  SessionBeforeSwitchEvent,
  SessionBeforeTreeEvent,
  SessionCompactEvent,
  SessionShutdownEvent,
  SessionStartEvent,
  SessionTreeEvent,
  SettingsCallbacks,
  SettingsConfig,
  SlashCommandInfo,
  SlashCommandSource,
  TerminalInputHandler,
  ThemeColor,
  ToolCallEvent,
  ToolCallEventResult,
  ToolExecutionOptions,
  ToolRenderResultOptions,
  ToolResultEvent,
  TurnEndEvent,
  TurnStartEvent,
  UserBashEvent,
  UserBashEventResult,
  VisualTruncateResult,
  WidgetPlacement,
  WorkingIndicatorOptions,
  WriteToolCallEvent,
} from "./out-of-scope/types.ts";
export { VERSION } from "./out-of-scope/version.ts";
export { RpcClient, type RpcClientOptions, type RpcEventListener } from "./rpc/rpc-client.ts";
export type { ModelInfo, RpcCommand, RpcResponse, RpcSessionState } from "./rpc/rpc-types.ts";
export { getAgentDir } from "./session/agent-dir.ts";
export {
  CURRENT_SESSION_VERSION,
  migrateSessionEntries,
  parseSessionEntries,
} from "./session/parse-session.ts";
export {
  buildSessionContext,
  getLatestCompactionEntry,
  type SessionContext,
} from "./session/session-context.ts";
export type {
  BranchSummaryEntry,
  CompactionEntry,
  CustomEntry,
  CustomMessageEntry,
  FileEntry,
  ModelChangeEntry,
  SessionEntry,
  SessionEntryBase,
  SessionHeader,
  SessionInfoEntry,
  SessionMessageEntry,
  ThinkingLevelChangeEntry,
} from "./session/session-entry.ts";
export type { SessionInfo } from "./session/session-info.ts";
export { type NewSessionOptions, SessionManager } from "./session/session-manager.ts";
export type {
  CompactionSettings,
  ImageSettings,
  PackageSource,
  RetrySettings,
} from "./settings/settings.ts";
export { SettingsManager } from "./settings/settings-manager.ts";
export { loadProjectContextFiles } from "./skills/context-files.ts";
export { createEventBus, type EventBus, type EventBusController } from "./skills/event-bus.ts";
export { formatSkillsForPrompt } from "./skills/format-skills.ts";
export { parseFrontmatter, stripFrontmatter } from "./skills/frontmatter.ts";
export {
  type LoadSkillsFromDirOptions,
  loadSkills,
  loadSkillsFromDir,
} from "./skills/load-skills.ts";
export type { PromptTemplate } from "./skills/prompt-templates.ts";
export type { ResourceCollision, ResourceDiagnostic } from "./skills/resource-diagnostic.ts";
export {
  DefaultResourceLoader,
  type DefaultResourceLoaderOptions,
  type ResourceLoader,
} from "./skills/resource-loader.ts";
export type { LoadSkillsResult, Skill, SkillFrontmatter } from "./skills/skill.ts";
export { type ParsedSkillBlock, parseSkillBlock } from "./skills/skill-block.ts";
export {
  createSyntheticSourceInfo,
  type PathMetadata,
  type SourceInfo,
} from "./skills/source-info.ts";
export type { BuildSystemPromptOptions } from "./skills/system-prompt.ts";
export { type BashOperations, createLocalBashOperations } from "./tools/bash-operations.ts";
export {
  type BashSpawnContext,
  type BashSpawnHook,
  type BashToolDetails,
  type BashToolInput,
  type BashToolOptions,
  createBashTool,
  createBashToolDefinition,
} from "./tools/bash-tool.ts";
export { createCodingTools, createReadOnlyTools, type ToolsOptions } from "./tools/coding-tools.ts";
export {
  createEditTool,
  createEditToolDefinition,
  type EditOperations,
  type EditToolDetails,
  type EditToolInput,
  type EditToolOptions,
} from "./tools/edit-tool.ts";
export { withFileMutationQueue } from "./tools/file-mutation-queue.ts";
export {
  createFindTool,
  createFindToolDefinition,
  type FindOperations,
  type FindToolDetails,
  type FindToolInput,
  type FindToolOptions,
} from "./tools/find-tool.ts";
export {
  createGrepTool,
  createGrepToolDefinition,
  type GrepOperations,
  type GrepToolDetails,
  type GrepToolInput,
  type GrepToolOptions,
} from "./tools/grep-tool.ts";
export {
  createLsTool,
  createLsToolDefinition,
  type LsOperations,
  type LsToolDetails,
  type LsToolInput,
  type LsToolOptions,
} from "./tools/ls-tool.ts";
export {
  createReadTool,
  createReadToolDefinition,
  type ReadOperations,
  type ReadToolDetails,
  type ReadToolInput,
  type ReadToolOptions,
} from "./tools/read-tool.ts";
export { getShellConfig } from "./tools/shell-config.ts";
export { defineTool, type ToolDefinition } from "./tools/tool-definition.ts";
export {
  DEFAULT_MAX_BYTES,
  DEFAULT_MAX_LINES,
  formatSize,
  type TruncationOptions,
  type TruncationResult,
  truncateHead,
  truncateLine,
  truncateTail,
} from "./tools/truncate.ts";
export {
  createWriteTool,
  createWriteToolDefinition,
  type WriteOperations,
  type WriteToolInput,
  type WriteToolOptions,
} from "./tools/write-tool.ts";
