import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { type Clock, sleep } from "@argent/ai";

export type OutputSink = (chunk: Uint8Array) => void | Promise<void>;

/** Begins to read. What comes goes to the receiver, one piece after the other, and not while the stream is paused. */
export type OutputSource = (onBytes: (bytes: Uint8Array) => void) => Readable;

export interface OutputPump {
  /** Rejects when the sink fails, never resolves. */
  readonly failed: Promise<never>;
  /**
   * Called when the process has ended: waits for what is still in the pipe, and as long as the sink needs for it.
   *
   * @returns Whether the pipe was closed; `false` when another process holds it open.
   */
  drain(options: DrainOptions): Promise<boolean>;
  /** Stops reporting, but keeps reading, so that a process that still writes is not ended by a broken pipe. */
  abandon(): void;
}

export interface DrainOptions {
  clock: Clock;
  /** Whether a process is left that may hold the pipe open. When none is, a late byte is only late. */
  isHeldOpen(): boolean;
  /** Whether the time of the sink counts too: a command that was ended early does not wait for it. */
  isImpatient(): boolean;
}

/** The pipe between a command and the sink holds less than this. */
const maximumLeftBytes = 1 << 20;
const tickMs = 50;
/** Without a byte, and a process that may hold the pipe. */
const idleTicks = 2;
/** When such a process keeps writing. */
const busyTicks = 10;
const maximumTicks = 100;

/** Hands the output of a process to a sink, one chunk at a time; a promise of the sink holds the process back. */
export function pumpOutput(source: OutputSource, sink: OutputSink): OutputPump {
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined); // raced by the owner; must not count as unhandled when nobody waits
  let received = 0;
  let isWaiting = false;
  let isAbandoned = false;

  const stream = source((chunk) => {
    received += chunk.length;
    if (isAbandoned) return;
    try {
      const waiting = sink(chunk);
      if (!waiting) return;
      isWaiting = true;
      stream.pause();
      waiting.catch(failure.reject).finally(() => {
        isWaiting = false;
        stream.resume();
      });
    } catch (cause) {
      failure.reject(cause);
    }
  });
  const closed = new Promise<true>((resolve) => stream.once("close", () => resolve(true)));
  // Node resumes the streams of a process that has ended, also those that were paused on purpose.
  stream.on("resume", () => {
    if (isWaiting) stream.pause();
  });
  stream.on("error", () => undefined); // a broken pipe is followed by "close"

  return {
    failed: failure.promise,
    async drain({ clock, isHeldOpen, isImpatient }) {
      const limit = received + maximumLeftBytes;
      let before = received;
      let idle = 0;
      for (let ticks = 0; ticks < maximumTicks && received < limit; ) {
        const cancel = new AbortController();
        const tick = sleep(tickMs, clock, cancel.signal).then(() => false);
        const isClosed = await Promise.race([closed, tick]);
        cancel.abort();
        if (isClosed) return true;
        if (isWaiting && !isImpatient()) continue;
        idle = received === before ? idle + 1 : 0;
        before = received;
        ticks += 1;
        const isOver = idle >= idleTicks || ticks >= busyTicks;
        if (isOver && (isWaiting || isHeldOpen())) return false;
      }
      return false;
    },
    abandon() {
      isAbandoned = true;
      // A sink that still works on a lent chunk keeps it.
      if (!isWaiting) stream.resume();
      if (stream instanceof Socket) stream.unref();
    },
  };
}
