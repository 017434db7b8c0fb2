import { setImmediate as nextTurn } from "node:timers/promises";
import type { EntryLog } from "../src/session/entry-log.ts";
import { SessionError } from "../src/session/session-error.ts";

/** How a write ends: as it should, without having written anything, or written and with the answer lost. */
export type SlowWrite = "written" | "refused" | "unanswered";

export interface SlowLogOptions {
  /** How many turns of the event loop the next call takes before the store sees it, and again before it answers. */
  turns: () => number;
  /** Default: every write is written. */
  nextWrite?: (() => SlowWrite) | undefined;
}

/** A log as a store across a network is: every call takes its time, and a write may fail before or after it is done. */
export function slowEntryLog(log: EntryLog, { turns, nextWrite }: SlowLogOptions): EntryLog {
  async function slowly<Value>(call: () => Value | Promise<Value>): Promise<Value> {
    await wait();
    try {
      return await call();
    } finally {
      await wait();
    }
  }

  async function wait(): Promise<void> {
    for (let left = turns(); left > 0; left--) await nextTurn();
  }

  async function write<Value>(call: () => Value | Promise<Value>): Promise<Value> {
    const fate = nextWrite?.() ?? "written";
    if (fate === "refused") throw failed("The store refused.");
    const outcome = await call();
    if (fate === "unanswered") throw failed("The connection was lost.");
    return outcome;
  }

  async function* read<Chunk>(chunks: AsyncIterable<Chunk>): AsyncGenerator<Chunk, void> {
    for await (const chunk of chunks) {
      await wait();
      yield chunk;
    }
  }

  return {
    name: log.name,
    end: () => slowly(() => log.end()),
    append: (lines, at) => slowly(() => write(() => log.append(lines, at))),
    rewrite: (lines, at, options) => slowly(() => write(() => log.rewrite(lines, at, options))),
    readForward: (from) => read(log.readForward(from)),
    readBackward: (from) => read(log.readBackward(from)),
    changed: (at, signal) => slowly(() => log.changed(at, signal)),
    acquire: (options) => slowly(() => log.acquire(options)),
    release: () => slowly(() => log.release()),
    close: () => slowly(() => log.close()),
  };
}

function failed(message: string): SessionError {
  return new SessionError("write_failed", message, { systemCode: "EIO" });
}
