import { once } from "node:events";
import type { Run, RunRequest, Runtime } from "@argent/agent";

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
