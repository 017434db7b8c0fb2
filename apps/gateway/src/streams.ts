import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Clock } from "@argent/ai";
import { sentEvent } from "./event-frame.ts";
import { keepAlive } from "./keep-alive.ts";
import { readRun } from "./read-run.ts";
import type { RunLog } from "./run-log.ts";

/** The streams of runs that clients read. */
export interface Streams {
  /**
   * Sends a run to a client as server-sent events, to its end or until the client leaves.
   *
   * @param after The `seq` of the last event that the client has; -1 for none.
   */
  open(log: RunLog, after: number, response: ServerResponse): void;
  /** Resolves when the clients have been sent everything, or after `ms` milliseconds. */
  flush(ms: number): Promise<void>;
}

export interface StreamsOptions {
  clock: Clock;
  /** How long a client may take nothing of what waits for it, in milliseconds; then it is cut off. */
  stallMs: number;
}

/** Milliseconds; proxies cut streams off that are silent for a minute. */
const aliveMs = 15_000;

export function createStreams(options: StreamsOptions): Streams {
  const streams = new Set<Promise<void>>();
  return {
    open(log, after, response) {
      const stream = streamRun(log, after, response, options)
        // Whatever fails here ends the stream, and not the gateway.
        .catch(() => void response.destroy())
        .finally(() => streams.delete(stream));
      streams.add(stream);
    },
    async flush(ms) {
      const timeout = AbortSignal.timeout(ms);
      await Promise.race([Promise.all(streams), once(timeout, "abort")]);
    },
  };
}

async function streamRun(
  log: RunLog,
  after: number,
  response: ServerResponse,
  { clock, stallMs }: StreamsOptions,
): Promise<void> {
  if (response.destroyed) return;
  const { runId } = log.run;
  const left = new AbortController();
  response.on("close", () => left.abort());
  async function send(text: string): Promise<void> {
    if (response.destroyed) return;
    if (!response.write(text)) await untilTaken(response, "drain", stallMs);
  }
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
    "x-run-id": runId,
  });
  const stopAlive = keepAlive(response, aliveMs, clock);
  try {
    await send(sentEvent("run", { runId }));
    for await (const text of readRun(log, after, left.signal)) await send(text);
    if (left.signal.aborted) return;
    await send(sentEvent("result", await log.run));
  } finally {
    stopAlive();
  }
  response.end();
  await untilTaken(response, "finish", stallMs);
}

/** Waits for a slow client, which is cut off when it takes nothing for too long. Whoever has left is not waited for. */
function untilTaken(
  response: ServerResponse,
  event: "drain" | "finish",
  stallMs: number,
): Promise<void> {
  const { socket } = response;
  if (socket === null || response.destroyed || response.writableFinished) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      // After the end it is the server's to say how long the connection is kept.
      if (event === "drain") socket.setTimeout(0);
      response.off(event, done).off("close", done);
      resolve();
    };
    response.on(event, done).on("close", done);
    // A socket that times out is closed by the server, and one that takes a little does not time out.
    socket.setTimeout(stallMs);
  });
}
