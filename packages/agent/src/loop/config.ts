import type {
  AssistantMessage,
  CacheRetention,
  Clock,
  Message,
  Model,
  StreamEvent,
  ThinkingBudgets,
  ThinkingLevel,
  ToolResultMessage,
  TurnRequest,
  UserMessage,
} from "@argent/ai";
import type { AgentContext } from "../context.ts";
import type { AgentEvent } from "../event.ts";
import type { AgentMessage } from "../message.ts";
import type { AfterToolCall, BeforeToolCall, ToolExecutionMode } from "../tool.ts";

/** Where answers come from. A `Provider`'s `stream` fits. */
export type StreamFunction = (request: TurnRequest) => AsyncIterable<StreamEvent>;

/** What a queued steering message does to the tool calls of the turn it arrives in. */
export type SteeringPolicy =
  /** All calls finish, then the message is injected. */
  | "after-batch"
  /** Calls that have not begun are skipped. */
  | "skip-remaining"
  /** Running calls are cancelled too, except those that are not interruptible. */
  | "cancel-running";

/** How often and how long a failed answer is asked for again. Waits have a random part. */
export interface RetryPolicy {
  /** How often a failed answer is asked for again. Default 3; 0 turns retries off. */
  maxRetries?: number | undefined;
  /** Milliseconds before the first retry; doubles with each. Default 2,000. */
  baseDelayMs?: number | undefined;
  /** The longest wait in milliseconds; a vendor that asks for more fails the run. Default 60,000. */
  maxDelayMs?: number | undefined;
}

/** A turn whose tool results are in the transcript. */
export interface FinishedTurn {
  message: AssistantMessage;
  toolResults: ToolResultMessage[];
  context: AgentContext;
  /** What the run would give if it ended here. */
  newMessages: AgentMessage[];
}

/** A message that is put before one of the user's, and what is told when it is there. */
export interface LeadingMessage {
  message: AgentMessage;
  event: AgentEvent;
}

/** Everything a run depends on. Nothing is read from anywhere else. */
export interface AgentLoopConfig {
  stream: StreamFunction;
  model: Model;
  /** Default `"off"`. Clamped to what the model has. */
  thinking?: ThinkingLevel | undefined;
  /** Tokens of thinking for each level; see `TurnRequest.thinkingBudgets`. */
  thinkingBudgets?: ThinkingBudgets | undefined;
  /** Tokens of one answer, thinking included. Default: the model's own limit, at most 32,000. */
  maxTokens?: number | undefined;
  /** In the vendor's own range. Default: the vendor's. */
  temperature?: number | undefined;
  /** How long the vendor may keep the prompt. Default `"short"`. */
  cacheRetention?: CacheRetention | undefined;
  /** Ties the turns to one cache and one backend of the vendor. Default: none. */
  sessionId?: string | undefined;
  /** Sent with every request. Default: none. */
  headers?: Record<string, string> | undefined;
  /** Given to the provider with every request; see `TurnRequest.metadata`. */
  metadata?: Record<string, unknown> | undefined;
  /** Sees every request body before it is sent, and may return a replacement. */
  onRequest?: TurnRequest["onRequest"];
  /** Sees the status and headers of every response. */
  onResponse?: TurnRequest["onResponse"];

  /** Turns the transcript into what the model sees. Default: `convertToLlm`. */
  convertToLlm?: ((messages: AgentMessage[]) => Message[] | Promise<Message[]>) | undefined;
  /** Changes the transcript for one request only, for example to inject memories. Default: nothing is changed. */
  transformContext?:
    | ((messages: AgentMessage[], signal?: AbortSignal) => AgentMessage[] | Promise<AgentMessage[]>)
    | undefined;
  /** Asked before every request, so that short-lived keys work. Default: the provider's own key. */
  getApiKey?: ((provider: string) => string | undefined | Promise<string | undefined>) | undefined;

  /** Default: every call runs. */
  beforeToolCall?: BeforeToolCall | undefined;
  /** Default: results stay as they are. */
  afterToolCall?: AfterToolCall | undefined;
  /** Default `"parallel"`. */
  toolExecution?: ToolExecutionMode | undefined;

  /** Polled before the first request of a run and after every batch of tool calls. */
  getSteeringMessages?: (() => AgentMessage[] | Promise<AgentMessage[]>) | undefined;
  /** Polled when the run would end. */
  getFollowUpMessages?: (() => AgentMessage[] | Promise<AgentMessage[]>) | undefined;
  /** Default `"after-batch"`. */
  steeringPolicy?: SteeringPolicy | undefined;
  /** Calls the listener when a steering message arrives; without it running calls cannot be cancelled. */
  onSteering?: ((listener: () => void) => () => void) | undefined;
  /** Whether a steering message waits; without it calls that have not begun cannot be skipped. */
  hasSteering?: (() => boolean) | undefined;

  /** Asked after each turn; `true` ends the run before any queue is polled. */
  shouldStopAfterTurn?: ((turn: FinishedTurn) => boolean | Promise<boolean>) | undefined;

  /** Default: three retries; see `RetryPolicy`. */
  retry?: RetryPolicy | undefined;
  /** The most provider calls of one run, retries not counted. Default: no limit. */
  maxTurns?: number | undefined;
  /** The run stops when the same calls give the same results this many times in a row. Default 5; 0 is never. */
  maxRepetitions?: number | undefined;
  /**
   * What follows an answer that has neither text nor a tool call, or announces a call that does not come. Default
   * `"ask-again"`: the model is told so once, with a `warning`, and a second one ends the run as an `error` with the code
   * `empty_answer` or `missing_tool_call`. `"accept"` ends the run with it as if it were an answer.
   */
  emptyAnswers?: "ask-again" | "accept" | undefined;
  /**
   * How long a tool, a provider or a hook may take to come back after an abort, in milliseconds; then it is left to
   * itself. Default 2,000.
   */
  abortGraceMs?: number | undefined;
  /**
   * Makes a message durable. It is called once per message, when the message is final: tool results as their tools
   * finish, before they appear in the transcript. A rejection ends the run.
   */
  record?: ((message: AgentMessage) => Promise<void> | void) | undefined;
  /**
   * Asked before each message of the user (prompt, steering, follow-up), with the transcript until then. What it gives is
   * put between them. A rejection ends the run. Default: nothing is put there.
   */
  beforeUserMessage?:
    | ((
        message: UserMessage,
        messages: readonly AgentMessage[],
        signal: AbortSignal,
      ) => Promise<LeadingMessage | undefined>)
    | undefined;
  /** Asked before each request. It may shorten the transcript, and then returns the new one. */
  beforeRequest?:
    | ((messages: AgentMessage[], signal: AbortSignal) => Promise<AgentMessage[] | undefined>)
    | undefined;
  /** Told that the prompt did not fit. It may shorten the transcript, and returns the new one to try once more. */
  recoverFromOverflow?:
    | ((messages: AgentMessage[], signal: AbortSignal) => Promise<AgentMessage[] | undefined>)
    | undefined;
  /** Stamps events and messages, and drives waits. Default: the system's. */
  clock?: Clock | undefined;
  /** From 0 to 1, for the jitter of retries. Default `Math.random`. */
  random?: (() => number) | undefined;
}

export const defaultAbortGraceMs = 2_000;
