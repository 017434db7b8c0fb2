import type { Agent } from "../../pi-agent-core/agent.ts";
import type {
  AgentEvent,
  AgentMessage,
  AgentState,
  QueueMode,
  ThinkingLevel,
} from "../../pi-agent-core/types.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import { cleanupSessionResources } from "../../pi-ai/session-resources.ts";
import type { ImageContent, Model, TextContent } from "../../pi-ai/types.ts";
import type { CompactionResult } from "../compaction/compact.ts";
import type { ModelRegistry } from "../models/model-registry.ts";
import type { SessionManager } from "../session/session-manager.ts";
import type { SettingsManager } from "../settings/settings-manager.ts";
import type { PromptTemplate } from "../skills/prompt-templates.ts";
import type { ResourceLoader } from "../skills/resource-loader.ts";
import type { BashOperations } from "../tools/bash-operations.ts";
import type { BashResult } from "../tools/execute-bash.ts";
import type { ToolDefinition } from "../tools/tool-definition.ts";
import { exportToHtml } from "./export-html.ts";
import { exportToJsonl } from "./export-jsonl.ts";
import type { ContextUsage } from "./extension-context.ts";
import {
  type ExtensionBindings,
  type ExtensionSide,
  replacedSessionContext,
} from "./extension-side.ts";
import { forkPoints, lastAnswerText } from "./message-text.ts";
import type { NavigateTreeOptions, NavigateTreeResult } from "./navigate-tree.ts";
import { recordMessage } from "./record-message.ts";
import {
  type AgentSessionConfig,
  createSessionConcerns,
  type SessionConcerns,
} from "./session-concerns.ts";
import type { AgentSessionEventListener } from "./session-event.ts";
import type { ModelCycleResult, ScopedModel } from "./session-models.ts";
import { modelOf } from "./session-parts.ts";
import type { NewCustomMessage, PromptOptions, SendCustomOptions } from "./session-prompting.ts";
import { contextUsage, type SessionStats, sessionStats } from "./session-statistics.ts";
import type { ToolInfo } from "./session-tools.ts";

/**
 * Pi's session: an agent whose transcript is kept in a session file, with retries, compaction, tools, skills and commands
 * of the user's. Every message is in the file before a listener hears that it is complete.
 */
export class AgentSession {
  readonly agent: Agent;
  readonly sessionManager: SessionManager;
  readonly settingsManager: SettingsManager;

  readonly #concerns: SessionConcerns;
  readonly #disconnect: () => void;

  constructor(config: AgentSessionConfig) {
    this.agent = config.agent;
    this.sessionManager = config.sessionManager;
    this.settingsManager = config.settingsManager;
    this.#concerns = createSessionConcerns(config, this);
    this.#disconnect = config.agent.subscribe((event) => this.#take(event));
  }

  /** Calls the listener for every event; it is not waited for. The returned function ends that. */
  subscribe(listener: AgentSessionEventListener): () => void {
    return this.#concerns.listeners.subscribe(listener);
  }

  /** Ends everybody's listening. A run under way is stopped; what it still says is kept in the session. */
  dispose(): void {
    this.#concerns.gate.close();
    this.#stop();
    this.#concerns.tree.cancel();
    this.#concerns.bash.abort();
    this.#concerns.listeners.clear();
    const end = () => this.#disconnect();
    this.#concerns.gate.idle().then(end, end);
    cleanupSessionResources(this.sessionId);
  }

  get state(): AgentState {
    return this.agent.state;
  }

  /** Nothing until one is chosen. */
  get model(): Model<Loose> | undefined {
    return modelOf(this);
  }

  get thinkingLevel(): ThinkingLevel {
    return this.agent.state.thinkingLevel;
  }

  get isStreaming(): boolean {
    return this.agent.state.isStreaming;
  }

  /** A compaction or the summary of a branch is being written. */
  get isCompacting(): boolean {
    return this.#concerns.compaction.isRunning || this.#concerns.tree.isRunning;
  }

  get isRetrying(): boolean {
    return this.#concerns.retry.attempt > 0;
  }

  /** 0 when nothing is retried. */
  get retryAttempt(): number {
    return this.#concerns.retry.attempt;
  }

  get isBashRunning(): boolean {
    return this.#concerns.bash.isRunning;
  }

  get hasPendingBashMessages(): boolean {
    return this.#concerns.bash.hasPending;
  }

  get systemPrompt(): string {
    return this.agent.state.systemPrompt;
  }

  get messages(): AgentMessage[] {
    return this.agent.state.messages;
  }

  get modelRegistry(): ModelRegistry {
    return this.#concerns.parts.modelRegistry;
  }

  get resourceLoader(): ResourceLoader {
    return this.#concerns.parts.resourceLoader;
  }

  get promptTemplates(): readonly PromptTemplate[] {
    return this.resourceLoader.getPrompts().prompts;
  }

  get sessionFile(): string | undefined {
    return this.sessionManager.getSessionFile();
  }

  get sessionId(): string {
    return this.sessionManager.getSessionId();
  }

  get sessionName(): string | undefined {
    return this.sessionManager.getSessionName();
  }

  setSessionName(name: string): void {
    this.sessionManager.appendSessionInfo(name);
    this.#concerns.parts.emit({ type: "session_info_changed", name: this.sessionName });
  }

  /**
   * Sends a message and resolves when everything that comes of it is done. While the session compacts or waits for a
   * retry the message waits for that.
   *
   * @throws Error when a run is under way and `streamingBehavior` is not given, and without a model or its key.
   */
  async prompt(text: string, options?: PromptOptions): Promise<void> {
    await this.#concerns.prompting.prompt(text, options);
  }

  /** Queues a message that is delivered after the current turn. */
  async steer(text: string, images?: ImageContent[]): Promise<void> {
    this.#concerns.prompting.steer(text, images);
  }

  /** Queues a message that is delivered when the run would end. */
  async followUp(text: string, images?: ImageContent[]): Promise<void> {
    this.#concerns.prompting.followUp(text, images);
  }

  /** A message that is no user's. It waits in the queue while a run is under way. */
  async sendCustomMessage<T = unknown>(
    message: NewCustomMessage<T>,
    options?: SendCustomOptions,
  ): Promise<void> {
    await this.#concerns.prompting.sendCustom(message, options);
  }

  /** The user's words as they are, without templates. */
  async sendUserMessage(
    content: string | (TextContent | ImageContent)[],
    options: { deliverAs?: "steer" | "followUp" } = {},
  ): Promise<void> {
    const blocks = typeof content === "string" ? [] : content;
    const images = blocks.filter((block) => block.type === "image");
    const texts = blocks.flatMap((block) => (block.type === "text" ? [block.text] : []));
    await this.prompt(typeof content === "string" ? content : texts.join("\n"), {
      expandPromptTemplates: false,
      streamingBehavior: options.deliverAs,
      ...(images.length > 0 && { images }),
      source: "extension",
    });
  }

  /** Stops what is under way (run, retry, automatic compaction) and waits for its end. Queued messages stay. */
  async abort(): Promise<void> {
    this.#stop();
    await this.#concerns.gate.idle();
    await this.agent.waitForIdle();
  }

  /** Empties the queues and gives what was in them. */
  clearQueue(): { steering: string[]; followUp: string[] } {
    return this.#concerns.waiting.clear();
  }

  get pendingMessageCount(): number {
    return this.#concerns.waiting.size;
  }

  getSteeringMessages(): readonly string[] {
    return this.#concerns.waiting.steering;
  }

  getFollowUpMessages(): readonly string[] {
    return this.#concerns.waiting.followUp;
  }

  get steeringMode(): QueueMode {
    return this.agent.steeringMode;
  }

  get followUpMode(): QueueMode {
    return this.agent.followUpMode;
  }

  setSteeringMode(mode: QueueMode): void {
    this.agent.steeringMode = mode;
    this.settingsManager.setSteeringMode(mode);
  }

  setFollowUpMode(mode: QueueMode): void {
    this.agent.followUpMode = mode;
    this.settingsManager.setFollowUpMode(mode);
  }

  get scopedModels(): readonly ScopedModel[] {
    return this.#concerns.models.scoped;
  }

  setScopedModels(scopedModels: readonly ScopedModel[]): void {
    this.#concerns.models.scoped = scopedModels;
  }

  /** @throws Error when the model has no credential. */
  async setModel(model: Model<Loose>): Promise<void> {
    this.#concerns.models.set(model);
  }

  /** Nothing when there is no other model. */
  async cycleModel(
    direction: "forward" | "backward" = "forward",
  ): Promise<ModelCycleResult | undefined> {
    return this.#concerns.models.cycle(direction);
  }

  /** Takes the nearest level that the model has. */
  setThinkingLevel(level: ThinkingLevel): void {
    this.#concerns.models.setThinkingLevel(level);
  }

  cycleThinkingLevel(): ThinkingLevel | undefined {
    return this.#concerns.models.cycleThinkingLevel();
  }

  getAvailableThinkingLevels(): ThinkingLevel[] {
    return this.#concerns.models.availableLevels();
  }

  supportsThinking(): boolean {
    return this.#concerns.models.supportsThinking();
  }

  getActiveToolNames(): string[] {
    return this.#concerns.tools.activeNames;
  }

  getAllTools(): ToolInfo[] {
    return this.#concerns.tools.all();
  }

  getToolDefinition(name: string): ToolDefinition<Loose, Loose, Loose> | undefined {
    return this.#concerns.tools.definition(name);
  }

  /** Takes effect with the next run. */
  setActiveToolsByName(toolNames: string[]): void {
    this.#concerns.tools.activate(toolNames);
  }

  /**
   * Stops a run under way and compacts. What waits in the queues is delivered afterwards.
   *
   * @throws Error when nothing came of it.
   */
  async compact(customInstructions?: string): Promise<CompactionResult> {
    this.#stop();
    const { gate, compaction } = this.#concerns;
    const result = await gate.run(async () => {
      await this.agent.waitForIdle();
      return compaction.compact(customInstructions);
    });
    gate.run(() => this.#deliverQueued()).catch((cause: Error) => process.emitWarning(cause));
    return result;
  }

  abortCompaction(): void {
    this.#concerns.compaction.cancel();
  }

  abortBranchSummary(): void {
    this.#concerns.tree.cancel();
  }

  get autoCompactionEnabled(): boolean {
    return this.settingsManager.getCompactionEnabled();
  }

  setAutoCompactionEnabled(enabled: boolean): void {
    this.settingsManager.setCompactionEnabled(enabled);
  }

  abortRetry(): void {
    this.#concerns.retry.cancel();
  }

  get autoRetryEnabled(): boolean {
    return this.settingsManager.getRetryEnabled();
  }

  setAutoRetryEnabled(enabled: boolean): void {
    this.settingsManager.setRetryEnabled(enabled);
  }

  /** Runs a command of the user's and tells the model, unless it is excluded. */
  async executeBash(
    command: string,
    onChunk?: (chunk: string) => void,
    options?: { excludeFromContext?: boolean; operations?: BashOperations },
  ): Promise<BashResult> {
    return this.#concerns.bash.execute(command, onChunk, options);
  }

  recordBashResult(
    command: string,
    result: BashResult,
    options?: { excludeFromContext?: boolean },
  ): void {
    this.#concerns.bash.record(command, result, options);
  }

  abortBash(): void {
    this.#concerns.bash.abort();
  }

  /** Goes to another place of the session's tree, in the same file. */
  async navigateTree(
    targetId: string,
    options: NavigateTreeOptions = {},
  ): Promise<NavigateTreeResult> {
    return this.#concerns.tree.go(targetId, options);
  }

  /** The messages of the user's that a fork can begin at. */
  getUserMessagesForForking(): { entryId: string; text: string }[] {
    return forkPoints(this.sessionManager.getEntries());
  }

  getSessionStats(): SessionStats {
    return sessionStats(this.#concerns.parts);
  }

  getContextUsage(): ContextUsage | undefined {
    return contextUsage(this.#concerns.parts);
  }

  /** Default: a file in the folder of the process. */
  async exportToHtml(outputPath?: string): Promise<string> {
    return exportToHtml(this, outputPath);
  }

  exportToJsonl(outputPath?: string): string {
    return exportToJsonl(this.sessionManager, outputPath);
  }

  getLastAssistantText(): string | undefined {
    return lastAnswerText(this.messages);
  }

  /** Reads settings and resources again. */
  async reload(): Promise<void> {
    await this.settingsManager.reload();
    await this.resourceLoader.reload();
    this.#concerns.tools.rebuild();
  }

  /** What tools of the host get to see of its interface. Extensions there are none. */
  async bindExtensions(bindings: ExtensionBindings): Promise<void> {
    this.#concerns.extensions.bind(bindings);
  }

  hasExtensionHandlers(_eventType: string): boolean {
    return false;
  }

  /** Answers that there are no extensions. */
  get extensionRunner(): ExtensionSide["runner"] {
    return this.#concerns.extensions.runner;
  }

  createReplacedSessionContext(): Loose {
    return replacedSessionContext(this, this.#concerns.extensions);
  }

  async #deliverQueued(): Promise<void> {
    if (!this.agent.hasQueuedMessages()) return;
    await this.#concerns.driver.drive(() => this.agent.continue());
  }

  #stop(): void {
    this.#concerns.driver.stop();
    this.#concerns.retry.cancel();
    this.#concerns.compaction.cancel();
    this.agent.abort();
  }

  /** Into the session first; the agent waits for this. */
  #take(event: AgentEvent): void {
    if (event.type === "message_start" && event.message.role === "user") {
      this.#concerns.compaction.newTurn();
      this.#concerns.waiting.delivered(event.message);
    }
    if (event.type === "message_end") recordMessage(this.sessionManager, event.message);
    this.#concerns.parts.emit(event);
    if (event.type === "message_end" && event.message.role === "assistant") {
      this.#concerns.retry.answered(event.message);
    }
  }
}
