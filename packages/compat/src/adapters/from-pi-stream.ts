import {
  AiError,
  type Clock,
  collect,
  type Provider,
  type StreamEvent,
  systemClock,
  type TurnRequest,
  toAiError,
} from "@argent/ai";
import { createPiEventReader, type PiEventReader } from "./from-pi-event.ts";
import { toPiContext } from "./pi-context.ts";
import { toPiModel } from "./pi-model.ts";
import type { PiEventSource, PiStreamFunction } from "./pi-types.ts";
import { toPiOptions } from "./turn-request.ts";

/** How the provider is called, and how patient it is. */
export interface FromPiStreamOptions {
  /** The provider's id. Default `"pi"`. */
  id?: string | undefined;
  /** How long an aborted stream may take to end by itself, in milliseconds. Default 2,000. */
  abortGraceMs?: number | undefined;
  /** Stamps messages and drives the wait after an abort. Default: the system's. */
  clock?: Clock | undefined;
}

/**
 * Any stream function of Pi's (a provider's `streamSimple`, a host's own `streamFn`) as a provider of ours. Whatever it
 * does, the stream has one terminal event; leaving it early aborts the request. Pi's simple options have no word for a
 * forced tool, stop sequences and response schemas: they are passed on, and the answer warns that they may not count.
 */
export function fromPiStream(
  streamFunction: PiStreamFunction,
  options: FromPiStreamOptions = {},
): Provider {
  const open: OpenPiStream = (request, signal) =>
    streamFunction(toPiModel(request.model), toPiContext(request), toPiOptions(request, signal));
  return fromPiSource(open, options);
}

/** Asks for the answer to a request in Pi's way. */
export type OpenPiStream = (
  request: TurnRequest,
  signal: AbortSignal,
) => PiEventSource | Promise<PiEventSource>;

/** `fromPiStream` for callers who know better than the request what the stream function is to be given. */
export function fromPiSource(open: OpenPiStream, options: FromPiStreamOptions = {}): Provider {
  const provider: Provider = {
    id: options.id ?? "pi",
    complete: (request) => collect(provider.stream(request)),
    stream: (request) => ({
      [Symbol.asyncIterator]: () => readPiStream(request, open, options),
    }),
  };
  return provider;
}

async function* readPiStream(
  request: TurnRequest,
  open: OpenPiStream,
  options: FromPiStreamOptions,
): AsyncGenerator<StreamEvent, void> {
  const clock = options.clock ?? systemClock;
  const leave = new AbortController();
  const signal = request.signal ? AbortSignal.any([request.signal, leave.signal]) : leave.signal;
  const patience = createPatience(signal, options.abortGraceMs ?? 2_000, clock);
  const reader = createPiEventReader(request, clock.now());
  let isOver = false;
  try {
    const source = await patience.wait(Promise.resolve(open(request, signal)));
    const iterator = source[Symbol.asyncIterator]();
    while (!isOver) {
      const next = await patience.wait(iterator.next());
      const events = next.done ? [await lateOutcome(source, reader)] : reader.read(next.value);
      for (const event of events) {
        isOver ||= event.type === "done" || event.type === "error";
        yield event;
      }
    }
  } catch (cause) {
    isOver = true;
    yield reader.fail(signal.aborted ? aborted(cause) : toAiError(cause));
  } finally {
    patience.end();
    if (!isOver) leave.abort();
  }
}

/** Pi's streams may end without a terminal event and have an outcome nevertheless, or never. */
async function lateOutcome(source: PiEventSource, reader: PiEventReader): Promise<StreamEvent> {
  // An outcome that is there wins the race; one that may never come loses it.
  const race = Promise.race([source.result?.(), undefined]);
  const outcome = await race.catch(() => undefined); // our own streams reject for want of one
  if (outcome) return reader.end(outcome);
  throw new AiError("network", "The Pi stream ended without a terminal event.");
}

/** Waits without limit until the signal is aborted, and only for a while from then on. */
function createPatience(signal: AbortSignal, graceMs: number, clock: Clock) {
  const over = new AbortController();
  let cancelTimer = () => {};
  const onAbort = () => {
    cancelTimer = clock.after(graceMs, () => over.abort());
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  return {
    wait<Value>(work: Promise<Value>): Promise<Value> {
      return new Promise((resolve, reject) => {
        const giveUp = () => reject(signal.reason);
        over.signal.addEventListener("abort", giveUp, { once: true });
        work.then(resolve, reject).finally(() => over.signal.removeEventListener("abort", giveUp));
      });
    },
    end(): void {
      cancelTimer();
      signal.removeEventListener("abort", onAbort);
    },
  };
}

function aborted(cause: unknown): AiError {
  return new AiError("aborted", "Request was aborted", { cause });
}
