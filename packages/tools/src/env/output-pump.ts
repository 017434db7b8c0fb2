import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { type Clock, sleep } from "@argent/ai";

export type OutputSink = (chunk: Uint8Array) => void | Promise<void>;

export interface OutputPump {
  /** Rejects when the sink fails, never resolves. */
  readonly failed: Promise<never>;
  /**
   * Called when the process has ended: waits for what is still in the pipe, and as long as the sink needs for it.
   *
   * @param isImpatient The time of the sink counts too: a command that was ended early does not wait for it.
   * @returns Whether the pipe was closed; `false` when another process holds it open.
   */
  drain(clock: Clock, isImpatient: boolean): Promise<boolean>;
  /** Stops reporting, but keeps reading, so that a process that still writes is not ended by a broken pipe. */
  abandon(): void;
}

/** The pipe between a command and the sink holds less than this. */
const maximumLeftBytes = 1 << 20;
const tickMs = 50;
const maximumTicks = 10;

/** Hands the output of a process to a sink, one chunk at a time; a promise of the sink holds the process back. */
export function pumpOutput(stream: Readable, sink: OutputSink): OutputPump {
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined); // raced by the owner; must not count as unhandled when nobody waits
  const closed = new Promise<true>((resolve) => stream.once("close", () => resolve(true)));
  let received = 0;
  let isHeld = false;

  const onData = (chunk: Uint8Array) => {
    received += chunk.length;
    try {
      const waiting = sink(chunk);
      if (!waiting) return;
      isHeld = true;
      stream.pause();
      waiting
        .then(() => {
          isHeld = false;
          stream.resume();
        })
        .catch(failure.reject);
    } catch (cause) {
      failure.reject(cause);
    }
  };
  stream.on("data", onData);
  stream.on("error", () => undefined); // a broken pipe is followed by "close"

  return {
    failed: failure.promise,
    async drain(clock, isImpatient) {
      const limit = received + maximumLeftBytes;
      let before = received;
      for (let ticks = 0; ticks < maximumTicks && received < limit; ) {
        const cancel = new AbortController();
        const isClosed = await Promise.race([
          closed,
          sleep(tickMs, clock, cancel.signal).then(() => false),
        ]);
        cancel.abort();
        if (isClosed) return true;
        if (isHeld && !isImpatient) continue;
        if (received === before && !isHeld) return false;
        before = received;
        ticks += 1;
      }
      return false;
    },
    abandon() {
      stream.off("data", onData);
      stream.resume();
      if (stream instanceof Socket) stream.unref();
    },
  };
}
