import type { Run } from "@argent/agent";
import type { Clock } from "@argent/ai";
import { createRunLog, type RunLog } from "./run-log.ts";

/** The logs of the runs that work, and for a while of those that are over. */
export interface RunLogs {
  /** The log of a run. Call it in the tick in which the run was started, so that nothing is missing. */
  of(run: Run): RunLog;
  /** `undefined` for a run that is not known, or not any more. */
  get(runId: string): RunLog | undefined;
  /** Forgets the runs that are over. */
  close(): void;
}

/** How much is kept, and for how long. */
export interface RunLogsOptions {
  clock: Clock;
  /** Milliseconds from the end of a run until it is forgotten. */
  keepMs: number;
  /** Characters that are kept of a run. */
  maxLength: number;
  /** Characters that are kept of all runs that are over; those that ended first are forgotten first, never the last. */
  maxEndedLength: number;
}

export function createRunLogs({
  clock,
  keepMs,
  maxLength,
  maxEndedLength,
}: RunLogsOptions): RunLogs {
  const logs = new Map<string, RunLog>();
  /** Those that are over, in the order of their ends, with what stops their timers. */
  const ended = new Map<RunLog, () => void>();
  let endedLength = 0;

  function forget(log: RunLog): void {
    ended.get(log)?.();
    ended.delete(log);
    logs.delete(log.run.runId);
    endedLength -= log.length;
  }

  function keepForAWhile(log: RunLog): void {
    // Nothing of it can be missed, and its request would be kept for nothing.
    if (log.length === 0) {
      logs.delete(log.run.runId);
      return;
    }
    ended.set(
      log,
      clock.after(keepMs, () => forget(log)),
    );
    endedLength += log.length;
    for (const oldest of ended.keys()) {
      if (endedLength <= maxEndedLength || oldest === log) return;
      forget(oldest);
    }
  }

  return {
    of(run) {
      const known = logs.get(run.runId);
      if (known) return known;
      const log = createRunLog(run, maxLength);
      logs.set(run.runId, log);
      void log.over.then(() => keepForAWhile(log));
      return log;
    },
    get: (runId) => logs.get(runId),
    close() {
      for (const log of [...ended.keys()]) forget(log);
    },
  };
}
