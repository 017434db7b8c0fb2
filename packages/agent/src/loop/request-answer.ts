import {
  AiError,
  type AssistantMessage,
  type Clock,
  createPartialMessage,
  type Message,
  type StreamEvent,
  sleep,
  type TurnRequest,
  toAiError,
  type UserMessage,
} from "@argent/ai";
import type { AgentContext } from "../context.ts";
import type { EmitEvent, MessageUpdateEvent } from "../event.ts";
import type { AgentMessage } from "../message.ts";
import type { AbortWatch } from "./abort-watch.ts";
import { type AgentLoopConfig, defaultAbortGraceMs } from "./config.ts";
import { askAgain, failEmptyAnswer, findEmptyAnswer } from "./empty-answer.ts";
import { inGrace } from "./in-grace.ts";
import { retryDelayMs } from "./retry-delay.ts";

export interface AnswerRequest {
  context: AgentContext;
  config: AgentLoopConfig;
  clock: Clock;
  abort: AbortWatch;
  emit: EmitEvent;
  /** Turns the transcript into what the model sees. */
  convertToLlm: (messages: AgentMessage[]) => Message[] | Promise<Message[]>;
  /** Makes a message final: durable, in the transcript, announced by `message_end`. */
  accept(answer: AssistantMessage): Promise<void> | void;
  /** The answer so far, for the agent's state. */
  onPartial?: ((read: (() => AssistantMessage) | undefined) => void) | undefined;
}

/**
 * Asks the provider for one answer, with its retries. A failed attempt that said something stays in the transcript as
 * an errored answer (it is never sent again); one that said nothing leaves no trace but a `retry` event. An answer without
 * text and calls is a failed attempt too: the model is told so once, and a second one is the failure of the run.
 */
export async function requestAnswer(request: AnswerRequest): Promise<AssistantMessage> {
  const { config, clock, emit } = request;
  const { signal } = request.abort;
  let attempt = 1;
  let reminder: UserMessage | undefined;
  for (;;) {
    const { message, announced } = await streamAnswer(request, reminder);
    const empty =
      config.emptyAnswers === "accept" || signal.aborted
        ? undefined
        : findEmptyAnswer(message, config.model);
    if (empty !== undefined) {
      const isRepeated = reminder !== undefined;
      const failed = failEmptyAnswer(message, empty, { isRepeated });
      if (!announced) await emit({ type: "message_start", message: failed });
      await request.accept(failed);
      if (isRepeated) return failed;
      await emit({
        type: "warning",
        message: `${failed.errorMessage} It is asked once more.`,
        cause: failed.error,
      });
      reminder = askAgain(empty, clock.now());
      continue;
    }
    const { error } = message;
    const delay =
      error === undefined || signal.aborted
        ? undefined
        : retryDelayMs(error, attempt, config.retry ?? {}, config.random ?? Math.random);
    if (error === undefined || delay === undefined) {
      if (!announced) await emit({ type: "message_start", message });
      const accepted = request.accept(message);
      if (accepted !== undefined) await accepted;
      return message;
    }
    if (announced) await request.accept(message);
    await emit({
      type: "retry",
      attempt,
      maxAttempts: config.retry?.maxRetries ?? 3,
      delayMs: delay,
      error,
      message: message.errorMessage ?? "",
    });
    if (!(await sleep(delay, clock, signal))) {
      const aborted = abortedMessage(message, clock);
      await emit({ type: "message_start", message: aborted });
      await request.accept(aborted);
      return aborted;
    }
    attempt++;
  }
}

async function streamAnswer(
  request: AnswerRequest,
  reminder: UserMessage | undefined,
): Promise<{ message: AssistantMessage; announced: boolean }> {
  const { config, clock, abort, emit } = request;
  const { signal } = abort;
  const partial = createPartialMessage(config.model, clock.now());
  let announced = false;
  let isLeft = false;

  async function ask(): Promise<AssistantMessage> {
    const transcript = config.transformContext
      ? await config.transformContext(request.context.messages, signal)
      : request.context.messages;
    const converted = request.convertToLlm(transcript);
    const messages: Message[] = Array.isArray(converted) ? converted : await converted;
    const sent = reminder ? [...messages, reminder] : messages;
    const apiKey = config.getApiKey && (await config.getApiKey(config.model.provider));
    const events = config.stream(turnRequest(request, sent, apiKey));
    for await (const event of events) {
      if (isLeft) break;
      if (event.type === "done") return event.message;
      if (event.type === "error") return event.error;
      partial.apply(event);
      if (event.type === "start") {
        request.onPartial?.(partial.snapshot);
        announced = true;
        const told = emit({ type: "message_start", message: partial.snapshot() });
        if (told !== undefined) await told;
      } else {
        // Deltas are not waited for: a slow listener must not slow the socket.
        void emit(new MessageUpdate(event, partial.snapshot));
      }
    }
    throw new AiError("network", "The provider's stream ended without a terminal event.");
  }

  try {
    if (signal.aborted) throw signal.reason;
    const graceMs = config.abortGraceMs ?? defaultAbortGraceMs;
    const message = await inGrace(ask(), { abort, clock, graceMs });
    return { message, announced };
  } catch (cause) {
    isLeft = true;
    return { message: failedMessage(partial.snapshot(), cause, signal), announced };
  } finally {
    request.onPartial?.(undefined);
  }
}

function turnRequest(
  { context, config, abort }: AnswerRequest,
  messages: Message[],
  apiKey: string | undefined,
): TurnRequest {
  return {
    model: config.model,
    systemPrompt: context.systemPrompt || undefined,
    messages,
    tools: context.tools,
    thinking: config.thinking,
    thinkingBudgets: config.thinkingBudgets,
    maxTokens: config.maxTokens,
    temperature: config.temperature,
    cacheRetention: config.cacheRetention,
    sessionId: config.sessionId,
    headers: config.headers,
    metadata: config.metadata,
    onRequest: config.onRequest,
    onResponse: config.onResponse,
    apiKey: apiKey || undefined,
    signal: abort.signal,
  };
}

/** `message` is a getter of the prototype, so it is neither enumerable nor copied. */
class MessageUpdate implements MessageUpdateEvent {
  readonly type = "message_update";
  readonly assistantMessageEvent: StreamEvent;
  readonly #snapshot: () => AssistantMessage;
  #message: AssistantMessage | undefined;

  constructor(event: StreamEvent, snapshot: () => AssistantMessage) {
    this.assistantMessageEvent = event;
    this.#snapshot = snapshot;
  }

  get message(): AssistantMessage {
    this.#message ??= this.#snapshot();
    return this.#message;
  }
}

/** What threw before or beside the wire (a hook, a host's conversion) ends like what fails on the wire. */
function failedMessage(
  partial: AssistantMessage,
  cause: unknown,
  signal: AbortSignal,
): AssistantMessage {
  const error = signal.aborted ? new AiError("aborted", "Request was aborted") : toAiError(cause);
  return {
    ...partial,
    stopReason: error.code === "aborted" ? "aborted" : "error",
    errorMessage: error.message,
    error: error.toMessageError(),
  };
}

function abortedMessage(failed: AssistantMessage, clock: Clock): AssistantMessage {
  return {
    ...failed,
    content: [],
    stopReason: "aborted",
    errorMessage: "Request was aborted",
    error: { kind: "aborted", retryable: false },
    timestamp: clock.now(),
  };
}
