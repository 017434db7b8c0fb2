import { once } from "node:events";
import type { Run, RunRequest, Runtime } from "@argent/agent";
import type { FastifyInstance } from "fastify";
import type { Streams } from "../streams.ts";
import { RunBody } from "./run-body.ts";

/** The runs that were started here and have not settled. */
export interface ActiveRuns {
  start(request: RunRequest): Run;
  /** `false` when there is no such run, or no longer. */
  abort(runId: string): boolean;
  readonly isClosing: boolean;
  /** Takes no new runs and resolves when those that wait or work have settled, or after `ms` milliseconds. */
  drain(ms: number): Promise<void>;
}

export interface DrainableRuntime extends Runtime {
  /** Refuses new runs, and resolves when those that wait or work have settled. */
  drain?(): Promise<void>;
}

export function createActiveRuns(runtime: DrainableRuntime): ActiveRuns {
  const active = new Map<string, Run>();
  let isClosing = false;
  return {
    get isClosing() {
      return isClosing;
    },
    start(request) {
      const run = runtime.run(request);
      active.set(run.runId, run);
      void run.finally(() => active.delete(run.runId));
      return run;
    },
    abort(runId) {
      const run = active.get(runId);
      run?.abort();
      return run !== undefined;
    },
    async drain(ms) {
      isClosing = true;
      const timeout = AbortSignal.timeout(ms);
      const settled = runtime.drain?.() ?? Promise.all(active.values());
      await Promise.race([settled, once(timeout, "abort")]);
    },
  };
}

/**
 * `POST /v1/runs` streams a run as server-sent events: `run` with its id, then each event of the run under its own
 * type with its `seq` as id, then `result`. A client that leaves does not stop the run.
 */
export function runRoutes(server: FastifyInstance, runs: ActiveRuns, streams: Streams): void {
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
      reply.hijack();
      streams.open(run, reply.raw);
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
