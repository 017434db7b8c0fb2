import { type Clock, systemClock } from "@argent/ai";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { requireLocalCaller, requireToken } from "./access.ts";
import { createActiveRuns, type DrainableRuntime } from "./active-runs.ts";
import { healthRoute } from "./routes/health.ts";
import { runRoutes } from "./routes/runs.ts";
import { createRunLogs } from "./run-logs.ts";
import { createStreams } from "./streams.ts";

export interface GatewayOptions {
  /** One that can `drain` is drained when the gateway stops; of another one the runs that were started here are awaited. */
  runtime: DrainableRuntime;
  /** Every call but `GET /health` must carry it. */
  token: string;
  /** Default `127.0.0.1`. On a loopback address, calls for other host names are refused. */
  host?: string | undefined;
  /** How long runs may go on when the gateway stops, in milliseconds. Default 10,000. */
  drainMs?: number | undefined;
  /** A client that takes nothing of what waits for it for this many milliseconds is cut off. Default 60,000. */
  stallMs?: number | undefined;
  /** How long clients may take to read the rest of their streams when the gateway stops, in milliseconds. Default 2,000. */
  flushMs?: number | undefined;
  /** How many characters of a run's latest events are kept for clients that come back or are slow. Default 8 Mi. */
  replayLength?: number | undefined;
  /**
   * How long they are kept after the run's end, in milliseconds. Default 300,000. Of all such runs together no more than
   * eight times `replayLength` is kept.
   */
  replayMs?: number | undefined;
  /** Drives `replayMs` and the signs of life of silent streams. Default: the system's. */
  clock?: Clock | undefined;
}

/** How long a caller may take to send its request, in milliseconds. */
const requestTimeoutMs = 60_000;

export interface Gateway {
  /** For tests and for hosts that mount it: the server with its routes. */
  readonly server: FastifyInstance;
  /** Listens and resolves with its address. */
  listen(port?: number): Promise<string>;
  /** Takes no new runs, lets those that work finish for a while, aborts the rest, and closes. */
  close(): Promise<void>;
}

export function createGateway(options: GatewayOptions): Gateway {
  const host = options.host ?? "127.0.0.1";
  const runs = createActiveRuns(options.runtime);
  const clock = options.clock ?? systemClock;
  const streams = createStreams({ clock, stallMs: options.stallMs ?? 60_000 });
  const maxLength = options.replayLength ?? 8 * 1024 * 1024;
  const logs = createRunLogs({
    clock,
    keepMs: options.replayMs ?? 300_000,
    maxLength,
    maxEndedLength: 8 * maxLength,
  });
  const server = fastify({
    bodyLimit: 10 * 1024 * 1024,
    requestTimeout: requestTimeoutMs,
    // Whoever has not read or sent everything by then must not hold a stopping gateway up.
    forceCloseConnections: true,
    frameworkErrors: sendError,
    // An unknown field is an error, not something to drop in silence.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  });
  const parseJson = server.getDefaultJsonParser("error", "error");
  // Many clients say so of every request, also of one without a body.
  server.addContentTypeParser<string>(
    "application/json",
    { parseAs: "string" },
    (request, body, done) => (body === "" ? done(null, undefined) : parseJson(request, body, done)),
  );
  server.addHook("onRequest", requireLocalCaller(host));
  server.addHook("onRequest", requireToken(options.token, ["/health"]));
  server.setErrorHandler(sendError);
  server.setNotFoundHandler((request, reply) => {
    void reply.status(404).send({
      error: {
        code: "not_found",
        message: `There is no ${request.method} ${request.url.split("?")[0]} here.`,
      },
    });
  });
  healthRoute(server, options.runtime);
  runRoutes(server, { runs, logs, streams });
  return {
    server,
    listen: (port = 7717) => server.listen({ host, port }),
    async close() {
      await runs.drain(options.drainMs ?? 10_000);
      await options.runtime.close();
      await streams.flush(options.flushMs ?? 2_000);
      logs.close();
      await server.close();
    },
  };
}

function sendError(error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  const status = statusOf(error);
  const message = status < 500 && error instanceof Error ? error.message : "The gateway failed.";
  void reply
    .status(status)
    .send({ error: { code: status < 500 ? "invalid_request" : "server", message } });
}

function statusOf(error: unknown): number {
  if (typeof error !== "object" || error === null || !("statusCode" in error)) return 500;
  return typeof error.statusCode === "number" ? error.statusCode : 500;
}
