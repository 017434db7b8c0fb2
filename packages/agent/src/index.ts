export { Agent } from "./agent.ts";
export { agentLoop, agentLoopContinue } from "./agent-loop.ts";
export type { AgentOptions } from "./agent-options.ts";
export { AgentRun } from "./agent-run.ts";
export { type AgentSettings, AgentState } from "./agent-state.ts";
export {
  type BranchSummaryOutcome,
  type BranchSummaryRequest,
  summariseBranch,
} from "./compaction/branch-summary.ts";
export {
  type CompactionOutcome,
  type CompactionStopReason,
  type CompactRequest,
  compact,
} from "./compaction/compact.ts";
export type { CompactionSettings } from "./compaction/compaction-settings.ts";
export { contextSize } from "./compaction/context-size.ts";
export type { PinnedSegment } from "./compaction/pinned.ts";
export type { CompactionStep } from "./compaction/plan-compaction.ts";
export { createRecallTool } from "./compaction/recall-tool.ts";
export type { AgentContext } from "./context.ts";
export { convertToLlm } from "./convert-to-llm.ts";
export type {
  AgentEvent,
  CompactionReason,
  EventStamp,
  MessageUpdateEvent,
  RunStopReason,
  RuntimeFallbackEvent,
} from "./event.ts";
export type { EventBus, Replay, StreamListener } from "./lifecycle/event-bus.ts";
export {
  type ActiveRun,
  Lifecycle,
  type LifecycleOptions,
  type RunOutcome,
  type RunStream,
} from "./lifecycle/lifecycle.ts";
export { type MemoryEventBusOptions, memoryEventBus } from "./lifecycle/memory-event-bus.ts";
export type {
  AgentStreamEvent,
  RefusedEvent,
  RunEndEvent,
  RunEnding,
} from "./lifecycle/stream-event.ts";
export type {
  AgentLoopConfig,
  FinishedTurn,
  LeadingMessage,
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
export { MessageQueue, type PollMode } from "./message-queue.ts";
export {
  buildSystemPrompt,
  type PromptMode,
  type PromptSection,
  type SystemPromptOptions,
} from "./prompt/build-system-prompt.ts";
export type { ContextFile } from "./prompt/context-file.ts";
export { expandTemplate, type TemplateValues } from "./prompt/expand-template.ts";
export { expandTemplateCommand } from "./prompt/expand-template-command.ts";
export { findRepositoryRoot } from "./prompt/find-repository-root.ts";
export { type FirstRunOptions, isFirstRun, rememberFirstRun } from "./prompt/first-run.ts";
export type { PromptFileLimits } from "./prompt/format-prompt-files.ts";
export { parseFrontMatterSync } from "./prompt/front-matter.ts";
export { type LoadContextFilesOptions, loadContextFiles } from "./prompt/load-context-files.ts";
export { loadPromptTemplates, type PromptTemplate } from "./prompt/load-prompt-templates.ts";
export { parseArguments } from "./prompt/parse-arguments.ts";
export type { PromptProblem, PromptProblemCode } from "./prompt/prompt-problem.ts";
export {
  type ResolvedSession,
  resolveSessionTemplates,
  type SessionTemplates,
} from "./prompt/resolve-session-templates.ts";
export {
  type PromptImage,
  type PromptInput,
  type PromptOptions,
  readPrompt,
} from "./prompt-input.ts";
export { QueueError, type QueueErrorCode } from "./queue/queue-error.ts";
export {
  channelQueueSettings,
  type DropPolicy,
  type PartialQueueSettings,
  type QueueSettings,
} from "./queue/queue-settings.ts";
export type {
  EnqueueOptions,
  MessageRole,
  MessageRoute,
  QueuedMessage,
  QueueMode,
  QueueResult,
  RunQueue,
} from "./queue/run-queue.ts";
export { SessionQueue, type SessionQueueOptions } from "./queue/session-queue.ts";
export type { SessionStatus } from "./queue/session-status.ts";
export { type SteerAgentOptions, type SteeredAgent, steerAgent } from "./queue/steer-agent.ts";
export type { DeliverSteering, ExecuteTurn, Turn } from "./queue/turn.ts";
export {
  containsToken,
  createRedactor,
  redact,
  redacted,
  shortestSecret,
} from "./redact.ts";
export type { AgentListener } from "./run-events.ts";
export {
  type ArgentRuntime,
  type ArgentRuntimeOptions,
  createArgentRuntime,
} from "./runtime/argent-runtime.ts";
export type { PerformedRun, PerformRun } from "./runtime/perform-run.ts";
export {
  createRunAgent,
  type RunAgent,
  type RunPromptContext,
  type RunToolsContext,
} from "./runtime/run-agent.ts";
export { failedRun, summarizeRun } from "./runtime/run-result.ts";
export type {
  FinishedMessage,
  Run,
  RunRequest,
  RunResult,
  RunTokens,
  Runtime,
} from "./runtime/runtime.ts";
export { type RuntimeChoice, type RuntimeFlag, readRuntimeFlag } from "./runtime/runtime-flag.ts";
export type { SessionParameters } from "./runtime/session-parameters.ts";
export {
  fileSessionStore,
  memorySessionStore,
  type OpenSessionRequest,
  type SessionStore,
  sessionFileName,
  sessionKeyOfFile,
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
export type {
  AppendOutcome,
  EntryLog,
  LeaseHolder,
  LeaseOutcome,
  LineSource,
  LogChunk,
  LogPosition,
} from "./session/entry-log.ts";
export {
  type Durability,
  type FileEntryLogOptions,
  fileEntryLog,
} from "./session/file-entry-log.ts";
export {
  type ListSessionsOptions,
  listAllSessions,
  listSessions,
} from "./session/list-sessions.ts";
export {
  type MemoryLogStorage,
  memoryEntryLog,
  memoryLogStorage,
} from "./session/memory-entry-log.ts";
export {
  type SearchSessionsOptions,
  type SessionMatch,
  searchSessions,
} from "./session/search-sessions.ts";
export type { SessionContext } from "./session/session-context.ts";
export {
  SessionChanged,
  type SessionChangeReason,
  SessionError,
  type SessionErrorCode,
} from "./session/session-error.ts";
export { sessionDirFor } from "./session/session-files.ts";
export { ArgentSessionManager } from "./session/session-manager.ts";
export type {
  CreateSessionOptions,
  ForkSessionOptions,
  OpenSessionOptions,
  SessionOptions,
} from "./session/session-options.ts";
export type { SessionSummary } from "./session/session-summary.ts";
export type { SessionTreeNode } from "./session/session-tree.ts";
export type { SessionWarning } from "./session/session-warning.ts";
export {
  type ConversationKey,
  formatSessionKey,
  parseSessionKey,
  promptModeOf,
  type SessionKey,
} from "./session-key.ts";
export { recordInto } from "./session-recorder.ts";
export {
  type LayeredSettings,
  layerSettings,
  type PartialSettings,
  type SettingsLayer,
  type SettingsSource,
} from "./settings/layer-settings.ts";
export {
  type LoadedSettings,
  type LoadSettingsOptions,
  loadSettings,
  type ProjectSettings,
} from "./settings/load-settings.ts";
export type { SettingsFiles } from "./settings/read-settings-file.ts";
export { runtimeSettings } from "./settings/runtime-settings.ts";
export { Settings, type SettingsKey } from "./settings/settings.ts";
export type { SettingsProblem, SettingsProblemCode } from "./settings/settings-problem.ts";
export { createTrustStore, type TrustStore } from "./settings/trust-store.ts";
export { updateSettings } from "./settings/update-settings.ts";
export { createSis, type SisOptions } from "./sis/create-sis.ts";
export type {
  Episode,
  EpisodeCall,
  EpisodeOutcome,
  FoundLesson,
  OutcomeSignal,
} from "./sis/episode.ts";
export { explainRefusal } from "./sis/learn/explain-refusal.ts";
export {
  type ModelReflectorOptions,
  modelReflector,
  type Reflector,
} from "./sis/learn/reflector.ts";
export type { LessonRefusal } from "./sis/learn/write-gates.ts";
export type {
  Lesson,
  LessonDraft,
  LessonEvidence,
  LessonSource,
  LessonStatus,
} from "./sis/lesson.ts";
export { LessonError, type LessonErrorCode, type LessonErrorFields } from "./sis/lesson-error.ts";
export type { LessonEvent, RecordedEpisode } from "./sis/lesson-event.ts";
export { jsonlLessonLog } from "./sis/log/jsonl-lesson-log.ts";
export type { LessonLog, LessonLogReading } from "./sis/log/lesson-log.ts";
export { memoryLessonLog } from "./sis/log/memory-lesson-log.ts";
export { defaultPolicy, type SisPolicy } from "./sis/policy.ts";
export type { Embedder } from "./sis/rank/embedder.ts";
export {
  type RankedLesson,
  type RankingContext,
  type RankLessonsOptions,
  rankLessons,
} from "./sis/rank/rank-lessons.ts";
export { liveLessons } from "./sis/run/lessons-message.ts";
export type {
  AddedLesson,
  ChosenLesson,
  EpisodeTally,
  FoundLessons,
  LessonContext,
  LessonExplanation,
  LessonFilter,
  LessonSelection,
  RecordedLessons,
  ReflectedLessons,
  ReflectOptions,
  Sis,
  SisStats,
} from "./sis/sis.ts";
export { discoverSkills } from "./skills/discover-skills.ts";
export { enforceSkillTools } from "./skills/enforce-skill-tools.ts";
export { expandSkillCommand } from "./skills/expand-skill-command.ts";
export { formatSkillInvocation } from "./skills/format-skill-invocation.ts";
export { formatSkillList } from "./skills/format-skill-list.ts";
export { type LoadSkillOptions, loadSkill } from "./skills/load-skill.ts";
export type { LoadedSkill, Skill } from "./skills/skill.ts";
export { createSkillTool, type SkillDetails } from "./skills/skill-tool.ts";
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
