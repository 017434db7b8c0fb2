import { requestAborted } from "../abortable.ts";
import type { Clock } from "../clock.ts";
import { AiError } from "../error.ts";
import { unlessAborted } from "../error-event.ts";
import type { StreamEvent } from "../event.ts";
import type { TurnRequest } from "../provider.ts";
import { errorFromParts, toAiError } from "../vendor-error.ts";
import type { Decoder } from "./adapter.ts";
import { type BodyForm, bodyForm } from "./body-form.ts";
import { MessageBuilder } from "./message-builder.ts";
import { requireBounded } from "./require-bounded.ts";
import { createSseParser } from "./sse.ts";

const defaultIdleTimeoutMs = 300_000;
/** How long a finished answer's connection may take to close by itself, so that it can be used again. */
const drainMs = 250;

/** One attempt at an answer: `open` sends the request, and says how to decode what comes back. */
export interface TurnSource {
  open(
    signal: AbortSignal,
    builder: MessageBuilder,
  ): Promise<{ response: Response; decoder: Decoder }>;
}

/**
 * Runs a request as a stream of events. Every failure, the caller's abort and both timeouts end it with one `error`
 * event; leaving the iteration early closes the connection.
 *
 * Events are decoded a network chunk at a time and handed out from a buffer, which costs far less per event than a
 * chain of generators; the buffer holds one chunk at most, so a slow reader slows the socket.
 */
export function streamTurn(
  request: TurnRequest,
  source: TurnSource,
  clock: Clock,
): AsyncIterable<StreamEvent> {
  return { [Symbol.asyncIterator]: () => new TurnIterator(request, source, clock) };
}

class TurnIterator implements AsyncIterator<StreamEvent> {
  readonly #request: TurnRequest;
  readonly #source: TurnSource;
  readonly #clock: Clock;
  readonly #builder: MessageBuilder;
  readonly #abort = new AbortController();
  #events: StreamEvent[] = [];
  #next = 0;
  #pumping: Promise<void> | undefined;
  #opened = false;
  #left = false;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #decoder: Decoder | undefined;
  /** What the body holds; `undefined` until it says something. */
  #form: BodyForm | undefined;
  #json = "";
  #contentType: string | null = null;
  #hasData = false;
  #cancelTotal: (() => void) | undefined;
  #cancelIdle: (() => void) | undefined;
  /** When bytes last came; the idle timer looks at it instead of being set anew for every chunk. */
  #lastByteAt = 0;
  readonly #text = new TextDecoder();
  readonly #parser = createSseParser((data) => this.#takeData(data));

  constructor(request: TurnRequest, source: TurnSource, clock: Clock) {
    this.#request = request;
    this.#source = source;
    this.#clock = clock;
    this.#builder = new MessageBuilder({
      model: request.model,
      emit: (event) => this.#events.push(event),
      now: () => clock.now(),
    });
  }

  next(): Promise<IteratorResult<StreamEvent>> {
    const event = this.#events[this.#next];
    if (event !== undefined && !this.#left) {
      this.#next++;
      return Promise.resolve({ done: false, value: unlessAborted(event, this.#request.signal) });
    }
    if (this.#left || this.#builder.finished)
      return Promise.resolve({ done: true, value: undefined });
    this.#pumping ??= this.#pump().finally(() => {
      this.#pumping = undefined;
    });
    return this.#pumping.then(() => this.next());
  }

  return(): Promise<IteratorResult<StreamEvent>> {
    if (!this.#left) {
      this.#left = true;
      this.#events = [];
      this.#stop();
      this.#abort.abort();
      this.#cancelReader();
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Reads until there is at least one event. Never rejects. */
  async #pump(): Promise<void> {
    this.#events = [];
    this.#next = 0;
    try {
      if (!this.#opened) await this.#open();
      while (this.#events.length === 0 && !this.#builder.finished && !this.#left)
        await this.#read();
    } catch (cause) {
      this.#builder.fail(toAiError(cause, this.#request.model.provider));
    }
    if (this.#builder.finished && !this.#left) this.#settle();
  }

  async #open(): Promise<void> {
    this.#opened = true;
    const { signal, timeoutMs } = this.#request;
    if (signal?.aborted) throw requestAborted();
    signal?.addEventListener("abort", this.#onCallerAbort, { once: true });
    if (timeoutMs) {
      this.#cancelTotal = this.#clock.after(timeoutMs, () =>
        this.#interrupt(
          new AiError("timeout", `The answer took longer than ${timeoutMs} ms (timeoutMs).`),
        ),
      );
    }
    this.#lastByteAt = this.#clock.now();
    this.#watchIdle(this.#request.idleTimeoutMs ?? defaultIdleTimeoutMs);
    const { response, decoder } = await this.#beforeInterrupt(
      this.#source.open(this.#abort.signal, this.#builder),
    );
    this.#decoder = decoder;
    this.#contentType = response.headers.get("content-type");
    this.#reader = response.body?.getReader();
    if (this.#abort.signal.aborted) this.#cancelReader();
  }

  async #read(): Promise<void> {
    const chunk = await this.#reader?.read();
    if (this.#builder.finished || this.#left) return;
    if (chunk === undefined || chunk.done) {
      this.#end();
    } else {
      this.#lastByteAt = this.#clock.now();
      this.#takeBytes(chunk.value);
    }
  }

  #takeBytes(bytes: Uint8Array): void {
    this.#form ??= bodyForm(bytes);
    if (this.#form === "json") this.#takeJson(this.#text.decode(bytes, { stream: true }));
    else this.#parser.push(bytes);
  }

  #takeJson(text: string): void {
    this.#json += text;
    requireBounded(this.#json.length);
  }

  #takeData(data: string): void {
    this.#hasData = true;
    if (data === "" || this.#builder.finished) return;
    // Some servers keep the connection open after it.
    if (data === "[DONE]") this.#endAnswer();
    else this.#decoder?.event(parsePayload(data));
  }

  #end(): void {
    if (this.#form === "json") {
      const body = parsePayload(this.#json);
      this.#decoder?.whole(body);
      this.#endAnswer(body);
    } else {
      this.#parser.end();
      this.#endAnswer();
    }
  }

  /** Nothing more comes, so what is not complete now never will be. `body`: of an answer that came whole. */
  #endAnswer(body?: unknown): void {
    if (!this.#builder.finished) this.#decoder?.end();
    if (!this.#builder.finished) this.#builder.fail(this.#incomplete(body));
  }

  /** Gateways in front of a vendor, and wrong addresses, fail with a status that says success. */
  #incomplete(body: unknown): AiError {
    const { provider } = this.#request.model;
    if (body !== undefined && this.#builder.message.content.length === 0) {
      return errorFromParts({ body, provider });
    }
    const type = this.#contentType;
    if (this.#form === "events" && !this.#hasData && type?.includes("event-stream") === false) {
      return new AiError(
        "server",
        `The server answered with ${type} instead of an event stream. Check the base URL of "${provider}".`,
        { provider },
      );
    }
    return new AiError("network", "The stream ended before the answer was complete.", { provider });
  }

  readonly #onCallerAbort = (): void => this.#interrupt(requestAborted());

  /** Ends the answer now, wherever it is. */
  #interrupt(error: AiError): void {
    this.#builder.fail(error);
    this.#abort.abort(error);
    this.#cancelReader();
  }

  /** An SDK or a `fetch` that ignores its signal must not hold the caller back. */
  #beforeInterrupt<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#abort;
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(signal.reason);
      signal.addEventListener("abort", onAbort, { once: true });
      work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
    });
  }

  #watchIdle(idleTimeoutMs: number): void {
    if (idleTimeoutMs <= 0) return;
    const check = () => {
      const silence = this.#clock.now() - this.#lastByteAt;
      if (silence >= idleTimeoutMs) {
        this.#interrupt(
          new AiError("timeout", `Nothing came for ${idleTimeoutMs} ms (idleTimeoutMs).`),
        );
      } else {
        this.#cancelIdle = this.#clock.after(idleTimeoutMs - silence, check);
      }
    };
    this.#cancelIdle = this.#clock.after(idleTimeoutMs, check);
  }

  /** The answer is complete: release everything, and let the connection finish so that it can be used again. */
  #settle(): void {
    this.#stop();
    const reader = this.#reader;
    if (reader === undefined || this.#builder.message.stopReason === "aborted") {
      this.#cancelReader();
      return;
    }
    const cancel = this.#clock.after(drainMs, () => this.#cancelReader());
    const drain = async () => {
      while (!(await reader.read()).done);
    };
    drain()
      .catch(() => {}) // the answer is already complete; how its connection ends changes nothing
      .finally(cancel);
  }

  #stop(): void {
    this.#cancelTotal?.();
    this.#cancelIdle?.();
    this.#request.signal?.removeEventListener("abort", this.#onCallerAbort);
  }

  #cancelReader(): void {
    this.#reader?.cancel().catch(() => {}); // cancelling a stream that has failed rejects with that failure again
  }
}

function parsePayload(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw new AiError("server", "The server sent an event that is not valid JSON.", { cause });
  }
}
