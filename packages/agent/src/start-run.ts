import { AgentRun } from "./agent-run.ts";
import type { EmitEvent } from "./event.ts";
import type { LoopResult } from "./loop/run-loop.ts";
import type { AgentMessage } from "./message.ts";
import { createRunEvents, type RunEventsOptions } from "./run-events.ts";

export interface RunStart extends Pick<RunEventsOptions, "clock" | "listeners" | "reduce"> {
  /** The caller's; the run also has one of its own. */
  signal?: AbortSignal | undefined;
  /** Default: a random UUID. */
  runId?: string | undefined;
  /** Runs to the end; never rejects. */
  work(drive: RunDrive): Promise<LoopResult>;
  /** Called when nothing runs any more, before anybody hears so. */
  onSettled?: (() => void) | undefined;
}

/** What a run is driven with. */
export interface RunDrive {
  emit: EmitEvent;
  signal: AbortSignal;
  runId: string;
}

export interface StartedRun {
  run: AgentRun;
  emit: EmitEvent;
  abort: AbortController;
  /** Resolves when the run has settled. */
  settled: Promise<unknown>;
}

/** Begins a run. Its first event comes in a later tick, so that the caller can iterate and listen first. */
export function startRun({ work, onSettled, ...options }: RunStart): StartedRun {
  const abort = new AbortController();
  const signal = anyOf(options.signal, abort.signal);
  const { promise, resolve } = Promise.withResolvers<AgentMessage[]>();
  const run = new AgentRun<AgentMessage[]>(
    (settle) => settle(promise),
    () => abort.abort(),
  );
  const { runId = crypto.randomUUID() } = options;
  const emit = createRunEvents({ ...options, run, runId, signal });
  async function drive(): Promise<void> {
    const { messages, stopReason } = await work({ emit, signal, runId });
    onSettled?.();
    await emit({ type: "agent_settled", stopReason });
    resolve(messages);
  }
  queueMicrotask(() => void drive());
  return { run, emit, abort, settled: promise };
}

/** A signal that is aborted when either is. */
export function anyOf(theirs: AbortSignal | undefined, ours: AbortSignal): AbortSignal {
  return theirs ? AbortSignal.any([theirs, ours]) : ours;
}
