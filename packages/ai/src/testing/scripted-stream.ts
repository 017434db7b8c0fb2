import type { Clock } from "../clock.ts";
import { AiError } from "../error.ts";
import type { StreamEvent } from "../event.ts";
import type { TurnRequest } from "../provider.ts";
import { toAiError } from "../vendor-error.ts";
import { MessageBuilder } from "../wire/message-builder.ts";
import type { Answer } from "./answer.ts";
import { playAnswer } from "./play-answer.ts";
import type { Fault, Step } from "./step.ts";
import { statusOf, stepError } from "./step-error.ts";

/** Where a stream gets its answer and its time from. */
export interface ScriptSource {
  take(request: TurnRequest): Step | Promise<Step>;
  answer(step: Step, request: TurnRequest): Answer;
  clock: Clock;
}

/**
 * One scripted answer as events. Each `next()` plays just enough of the script to make one event, without waiting
 * unless the step has a delay, so that an abort finds exactly what was handed out and a whole turn costs microseconds.
 */
export class ScriptedStream implements AsyncIterator<StreamEvent> {
  readonly #request: TurnRequest;
  readonly #source: ScriptSource;
  readonly #builder: MessageBuilder;
  #answer: Answer | undefined;
  #play: Iterator<void> | undefined;
  #opening: Promise<void> | undefined;
  #event: StreamEvent | undefined;
  #eventCount = 0;
  #left = false;
  /** Ends the wait that is under way. */
  #wake: (() => void) | undefined;

  constructor(request: TurnRequest, source: ScriptSource) {
    this.#request = request;
    this.#source = source;
    this.#builder = new MessageBuilder({
      model: request.model,
      emit: (event) => {
        this.#event = event;
        this.#eventCount++;
      },
      now: () => source.clock.now(),
    });
  }

  next(): Promise<IteratorResult<StreamEvent>> {
    const opening = this.#open();
    if (opening !== undefined) return opening.then(() => this.#afterPause());
    return this.#afterPause();
  }

  return(): Promise<IteratorResult<StreamEvent>> {
    this.#left = true;
    this.#wake?.();
    return Promise.resolve(end);
  }

  /** Takes the step. Returns a promise only when the step has to be waited for. */
  #open(): Promise<void> | undefined {
    if (this.#answer !== undefined || this.#opening !== undefined || this.#isOver()) {
      return this.#opening;
    }
    try {
      const step = this.#source.take(this.#request);
      if (!("then" in step)) {
        this.#begin(step);
      } else {
        const waiting = this.#wait();
        step
          .then((given) => this.#begin(given))
          .catch((cause) => this.#fail(cause))
          .finally(() => this.#wake?.());
        this.#opening = waiting.finally(() => {
          this.#opening = undefined;
        });
      }
    } catch (cause) {
      this.#fail(cause);
    }
    return this.#opening;
  }

  #begin(step: Step): void {
    if (this.#isOver()) return;
    const answer = this.#source.answer(step, this.#request);
    if (answer.fault !== undefined) requirePlayable(answer.fault);
    const { error, blocks } = answer;
    const status = error !== undefined && blocks.length === 0 ? statusOf(error) : 200;
    if (status !== undefined) this.#request.onResponse?.({ status, headers: answer.headers });
    this.#answer = answer;
    this.#play = playAnswer(this.#builder, answer);
  }

  #afterPause(): Promise<IteratorResult<StreamEvent>> {
    const pause = this.#isOver() ? undefined : this.#pause();
    return pause === undefined ? Promise.resolve(this.#take()) : pause.then(() => this.#take());
  }

  /** What the script says to wait for before the next event. */
  #pause(): Promise<void> | undefined {
    const { fault, delayMs } = this.#answer ?? { fault: undefined, delayMs: 0 };
    if (fault !== undefined && this.#eventCount >= positionOf(fault)) {
      if (fault.type === "stall") return this.#wait();
      this.#fail(stepError({ kind: "network" }));
    } else if (delayMs > 0) {
      const waiting = this.#wait();
      return waiting.finally(this.#source.clock.after(delayMs, () => this.#wake?.()));
    }
    return undefined;
  }

  #take(): IteratorResult<StreamEvent> {
    if (this.#left) return end;
    if (!this.#builder.finished) {
      if (this.#request.signal?.aborted) this.#fail(new AiError("aborted", "Request was aborted"));
      else while (this.#event === undefined && !this.#play?.next().done);
    }
    const value = this.#event;
    this.#event = undefined;
    return value === undefined ? end : { done: false, value };
  }

  #fail(cause: unknown): void {
    this.#builder.fail(toAiError(cause, this.#request.model.provider));
  }

  #isOver(): boolean {
    return this.#left || this.#builder.finished || this.#request.signal?.aborted === true;
  }

  /** Waits to be woken, aborted or left. */
  #wait(): Promise<void> {
    const { signal } = this.#request;
    return new Promise((resolve) => {
      const wake = () => {
        signal?.removeEventListener("abort", wake);
        this.#wake = undefined;
        resolve();
      };
      this.#wake = wake;
      signal?.addEventListener("abort", wake);
    });
  }
}

const end = { done: true, value: undefined } as const;

function requirePlayable(fault: Fault): void {
  if (Number.isFinite(positionOf(fault))) return;
  throw new AiError(
    "invalid_request",
    `scripted() has no wire to play the fault ${JSON.stringify(fault)} on. Use vendorServer(), or script an error.`,
  );
}

/** How many events come before the fault; infinity for faults that only a wire has. */
function positionOf(fault: Fault): number {
  switch (fault.type) {
    case "stall":
    case "end":
      return fault.afterEvents;
    case "cut":
      return fault.afterEvents ?? Number.POSITIVE_INFINITY;
    default:
      return Number.POSITIVE_INFINITY;
  }
}
