import { abortable, requestAborted } from "./abortable.ts";
import type { Clock } from "./clock.ts";
import type { AiError } from "./error.ts";
import { errorEvent, unlessAborted } from "./error-event.ts";
import type { ErrorEvent, StreamEvent } from "./event.ts";
import type { TurnRequest } from "./provider.ts";
import { toAiError } from "./vendor-error.ts";

/**
 * Finds what a stream is read from: called before the first event, and again with the failure each time a source fails
 * (other than by an abort) before anything of it was handed out. It returns a source, or the event that ends the stream. The signal is aborted
 * by the caller's abort and by leaving the stream.
 */
export type Open = (
  failure: ErrorEvent | undefined,
  signal: AbortSignal,
) => Promise<AsyncIterable<StreamEvent> | ErrorEvent>;

export interface OpeningOptions {
  clock: Clock;
  /**
   * From when on a source's events are handed out: from its first one (the default), from the first block of its
   * answer, or once the answer is whole.
   */
  holdUntil?: "start" | "content" | "whole" | undefined;
}

/**
 * A stream that is opened when it is first read, and may be opened anew until it has shown something, so that its
 * reader sees one answer with one `start`. From then on each event costs one call more than the source's own.
 */
export function openingStream(
  request: TurnRequest,
  options: OpeningOptions,
  open: Open,
): AsyncIterable<StreamEvent> {
  return { [Symbol.asyncIterator]: () => new OpeningIterator(request, options, open) };
}

class OpeningIterator implements AsyncIterator<StreamEvent> {
  readonly #request: TurnRequest;
  readonly #options: OpeningOptions;
  readonly #open: Open;
  readonly #leave = new AbortController();
  #source: AsyncIterator<StreamEvent> | undefined;
  /** What came of the source before it could be handed out; `#given` of it have been. */
  #held: StreamEvent[] = [];
  #given = 0;
  #state: "opening" | "giving" | "passing" | "over" = "opening";
  /** Calls of `next` while opening wait for each other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(request: TurnRequest, options: OpeningOptions, open: Open) {
    this.#request = request;
    this.#options = options;
    this.#open = open;
  }

  next(): Promise<IteratorResult<StreamEvent>> {
    if (this.#state === "passing" && this.#source) return this.#source.next();
    const turn = this.#turn.then(() => this.#advance());
    this.#turn = turn;
    return turn;
  }

  async return(): Promise<IteratorResult<StreamEvent>> {
    this.#state = "over";
    this.#leave.abort();
    await this.#source?.return?.();
    return { done: true, value: undefined };
  }

  async #advance(): Promise<IteratorResult<StreamEvent>> {
    if (this.#state === "opening") await this.#untilShowable();
    if (this.#state === "giving") {
      const value = this.#held[this.#given++];
      if (value) return { done: false, value: unlessAborted(value, this.#request.signal) };
      this.#held = [];
      this.#state = this.#source ? "passing" : "over";
    }
    if (this.#state === "passing" && this.#source) return this.#source.next();
    return { done: true, value: undefined };
  }

  /** Opens sources until one has something to show, or the end is known. Never rejects. */
  async #untilShowable(): Promise<void> {
    let failure: ErrorEvent | undefined;
    while (this.#state === "opening") {
      const opened = failure?.reason === "aborted" ? failure : await this.#opened(failure);
      if (this.#state !== "opening") return release(opened);
      if ("type" in opened) {
        this.#source = undefined;
        this.#held.push(opened);
        this.#state = "giving";
        return;
      }
      this.#held = [];
      this.#source = opened[Symbol.asyncIterator]();
      failure = await this.#hold(this.#source);
    }
  }

  async #opened(failure: ErrorEvent | undefined): Promise<AsyncIterable<StreamEvent> | ErrorEvent> {
    const { signal } = this.#request;
    const any = signal ? AbortSignal.any([signal, this.#leave.signal]) : this.#leave.signal;
    try {
      if (any.aborted) throw requestAborted();
      const opening = this.#open(failure, any);
      return await abortable(opening, any).catch((cause: unknown) => {
        opening.then(release, () => {}); // it may have been opened in the instant of the abort
        throw cause;
      });
    } catch (cause) {
      return this.#failed(toAiError(cause, this.#request.model.provider));
    }
  }

  /** Reads a source until its events may be handed out; returns its failure if it fails before that. */
  async #hold(source: AsyncIterator<StreamEvent>): Promise<ErrorEvent | undefined> {
    while (this.#state === "opening") {
      const result = await this.#read(source);
      if (this.#state !== "opening") return undefined;
      if (!result.done && result.value.type === "error") return result.value;
      if (!result.done) this.#held.push(result.value);
      if (result.done || this.#isShowable(result.value)) this.#state = "giving";
    }
    return undefined;
  }

  #isShowable(event: StreamEvent): boolean {
    switch (this.#options.holdUntil ?? "start") {
      case "start":
        return true;
      case "content":
        return event.type !== "start";
      case "whole":
        return event.type === "done";
    }
  }

  /** A source that throws breaks its contract; its caller still gets an event. */
  async #read(source: AsyncIterator<StreamEvent>): Promise<IteratorResult<StreamEvent>> {
    try {
      return await source.next();
    } catch (cause) {
      const error = toAiError(cause, this.#request.model.provider);
      return { done: false, value: this.#failed(error) };
    }
  }

  #failed(error: AiError): ErrorEvent {
    return errorEvent(this.#request.model, error, this.#options.clock.now());
  }
}

/** A source that comes too late is told that nobody will read it. */
async function release(opened: AsyncIterable<StreamEvent> | ErrorEvent): Promise<void> {
  if (!("type" in opened)) await opened[Symbol.asyncIterator]().return?.();
}
