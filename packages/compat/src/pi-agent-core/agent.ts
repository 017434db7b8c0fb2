import { AgentRun, MessageQueue, type PromptOptions, readPrompt } from "@argent/agent";
import type { Loose } from "../pi-ai/loose.ts";
import { streamSimple } from "../pi-ai/stream.ts";
import type { Model, SimpleStreamOptions, ThinkingBudgets, Transport } from "../pi-ai/types.ts";
import { type InitialState, LiveAgentState } from "./agent-state.ts";
import { hostMessages } from "./host-messages.ts";
import { messagesForModels, startRun } from "./start-run.ts";
import type {
  AfterToolCall,
  AgentEvent,
  AgentLoopConfig,
  AgentMessage,
  AgentState,
  AgentTool,
  BeforeToolCall,
  PromptInput,
  QueueMode,
  StreamFn,
  ThinkingLevel,
  ToolExecutionMode,
} from "./types.ts";

export interface AgentOptions {
  initialState?: Partial<AgentState> | undefined;
  /** Default: messages of the three roles that models know. */
  convertToLlm?: AgentLoopConfig["convertToLlm"];
  transformContext?: AgentLoopConfig["transformContext"];
  /** Default: `streamSimple` of the pi-ai facade. */
  streamFn?: StreamFn | undefined;
  getApiKey?: AgentLoopConfig["getApiKey"];
  onPayload?: SimpleStreamOptions["onPayload"];
  onResponse?: SimpleStreamOptions["onResponse"];
  beforeToolCall?: BeforeToolCall | undefined;
  afterToolCall?: AfterToolCall | undefined;
  /** Default `"one-at-a-time"`. */
  steeringMode?: QueueMode | undefined;
  /** Default `"one-at-a-time"`. */
  followUpMode?: QueueMode | undefined;
  sessionId?: string | undefined;
  thinkingBudgets?: ThinkingBudgets | undefined;
  /** Default `"auto"`. */
  transport?: Transport | undefined;
  maxRetryDelayMs?: number | undefined;
  /** Default `"parallel"`. */
  toolExecution?: ToolExecutionMode | undefined;
}

export type AgentListener = (event: AgentEvent, signal: AbortSignal) => unknown;

/** What `prompt` returns: awaitable as Pi's `Promise<void>` is, and with the events and the new messages of the run. */
export type PromptRun = { result(): Promise<AgentMessage[]> } & AgentRun<Loose>;

const busyMessage =
  "Agent is already processing a prompt. Use steer() or followUp() to queue messages, or wait for completion.";

/**
 * Pi's `Agent` over Argent's loop, with the methods of 0.73.1 and those that hosts of 0.52 to 0.64 know. Listeners see
 * Pi's ten events and are awaited for each of them, deltas too.
 */
export class Agent {
  convertToLlm: NonNullable<AgentLoopConfig["convertToLlm"]>;
  transformContext: AgentLoopConfig["transformContext"];
  streamFn: StreamFn;
  getApiKey: AgentLoopConfig["getApiKey"];
  onPayload: SimpleStreamOptions["onPayload"];
  onResponse: SimpleStreamOptions["onResponse"];
  beforeToolCall: BeforeToolCall | undefined;
  afterToolCall: AfterToolCall | undefined;
  sessionId: string | undefined;
  thinkingBudgets: ThinkingBudgets | undefined;
  transport: Transport;
  maxRetryDelayMs: number | undefined;
  toolExecution: ToolExecutionMode;

  readonly #state: LiveAgentState;
  readonly #listeners = new Set<AgentListener>();
  readonly #steering: MessageQueue;
  readonly #followUps: MessageQueue;
  #active: { abort: AbortController; settled: Promise<unknown> } | undefined;

  constructor(options: AgentOptions = {}) {
    this.#state = new LiveAgentState(options.initialState);
    this.#steering = new MessageQueue(options.steeringMode ?? "one-at-a-time");
    this.#followUps = new MessageQueue(options.followUpMode ?? "one-at-a-time");
    this.convertToLlm = options.convertToLlm ?? messagesForModels;
    this.transformContext = options.transformContext;
    this.streamFn = options.streamFn ?? streamSimple;
    this.getApiKey = options.getApiKey;
    this.onPayload = options.onPayload;
    this.onResponse = options.onResponse;
    this.beforeToolCall = options.beforeToolCall;
    this.afterToolCall = options.afterToolCall;
    this.sessionId = options.sessionId;
    this.thinkingBudgets = options.thinkingBudgets;
    this.transport = options.transport ?? "auto";
    this.maxRetryDelayMs = options.maxRetryDelayMs;
    this.toolExecution = options.toolExecution ?? "parallel";
  }

  get state(): AgentState {
    return this.#state;
  }

  /**
   * Sends a message and runs until nothing is left to do. It rejects while a run is active; what fails on the wire is an
   * errored message. `options`: images, a signal, or both.
   */
  prompt(input: PromptInput, options?: PromptOptions): PromptRun {
    if (this.#active) return rejected(new Error(busyMessage));
    try {
      const { messages, signal } = readPrompt(input, options, Date.now());
      return this.#start(hostMessages(messages), signal);
    } catch (cause) {
      return rejected(cause);
    }
  }

  /** Goes on from the transcript as it is: after an error, or with what is queued. */
  continue(signal?: AbortSignal): PromptRun {
    if (this.#active) {
      return rejected(
        new Error("Agent is already processing. Wait for completion before continuing."),
      );
    }
    const last = this.#state.messages.at(-1);
    if (last === undefined) return rejected(new Error("No messages to continue from"));
    if (last.role !== "assistant") return this.#start(undefined, signal);
    const steering = hostMessages(this.#steering.take());
    if (steering.length > 0) return this.#start(steering, signal, true);
    const followUps = hostMessages(this.#followUps.take());
    if (followUps.length > 0) return this.#start(followUps, signal);
    return rejected(new Error("Cannot continue from message role: assistant"));
  }

  /** Queues a message that is injected after the current turn. */
  steer(message: string | AgentMessage): void {
    this.#steering.add(toMessage(message));
  }

  /** Queues a message that is sent when the run would end. */
  followUp(message: string | AgentMessage): void {
    this.#followUps.add(toMessage(message));
  }

  /** Stops the active run, if any. Queued messages stay queued. */
  abort(): void {
    this.#active?.abort.abort();
  }

  /** Resolves when no run is active and its listeners are done. */
  async waitForIdle(): Promise<void> {
    await this.#active?.settled;
  }

  /**
   * Forgets the messages, the queues and the last error.
   *
   * @throws Error while a run is active, as Pi does from 0.84 on.
   */
  reset(): void {
    if (this.#active) {
      throw new Error(
        "Cannot reset while a run is active. Call abort() and await waitForIdle() first.",
      );
    }
    this.#state.messages = [];
    this.#state.errorMessage = undefined;
    this.clearAllQueues();
  }

  /** Calls the listener for every event of every run, in turn with the others; the returned function stops that. */
  subscribe(listener: AgentListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The signal of the active run. */
  get signal(): AbortSignal | undefined {
    return this.#active?.abort.signal;
  }

  get steeringMode(): QueueMode {
    return this.#steering.mode;
  }

  set steeringMode(mode: QueueMode) {
    this.#steering.mode = mode;
  }

  get followUpMode(): QueueMode {
    return this.#followUps.mode;
  }

  set followUpMode(mode: QueueMode) {
    this.#followUps.mode = mode;
  }

  hasQueuedMessages(): boolean {
    return this.#steering.size + this.#followUps.size > 0;
  }

  clearSteeringQueue(): void {
    this.#steering.clear();
  }

  clearFollowUpQueue(): void {
    this.#followUps.clear();
  }

  clearAllQueues(): void {
    this.clearSteeringQueue();
    this.clearFollowUpQueue();
  }

  /** Of the API page: changes several settings at once. */
  updateState(update: InitialState): void {
    const { systemPrompt, model, thinkingLevel, tools, messages } = update;
    if (systemPrompt !== undefined) this.#state.systemPrompt = systemPrompt;
    if (model !== undefined) this.#state.model = model;
    if (thinkingLevel !== undefined) this.#state.thinkingLevel = thinkingLevel;
    if (tools !== undefined) this.#state.tools = tools;
    if (messages !== undefined) this.#state.messages = messages;
  }

  /** Until 0.64, like the setters below: assign to the property of that name instead. */
  setSystemPrompt(systemPrompt: string): void {
    this.#state.systemPrompt = systemPrompt;
  }

  setModel(model: Model<Loose>): void {
    this.#state.model = model;
  }

  setThinkingLevel(level: ThinkingLevel): void {
    this.#state.thinkingLevel = level;
  }

  setTools(tools: readonly AgentTool<Loose>[]): void {
    this.#state.tools = tools;
  }

  replaceMessages(messages: readonly AgentMessage[]): void {
    this.#state.messages = messages;
  }

  appendMessage(message: AgentMessage): void {
    this.#state.messages.push(message);
  }

  clearMessages(): void {
    this.#state.messages = [];
  }

  setSteeringMode(mode: QueueMode): void {
    this.steeringMode = mode;
  }

  getSteeringMode(): QueueMode {
    return this.steeringMode;
  }

  setFollowUpMode(mode: QueueMode): void {
    this.followUpMode = mode;
  }

  getFollowUpMode(): QueueMode {
    return this.followUpMode;
  }

  setTransport(transport: Transport): void {
    this.transport = transport;
  }

  setToolExecution(mode: ToolExecutionMode): void {
    this.toolExecution = mode;
  }

  setBeforeToolCall(hook: BeforeToolCall | undefined): void {
    this.beforeToolCall = hook;
  }

  setAfterToolCall(hook: AfterToolCall | undefined): void {
    this.afterToolCall = hook;
  }

  #start(
    prompts: AgentMessage[] | undefined,
    signal: AbortSignal | undefined,
    skipFirstPoll = false,
  ): PromptRun {
    const abort = new AbortController();
    const combined = signal ? AbortSignal.any([signal, abort.signal]) : abort.signal;
    const { systemPrompt, messages, tools } = this.#state;
    const run = startRun({
      prompts,
      context: { systemPrompt, messages: [...messages], tools: [...tools] },
      config: this.#config(skipFirstPoll),
      emit: (event) => this.#take(event, combined),
      signal: combined,
      streamFn: this.streamFn,
    });
    // The last event of a run is no event of Pi's. It is delivered before the run settles.
    run.on("agent_settled", () => {
      this.#active = undefined;
      this.#state.end();
    });
    this.#active = { abort, settled: run };
    this.#state.begin();
    return run;
  }

  #config(skipFirstPoll: boolean): AgentLoopConfig {
    let skip = skipFirstPoll;
    const { model, thinkingLevel } = this.#state;
    return {
      model,
      reasoning: thinkingLevel === "off" ? undefined : thinkingLevel,
      sessionId: this.sessionId,
      onPayload: this.onPayload,
      onResponse: this.onResponse,
      transport: this.transport,
      thinkingBudgets: this.thinkingBudgets,
      maxRetryDelayMs: this.maxRetryDelayMs,
      toolExecution: this.toolExecution,
      beforeToolCall: this.beforeToolCall,
      afterToolCall: this.afterToolCall,
      convertToLlm: this.convertToLlm,
      transformContext: this.transformContext,
      getApiKey: this.getApiKey,
      getSteeringMessages: () => {
        const skipped = skip;
        skip = false;
        return skipped ? [] : hostMessages(this.#steering.take());
      },
      getFollowUpMessages: () => hostMessages(this.#followUps.take()),
    };
  }

  /**
   * State first, then the listeners in turn. One that fails does not keep the event from the others; the run goes on,
   * reports it with a `warning`, and `state.errorMessage` has it.
   */
  async #take(event: AgentEvent, signal: AbortSignal): Promise<void> {
    this.#state.reduce(event);
    if (event.type === "agent_end" && signal.aborted) {
      this.#state.errorMessage ??= "Request was aborted";
    }
    let failure: { cause: unknown } | undefined;
    for (const listener of this.#listeners) {
      try {
        await listener(event, signal);
      } catch (cause) {
        failure ??= { cause };
      }
    }
    if (failure === undefined) return;
    this.#state.errorMessage ??=
      failure.cause instanceof Error ? failure.cause.message : String(failure.cause);
    throw failure.cause;
  }
}

function toMessage(message: string | AgentMessage): AgentMessage {
  if (typeof message !== "string") return message;
  return { role: "user", content: [{ type: "text", text: message }], timestamp: Date.now() };
}

function rejected(cause: unknown): PromptRun {
  const run = new AgentRun<Loose>((_, reject) => reject(cause));
  run.end();
  return run;
}
