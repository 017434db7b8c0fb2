import type { Run, RunRequest } from "./runtime.ts";

/** How many idempotency keys are remembered; the oldest is forgotten first. */
const rememberedKeys = 10_000;

/** The runs of requests with an idempotency key. Sessions have keys of their own. */
export function createRunsByKey() {
  const runs = new Map<string, Run>();
  const nameOf = ({ sessionKey, idempotencyKey }: RunRequest) =>
    idempotencyKey === undefined ? "" : JSON.stringify([sessionKey, idempotencyKey]);
  return {
    get: (request: RunRequest) => runs.get(nameOf(request)),
    set(request: RunRequest, run: Run): void {
      const name = nameOf(request);
      if (name === "") return;
      runs.set(name, run);
      for (const oldest of runs.keys()) {
        if (runs.size <= rememberedKeys) break;
        runs.delete(oldest);
      }
    },
    /** Keeps `ended` in place of a run, or, without it, lets the request come again. */
    settle(request: RunRequest, run: Run, ended: Run | undefined): void {
      const name = nameOf(request);
      if (runs.get(name) !== run) return;
      if (ended !== undefined) runs.set(name, ended);
      else runs.delete(name);
    },
  };
}
