import type { Readable } from "node:stream";
import { type Clock, systemClock } from "@argent/ai";
import { UsageError } from "./usage-error.ts";

export interface PipedInputOptions {
  /** Where it comes from. Default: standard input. */
  input?: Readable & { isTTY?: boolean };
  /** What the program cannot do without, in a few words. Without it the program goes on when nothing comes. */
  needed?: string | undefined;
  /** Tells the person why nothing happens. */
  tell: (message: string) => void;
  /** Default: the system's. */
  clock?: Clock;
}

/** Milliseconds of silence after which the person is told, and those after which what is not needed is given up. */
const quietMs = 2_000;
const patienceMs = 10_000;

/**
 * What is piped into the program, trimmed; nothing at a terminal. A pipe that says nothing may never do so, as programs
 * and schedulers leave one open: then it is told, and the rest goes on without.
 *
 * @throws UsageError when it cannot be read.
 */
export async function pipedInput(options: PipedInputOptions): Promise<string> {
  const { input = process.stdin, needed, tell, clock = systemClock } = options;
  if (input.isTTY) return "";
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  const waits = [clock.after(quietMs, () => tell(waitingFor(needed)))];
  if (needed === undefined) {
    const giveUp = () => {
      tell("Nothing came on standard input. Going on without.");
      input.destroy();
      resolve("");
    };
    waits.push(clock.after(patienceMs, giveUp));
  }
  const stopWaiting = () => {
    for (const stop of waits) stop();
  };
  input
    .on("data", (chunk: Buffer) => {
      stopWaiting();
      chunks.push(chunk);
    })
    .on("end", () => resolve(Buffer.concat(chunks).toString("utf8").trim()))
    .on("error", ({ message }) =>
      reject(new UsageError(`Standard input cannot be read: ${message}.`)),
    );
  return promise.finally(stopWaiting);
}

function waitingFor(needed: string | undefined): string {
  return needed === undefined
    ? `Waiting for standard input, ${patienceMs / 1_000} seconds at most. To begin at once: < /dev/null`
    : `Waiting for ${needed} on standard input. Ctrl-C ends it.`;
}
