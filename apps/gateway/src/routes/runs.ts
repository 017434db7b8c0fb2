import type { FastifyInstance } from "fastify";
import type { ActiveRuns } from "../active-runs.ts";
import { lastSeq } from "../event-frame.ts";
import { createKeyedRequests } from "../keyed-requests.ts";
import type { RunLogs } from "../run-logs.ts";
import type { Streams } from "../streams.ts";
import { RunBody } from "./run-body.ts";

export interface RunRoutesOptions {
  runs: ActiveRuns;
  logs: RunLogs;
  streams: Streams;
}

/**
 * `POST /v1/runs` and `GET /v1/runs/:id` stream a run as server-sent events: `run` with its id, then each event of the
 * run under its own type with `<run id>:<seq>` as id, then `result`. A client that leaves does not stop the run; one that
 * comes back sends the id that it has seen last as `Last-Event-ID`.
 */
export function runRoutes(
  server: FastifyInstance,
  { runs, logs, streams }: RunRoutesOptions,
): void {
  const keyed = createKeyedRequests();

  server.post<{ Body: RunBody }>(
    "/v1/runs",
    { schema: { body: RunBody } },
    async (request, reply) => {
      if (runs.isClosing) {
        return reply
          .status(503)
          .header("retry-after", "10")
          .send({
            error: {
              code: "closing",
              message: "The gateway is stopping. Try again when it is back.",
            },
          });
      }
      const run = runs.start(request.body);
      const log = logs.of(run);
      const differs = keyed.differences(run.runId, request.body);
      if (differs.length > 0) {
        const { idempotencyKey } = request.body;
        return reply.status(409).send({
          error: {
            code: "idempotency_conflict",
            message: `The session has had a request with the idempotencyKey ${JSON.stringify(idempotencyKey)}, and its ${differs.join(", ")} differed. Send the same request again, or another one with a new key.`,
            differs,
            runId: run.runId,
          },
        });
      }
      reply.hijack();
      streams.open(log, lastSeq(log.run.runId, request.headers["last-event-id"]), reply.raw);
    },
  );

  server.get<{ Params: { id: string } }>(
    "/v1/runs/:id",
    { exposeHeadRoute: false },
    async (request, reply) => {
      const { id } = request.params;
      const log = logs.get(id);
      if (log === undefined) {
        return reply.status(404).send({
          error: {
            code: "not_found",
            message: `No run ${id} is known, or not any more. Send its request again, with its idempotencyKey.`,
          },
        });
      }
      reply.hijack();
      streams.open(log, lastSeq(id, request.headers["last-event-id"]), reply.raw);
    },
  );

  server.post<{ Params: { id: string } }>("/v1/runs/:id/abort", async (request, reply) => {
    if (runs.abort(request.params.id))
      return reply.status(202).send({ aborting: request.params.id });
    return reply.status(404).send({
      error: { code: "not_found", message: `No run ${request.params.id} is active.` },
    });
  });
}
