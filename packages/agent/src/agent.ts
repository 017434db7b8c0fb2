import {
  AiError,
  createProviderRegistry,
  createToolValidator,
  type Model,
  type Provider,
  systemClock,
  type ThinkingBudgets,
  type ThinkingLevel,
} from "@argent/ai";
import type { AgentOptions, LoopSettings } from "./agent-options.ts";
import { type AgentRun, rejectedRun } from "./agent-run.ts";
import { type AgentSettings, AgentState } from "./agent-state.ts";
import type { CompactionOutcome } from "./compaction/compact.ts";
import type { CompactionSettings } from "./compaction/compaction-settings.ts";
import { type CompactionContext, type Compactor, createCompactor } from "./compaction/compactor.ts";
import type { AgentEvent, EmitEvent } from "./event.ts";
import type { AgentLoopConfig, StreamFunction } from "./loop/config.ts";
import { type LoopResult, type LoopRun, runLoop } from "./loop/run-loop.ts";
import type { AgentMessage } from "./message.ts";
import { MessageQueue, type PollMode } from "./message-queue.ts";
import { type PromptInput, type PromptOptions, readPrompt } from "./prompt-input.ts";
import type { AgentListener } from "./run-events.ts";
import type { ArgentSessionManager } from "./session/session-manager.ts";
import { recordInto } from "./session-recorder.ts";
import { runWithLessons } from "./sis/run/run-with-lessons.ts";
import type { Sis } from "./sis/sis.ts";
import { anyOf, startRun } from "./start-run.ts";
import type { AgentTool } from "./tool.ts";

const busyMessage =
  "Agent is already processing a prompt. Use steer() or followUp() to queue messages, or wait for completion.";

/** A conversation: state, queues and at most one run at a time. */
export class Agent {
  readonly state: AgentState;
  readonly session: ArgentSessionManager | undefined;
  /** Where answers come from; a change holds from the next run on. */
  streamFn: StreamFunction;
  /** Ties the runs to one cache of the vendor. Default: the id of the session, if there is one. */
  sessionId: string | undefined;
  /** Tokens of thinking for each level; a change holds from the next run on. */
  thinkingBudgets: ThinkingBudgets | undefined;
  /** As in the options, in milliseconds; a change holds from the next run on. */
  maxRetryDelayMs: number | undefined;

  readonly #settings: LoopSettings;
  /** Another list with each change, so that a delivery under way keeps its own. */
  #listeners: readonly AgentListener[] = [];
  readonly #validate = createToolValidator();
  readonly #steering: MessageQueue;
  readonly #followUps: MessageQueue;
  readonly #compaction: CompactionSettings | undefined;
  readonly #compactor: Compactor | undefined;
  readonly #sis: Sis | undefined;
  readonly #lessonScope: string | undefined;
  readonly #lessonFailures = new Set<string>();
  readonly #newRunId: (() => string) | undefined;
  /** What a conversation is called that has no session. */
  #conversationId = crypto.randomUUID();
  /** Of the active run, or of none. */
  #emit: EmitEvent | undefined;
  #active: { abort: AbortController; settled: Promise<unknown> } | undefined;

  constructor(options: AgentOptions = {}) {
    const { provider, streamFn, initialState, steeringMode, followUpMode, ...rest } = options;
    const { session, compaction, sis, lessonScope, newRunId, ...settings } = rest;
    this.session = session;
    this.state = new AgentState({
      ...initialState,
      messages: initialState?.messages ?? session?.buildSessionContext().messages ?? [],
    });
    this.#settings = settings;
    this.#sis = sis;
    this.#lessonScope = lessonScope;
    this.#newRunId = newRunId;
    this.#compaction = compaction;
    this.#compactor = session && createCompactor(() => this.#compactionContext(session));
    this.#steering = new MessageQueue(steeringMode ?? "one-at-a-time");
    this.#followUps = new MessageQueue(followUpMode ?? "one-at-a-time");
    this.streamFn = streamFn ?? streamOf(provider);
    this.sessionId = options.sessionId ?? session?.getSessionId();
    this.thinkingBudgets = options.thinkingBudgets;
    this.maxRetryDelayMs = options.maxRetryDelayMs;
  }

  /**
   * Sends a message and runs until nothing is left to do. The run rejects with an AiError `invalid_request` only when it
   * cannot begin: without a model, for input that cannot be read, and while another is active (use `steer` or `followUp`
   * then). What fails later is an event and an errored message, not a rejection.
   */
  prompt(input: PromptInput, options?: PromptOptions): AgentRun {
    if (this.#active) return rejectedRun(new AiError("invalid_request", busyMessage));
    try {
      const { messages, signal } = readPrompt(input, options, this.#now());
      return this.#start(messages, signal);
    } catch (cause) {
      return rejectedRun(cause);
    }
  }

  /** Goes on after an error, or with what is queued. Rejects when there is nothing to answer, or a run is active. */
  continue(signal?: AbortSignal): AgentRun {
    if (this.#active) {
      return rejectedRun(
        new AiError(
          "invalid_request",
          "Agent is already processing. Wait for completion before continuing.",
        ),
      );
    }
    const last = this.state.messages.at(-1);
    if (last === undefined)
      return rejectedRun(new AiError("invalid_request", "No messages to continue from"));
    if (last.role !== "assistant") return this.#start([], signal);
    const queued = this.#steering.take();
    if (queued.length > 0) return this.#start(queued, signal, { skipFirstSteeringPoll: true });
    const followUps = this.#followUps.take();
    if (followUps.length > 0) return this.#start(followUps, signal);
    return rejectedRun(
      new AiError("invalid_request", "Cannot continue from message role: assistant"),
    );
  }

  /** Queues a message that is injected as soon as the steering policy allows; without a run, with the next one. */
  steer(message: string | AgentMessage): void {
    this.#steering.add(this.#toMessage(message));
  }

  /** Queues a message that is sent when the run would end; without a run, when the next one would. */
  followUp(message: string | AgentMessage): void {
    this.#followUps.add(this.#toMessage(message));
  }

  /** Takes back a message object that was queued with `steer` or `followUp`; `false` when it is too late. */
  withdraw(message: AgentMessage): boolean {
    return this.#steering.remove(message) || this.#followUps.remove(message);
  }

  /** Stops the active run or compaction, if any. Queued messages stay queued. */
  abort(): void {
    this.#active?.abort.abort();
  }

  /**
   * Summarises the conversation now, whatever its length; the newest messages stay as they are. Meanwhile the agent is
   * busy, as during a run.
   *
   * @throws AiError `invalid_request` without a session, and while a run is active.
   */
  async compact(
    options: { instructions?: string | undefined; signal?: AbortSignal | undefined } = {},
  ): Promise<CompactionOutcome> {
    if (this.#compactor === undefined) {
      throw new AiError("invalid_request", "Cannot compact without a session. Pass { session }.");
    }
    if (this.#active) {
      throw new AiError(
        "invalid_request",
        "Cannot compact while a run is active. Call abort() and await waitForIdle() first.",
      );
    }
    const abort = new AbortController();
    const signal = anyOf(options.signal, abort.signal);
    const work = this.#compactor.compact({ ...options, signal });
    this.#active = { abort, settled: work.catch(() => {}) };
    try {
      const outcome = await work;
      if (outcome.type === "compacted") this.state.messages = outcome.messages;
      return outcome;
    } finally {
      this.#active = undefined;
    }
  }

  /** Resolves when no run and no compaction is active and everything is written. */
  async waitForIdle(): Promise<void> {
    while (this.#active) await this.#active.settled;
  }

  /**
   * Forgets the messages, the queues and the last error; settings stay. The session, if any, is not touched.
   *
   * @throws AiError `invalid_request` while a run is active.
   */
  reset(): void {
    if (this.#active) {
      throw new AiError(
        "invalid_request",
        "Cannot reset while a run is active. Call abort() and await waitForIdle() first.",
      );
    }
    this.state.messages = [];
    this.state.errorMessage = undefined;
    this.#conversationId = crypto.randomUUID();
    this.clearAllQueues();
  }

  /** Calls the listener for every event of every run; the returned function stops that. */
  subscribe(listener: AgentListener): () => void {
    const others = this.#listeners.filter((other) => other !== listener);
    this.#listeners =
      others.length < this.#listeners.length ? this.#listeners : [...others, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** The signal of the active run or compaction. */
  get signal(): AbortSignal | undefined {
    return this.#active?.abort.signal;
  }

  /** Changes several settings at once. */
  updateState(update: Partial<AgentSettings>): void {
    const { systemPrompt, model, thinkingLevel, tools, messages } = update;
    if (systemPrompt !== undefined) this.state.systemPrompt = systemPrompt;
    if (model !== undefined) this.state.model = model;
    if (thinkingLevel !== undefined) this.state.thinkingLevel = thinkingLevel;
    if (tools !== undefined) this.state.tools = tools;
    if (messages !== undefined) this.state.messages = messages;
  }

  /** Holds from the next run on. */
  setSystemPrompt(systemPrompt: string): void {
    this.state.systemPrompt = systemPrompt;
  }

  /** Holds from the next run on. */
  setModel(model: Model): void {
    this.state.model = model;
  }

  /** Holds from the next run on. A level that the model lacks is clamped to one that it has. */
  setThinkingLevel(level: ThinkingLevel): void {
    this.state.thinkingLevel = level;
  }

  /** Holds from the next run on. The list is copied. */
  setTools(tools: readonly AgentTool[]): void {
    this.state.tools = [...tools];
  }

  /** Replaces the transcript of the next run by a copy of the list. The session, if any, is not touched. */
  replaceMessages(messages: readonly AgentMessage[]): void {
    this.state.messages = [...messages];
  }

  /** Adds a message to the transcript without a run. The session, if any, is not touched. */
  appendMessage(message: AgentMessage): void {
    this.state.messages.push(message);
  }

  /** Empties the transcript of the next run. The session, if any, is not touched. */
  clearMessages(): void {
    this.state.messages = [];
  }

  /** How many steering messages one poll takes; a change holds from the next poll on. */
  get steeringMode(): PollMode {
    return this.#steering.mode;
  }

  set steeringMode(mode: PollMode) {
    this.#steering.mode = mode;
  }

  /** How many follow-ups one poll takes; a change holds from the next poll on. */
  get followUpMode(): PollMode {
    return this.#followUps.mode;
  }

  set followUpMode(mode: PollMode) {
    this.#followUps.mode = mode;
  }

  /** The steering messages that wait, the oldest first. */
  get steeringMessages(): readonly AgentMessage[] {
    return this.#steering.messages;
  }

  /** The follow-ups that wait, the oldest first. */
  get followUpMessages(): readonly AgentMessage[] {
    return this.#followUps.messages;
  }

  /** Whether a steering message or a follow-up waits. */
  hasQueuedMessages(): boolean {
    return this.#steering.size + this.#followUps.size > 0;
  }

  /** Drops the steering messages that wait. */
  clearSteeringQueue(): void {
    this.#steering.clear();
  }

  /** Drops the follow-ups that wait. */
  clearFollowUpQueue(): void {
    this.#followUps.clear();
  }

  /** Drops all messages that wait. */
  clearAllQueues(): void {
    this.clearSteeringQueue();
    this.clearFollowUpQueue();
  }

  #start(
    prompts: AgentMessage[],
    signal: AbortSignal | undefined,
    options: { skipFirstSteeringPoll?: boolean } = {},
  ): AgentRun {
    let config: AgentLoopConfig;
    try {
      config = this.#config(options.skipFirstSteeringPoll ?? false, (message, cause) => {
        void this.#emit?.({ type: "warning", message, cause });
      });
    } catch (cause) {
      return rejectedRun(cause);
    }
    const { systemPrompt, tools } = this.state;
    const context = { systemPrompt, tools: [...tools], messages: [...this.state.messages] };
    const { run, emit, abort, settled } = startRun({
      signal,
      clock: config.clock ?? systemClock,
      listeners: () => this.#listeners,
      reduce: (event) => this.#reduce(event),
      runId: this.#newRunId?.(),
      work: ({ runId, emit, signal }) =>
        this.#run(runId, {
          emit,
          signal,
          prompts,
          context,
          config,
          validate: this.#validate,
          onPartial: (read) => this.state.setPartial(read),
        }),
      onSettled: () => this.#settle(),
    });
    this.#emit = emit;
    this.#active = { abort, settled };
    this.state.isStreaming = true;
    return run;
  }

  #run(runId: string, loop: LoopRun): Promise<LoopResult> {
    if (this.#sis === undefined) return runLoop(loop);
    const sessionId = this.session?.getSessionId() ?? this.sessionId ?? this.#conversationId;
    const knownFailures = this.#lessonFailures;
    const place = { runId, sessionId, scope: this.#lessonScope, knownFailures };
    return runWithLessons(loop, this.#sis, place);
  }

  #reduce(event: AgentEvent): void {
    this.state.reduce(event);
    if (event.type !== "message_end") return;
    this.#steering.accept(event.message);
    this.#followUps.accept(event.message);
  }

  #settle(): void {
    this.state.isStreaming = false;
    this.#active = undefined;
    this.#emit = undefined;
    this.#steering.putBack();
    this.#followUps.putBack();
  }

  #config(
    skipFirstSteeringPoll: boolean,
    warn: (message: string, cause: unknown) => void,
  ): AgentLoopConfig {
    let skipPoll = skipFirstSteeringPoll;
    const { retry, ...settings } = this.#settings;
    return {
      ...settings,
      stream: this.streamFn,
      model: this.state.model,
      thinking: this.state.thinkingLevel,
      thinkingBudgets: this.thinkingBudgets,
      sessionId: this.sessionId,
      retry: { maxDelayMs: this.maxRetryDelayMs, ...retry },
      getSteeringMessages: () => {
        const skip = skipPoll;
        skipPoll = false;
        return skip ? [] : this.#steering.take();
      },
      getFollowUpMessages: () => this.#followUps.take(),
      hasSteering: () => this.#steering.size > 0,
      onSteering: (listener) => this.#steering.onAdd(listener),
      ...(this.session && { record: recordInto(this.session, this.state, warn) }),
      ...this.#compactionHooks(),
    };
  }

  #compactionHooks(): Pick<AgentLoopConfig, "beforeRequest" | "recoverFromOverflow"> {
    const compactor = this.#compactor;
    if (compactor === undefined) return {};
    const adopt = (messages: AgentMessage[] | undefined) => {
      if (messages) this.state.messages = messages;
      return messages;
    };
    return {
      beforeRequest: async (_, signal) => adopt(await compactor.beforeRequest(signal)),
      recoverFromOverflow: async (_, signal) => adopt(await compactor.recoverFromOverflow(signal)),
    };
  }

  #compactionContext(session: ArgentSessionManager): CompactionContext {
    const { systemPrompt, tools, model, thinkingLevel } = this.state;
    return {
      ...this.#settings,
      session,
      stream: this.streamFn,
      model,
      thinking: thinkingLevel,
      thinkingBudgets: this.thinkingBudgets,
      settings: this.#compaction,
      systemPrompt,
      tools,
      emit: this.#emit,
    };
  }

  #toMessage(message: string | AgentMessage): AgentMessage {
    if (typeof message !== "string") return message;
    return { role: "user", content: [{ type: "text", text: message }], timestamp: this.#now() };
  }

  #now(): number {
    return (this.#settings.clock ?? systemClock).now();
  }
}

function streamOf(provider: Provider | undefined): StreamFunction {
  const source = provider ?? createProviderRegistry();
  return (request) => source.stream(request);
}
