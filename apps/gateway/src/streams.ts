import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Run } from "@argent/agent";

/** The streams of runs that clients read. */
export interface Streams {
  /** Sends a run to a client as server-sent events, to its end or until the client leaves. */
  open(run: Run, response: ServerResponse): void;
  /** Resolves when the clients have been sent everything, or after `ms` milliseconds. */
  flush(ms: number): Promise<void>;
}

/** @param stallMs How long a client may take nothing of what waits for it, in milliseconds; then it is cut off. */
export function createStreams(stallMs: number): Streams {
  const streams = new Set<Promise<void>>();
  return {
    open(run, response) {
      const stream = streamRun(run, response, stallMs)
        // An event that cannot be written as JSON ends the stream, and not the gateway.
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

async function streamRun(run: Run, response: ServerResponse, stallMs: number): Promise<void> {
  const events = run[Symbol.asyncIterator]();
  response.on("close", () => void events.return?.());
  const send = async (event: string, data: unknown, id?: number) => {
    if (response.destroyed) return;
    const head = id === undefined ? "" : `id: ${id}\n`;
    const isTaken = response.write(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (!isTaken) await untilTaken(response, "drain", stallMs);
  };
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
    "x-run-id": run.runId,
  });
  await send("run", { runId: run.runId });
  for (let next = await events.next(); !next.done; next = await events.next()) {
    await send(next.value.type, next.value, next.value.seq);
  }
  if (response.destroyed) return;
  await send("result", await run);
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
