import { addUsage } from "../add-usage.ts";
import type { Clock } from "../clock.ts";
import type { StreamEvent } from "../event.ts";
import type { AssistantMessage } from "../message.ts";
import type { Compat } from "../model.ts";
import type { TurnRequest } from "../provider.ts";
import { supportedThinkingLevels } from "../thinking.ts";

/** Whether an answer to this request may have to be asked for again: thinking is on and can be turned off. */
export function mayOnlyReason(request: TurnRequest, compat: Compat): boolean {
  const { model, thinking = "off" } = request;
  if (!compat.recoversReasoningOnly || thinking === "off") return false;
  return model.reasoning && supportedThinkingLevels(model).includes("off");
}

/**
 * For models that now and then only think and then stop (`compat.recoversReasoningOnly`): such an answer is asked for
 * once more with thinking off. The caller sees one stream with one beginning and one end, and one message with the
 * content and the usage of both answers.
 */
export function recoverReasoningOnly(
  request: TurnRequest,
  ask: (request: TurnRequest) => AsyncIterable<StreamEvent>,
  clock: Clock,
): AsyncIterable<StreamEvent> {
  return { [Symbol.asyncIterator]: () => new RecoveringIterator(request, ask, clock) };
}

/** Not a generator, because leaving early must close the connection even while an event is awaited. */
class RecoveringIterator implements AsyncIterator<StreamEvent> {
  readonly #request: TurnRequest;
  readonly #ask: (request: TurnRequest) => AsyncIterable<StreamEvent>;
  readonly #clock: Clock;
  readonly #startedAt: number;
  #answer: AsyncIterator<StreamEvent>;
  /** The answer that only reasoned, once there is one. */
  #first: AssistantMessage | undefined;
  #left = false;

  constructor(
    request: TurnRequest,
    ask: (request: TurnRequest) => AsyncIterable<StreamEvent>,
    clock: Clock,
  ) {
    this.#request = request;
    this.#ask = ask;
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#answer = ask(request)[Symbol.asyncIterator]();
  }

  next(): Promise<IteratorResult<StreamEvent>> {
    return this.#answer.next().then(this.#take);
  }

  return(): Promise<IteratorResult<StreamEvent>> {
    this.#left = true;
    return this.#answer.return?.() ?? Promise.resolve({ done: true, value: undefined });
  }

  readonly #take = (
    result: IteratorResult<StreamEvent>,
  ): IteratorResult<StreamEvent> | Promise<IteratorResult<StreamEvent>> => {
    if (result.done || this.#left) return result;
    const event = result.value;
    if (this.#first !== undefined) {
      // The first answer has said that the vendor answers.
      if (event.type === "start") return this.next();
      return { done: false, value: continued(event, this.#first) };
    }
    if (event.type !== "done" || !isReasoningOnly(event.message)) return result;
    this.#first = event.message;
    this.#answer = this.#ask(this.#second())[Symbol.asyncIterator]();
    return this.next();
  };

  /** Both answers together may take as long as the caller gave to one. */
  #second(): TurnRequest {
    const { timeoutMs } = this.#request;
    const second: TurnRequest = { ...this.#request, thinking: "off" };
    if (timeoutMs) {
      second.timeoutMs = Math.max(1, timeoutMs - (this.#clock.now() - this.#startedAt));
    }
    return second;
  }
}

/** Also when it announced a call that did not come. */
function isReasoningOnly({ content, stopReason }: AssistantMessage): boolean {
  if (stopReason !== "stop" && stopReason !== "toolUse") return false;
  if (!content.some((block) => block.type === "thinking")) return false;
  return content.every(
    (block) => block.type === "thinking" || (block.type === "text" && block.text.trim() === ""),
  );
}

/** An event of the second answer as one of both. */
function continued(event: StreamEvent, first: AssistantMessage): StreamEvent {
  switch (event.type) {
    case "start":
      return event;
    case "done":
      return { ...event, message: joined(first, event.message) };
    case "error":
      return { ...event, error: joined(first, event.error) };
    default:
      return { ...event, contentIndex: event.contentIndex + first.content.length };
  }
}

function joined(first: AssistantMessage, second: AssistantMessage): AssistantMessage {
  const { responseId = second.responseId } = first;
  return {
    ...second,
    content: [...first.content, ...second.content],
    ...(responseId !== undefined && { responseId }),
    usage: addUsage(first.usage, second.usage),
    warnings: [
      ...(first.warnings ?? []),
      "The model only reasoned and was asked once more with thinking off.",
      ...(second.warnings ?? []),
    ],
    timestamp: first.timestamp,
  };
}
