import {
  AiError,
  type Clock,
  type Model,
  type Provider,
  systemClock,
  type ThinkingLevel,
} from "@argent/ai";
import { AgentRun } from "../agent-run.ts";
import type { CompactionSettings } from "../compaction/compaction-settings.ts";
import type { ExecutionEnv } from "../env/execution-env.ts";
import type { AgentEvent, RunStopReason } from "../event.ts";
import type { EventBus } from "../lifecycle/event-bus.ts";
import { type ActiveRun, Lifecycle } from "../lifecycle/lifecycle.ts";
import type { RunEnding } from "../lifecycle/stream-event.ts";
import type { AgentLoopConfig } from "../loop/config.ts";
import type { AgentMessage } from "../message.ts";
import type { PollMode } from "../message-queue.ts";
import { rememberFirstRun } from "../prompt/first-run.ts";
import type { PromptProblem } from "../prompt/prompt-problem.ts";
import type { PartialQueueSettings } from "../queue/queue-settings.ts";
import { SessionQueue } from "../queue/session-queue.ts";
import type { SessionStatus } from "../queue/session-status.ts";
import { type SteeredAgent, steerAgent } from "../queue/steer-agent.ts";
import type { Turn } from "../queue/turn.ts";
import type { ArgentSessionManager } from "../session/session-manager.ts";
import type { AgentTool } from "../tool.ts";
import {
  createRunAgent,
  type RunAgent,
  type RunPromptContext,
  type RunToolsContext,
} from "./run-agent.ts";
import { failedRun, neverRan, queuedOut, stoppedBy, summarizeRun } from "./run-result.ts";
import { createRunsByKey } from "./runs-by-key.ts";
import type { Run, RunRequest, RunResult, Runtime } from "./runtime.ts";
import type { SessionParameters } from "./session-parameters.ts";
import type { SessionStore } from "./session-store.ts";

/** What a runtime is made of. Nothing is read from anywhere else. */
export interface ArgentRuntimeOptions
  extends Pick<
    AgentLoopConfig,
    | "retry"
    | "maxTurns"
    | "maxRepetitions"
    | "emptyAnswers"
    | "abortGraceMs"
    | "cacheRetention"
    | "beforeToolCall"
    | "afterToolCall"
    | "steeringPolicy"
  > {
  provider: Provider;
  /** The environment of a run's tools; `workspaceDir` is the request's. It is closed when the run has ended. */
  env: (workspaceDir: string | undefined) => ExecutionEnv | Promise<ExecutionEnv>;
  /** The tools of a run. */
  tools: (env: ExecutionEnv, run: RunToolsContext) => AgentTool[];
  sessions: SessionStore;
  /** The system prompt of a run. Default: `buildSystemPrompt` in the mode of the session's key. */
  systemPrompt?: ((context: RunPromptContext) => string | Promise<string>) | undefined;
  /** Where skills lie, the most important folder first. Name only folders whose authors you trust. Default: none. */
  skillFolders?: readonly string[] | undefined;
  /** Where prompt templates lie, the most important folder first. Default: none. */
  templateFolders?: readonly string[] | undefined;
  /**
   * What `${name}` stands for in the system prompt, in the files that are in it and in the descriptions of tools. Asked in
   * the first run of a session, and kept in the session.
   */
  parameters?: ((request: RunRequest) => SessionParameters) | undefined;
  /** Told of skills, templates and prompt files that are left out or cut. Must not throw. */
  onProblem?: ((problem: PromptProblem, request: RunRequest) => void) | undefined;
  /** For sessions that have none yet and requests that name none. */
  model?: Model | undefined;
  /** How messages of a busy session are taken, for requests that do not say it. Default: each gets a run of its own. */
  queue?: PartialQueueSettings | ((sessionKey: string) => PartialQueueSettings) | undefined;
  /** How many waiting messages a run takes at once. Default `"one-at-a-time"`. */
  steeringMode?: PollMode | undefined;
  followUpMode?: PollMode | undefined;
  /** How many runs work at a time, over all sessions. Default 8. */
  maxConcurrent?: number | undefined;
  /** A run that shows no sign of life for this many milliseconds is aborted. Default one hour. */
  silenceTimeoutMs?: number | undefined;
  /** Where the events of all runs go. Default: to the listeners of this runtime. */
  bus?: EventBus | undefined;
  /** When and how long sessions are summarised. */
  compaction?: CompactionSettings | undefined;
  /** Default `"off"`. */
  thinking?: ThinkingLevel | undefined;
  /** Finds the model that a request names. Default: `resolveModel` over the models database. */
  resolveModel?: ((reference: string, provider: string | undefined) => Model) | undefined;
  clock?: Clock | undefined;
  /** Performs runs in another way than with Argent's agent, which `own` does. Neither rejects. */
  perform?: ((run: PerformedRun, own: PerformRun) => Promise<RunResult>) | undefined;
}

/** The runtime of this process, with a view of its queue. */
export interface ArgentRuntime extends Runtime {
  /** The sessions that have something to do. */
  status(): Promise<SessionStatus[]>;
  /** What one session has to do. */
  statusOf(sessionKey: string): SessionStatus;
  /** The runs that work now. */
  activeRuns(): ActiveRun[];
  /** Gives up what waits in a session, and returns how many requests that were; what runs goes on. */
  clear(sessionKey: string): Promise<number>;
  /** Refuses new requests, and resolves when those that are there have settled. */
  drain(): Promise<void>;
}

/** The runtime over Argent's own agent: queues, opens the session, runs, sums up. */
export function createArgentRuntime(options: ArgentRuntimeOptions): ArgentRuntime {
  const clock = options.clock ?? systemClock;
  const lifecycle = new Lifecycle({ bus: options.bus, clock });
  const active = new Map<string, Run>();
  const runsByKey = createRunsByKey();
  /** The turns of the runs that work. */
  const turnIds = new Map<string, string>();
  const queue = new SessionQueue<RunResult, QueuedRun>({
    execute: (turn) => {
      const runs = turn.messages.flatMap(({ metadata }) => metadata?.runId ?? []);
      for (const runId of runs) turnIds.set(runId, turn.id);
      return executeTurn(turn, options, clock, lifecycle).finally(() => {
        for (const runId of runs) turnIds.delete(runId);
      });
    },
    maxConcurrent: options.maxConcurrent,
    settings: options.queue,
    timeoutMs: options.silenceTimeoutMs,
    clock,
  });
  let closed = false;

  function run(request: RunRequest): Run {
    if (closed)
      throw new AiError("invalid_request", "The runtime is closed and takes no more runs.");
    const joined = runsByKey.get(request);
    if (joined !== undefined) return joined;
    const runId = crypto.randomUUID();
    const abort = new AbortController();
    const { promise, resolve } = Promise.withResolvers<RunResult>();
    const started = Object.assign(
      new AgentRun<RunResult>(
        (settle) => settle(promise),
        () => abort.abort(),
      ),
      { runId },
    );
    active.set(runId, started);
    runsByKey.set(request, started);
    const queued = { runId, request, publish: (event: AgentEvent) => started.publish(event) };
    const result = queue.enqueue(request.sessionKey, request.prompt ?? "", "user", queued, {
      mode: request.mode,
      messageId: runId,
      parent: turnIds.get(request.parent ?? ""),
      signal: request.signal ? AbortSignal.any([request.signal, abort.signal]) : abort.signal,
    });
    const finish = (shared: RunResult) => {
      active.delete(runId);
      started.end();
      resolve({ ...shared, runId });
    };
    void result.then(finish, (cause) => {
      if (neverRan(cause)) runsByKey.delete(request);
      finish(queuedOut(runId, cause));
    });
    return started;
  }

  return {
    id: "argent",
    run,
    onStream: (listener) => lifecycle.onStream(listener),
    abort: (runId) => active.get(runId)?.abort(),
    status: () => queue.status(),
    statusOf: (sessionKey) => queue.statusOf(sessionKey),
    activeRuns: () => lifecycle.activeRuns(),
    clear: (sessionKey) => queue.clear(sessionKey),
    drain: () => queue.drain(),
    async close() {
      closed = true;
      await queue.close();
    },
  };
}

/** What the queue keeps of a request. */
interface QueuedRun {
  runId: string;
  request: RunRequest;
  publish(event: AgentEvent): void;
}

/** One run for all the messages of a turn; its settings are those of the last one. */
async function executeTurn(
  turn: Turn<QueuedRun>,
  options: ArgentRuntimeOptions,
  clock: Clock,
  lifecycle: Lifecycle,
): Promise<RunResult> {
  const { metadata: queued } = turn;
  if (queued === undefined)
    throw new AiError("invalid_request", "A turn without a request cannot be run.");
  const { runId, request } = queued;
  const stream = lifecycle.start(runId, request.sessionKey);
  const publish = (event: AgentEvent) => {
    // The run's own id is the one that its owner knows.
    const own = Object.assign(event, ownIds(event, runId));
    for (const message of turn.messages) message.metadata?.publish(own);
    stream.record(own);
  };
  const prompt = turn.content.trim() === "" ? undefined : turn.content;
  const perform = options.perform ?? performRun;
  const run: PerformedRun = {
    options,
    clock,
    request: { ...request, prompt },
    runId,
    signal: turn.signal,
    publish,
    prepare: (agent) => steerAgent(turn, agent),
  };
  const result = await perform(run, performRun);
  stream.end(endingOf(result));
  return result;
}

function ownIds({ turnId }: AgentEvent, runId: string) {
  return turnId === undefined ? { runId } : { runId, turnId: turnId.replace(/^[^:]*/, runId) };
}

function endingOf({
  success,
  stopReason,
  error,
  tokensUsed: { input, output, total },
}: RunResult): RunEnding {
  return {
    phase: stopReason === "aborted" ? "abort" : success ? "end" : "error",
    ...(error && { error: error.message }),
    tokens: { input, output, total },
  };
}

/** One run, when it is its turn. */
export interface PerformedRun {
  options: ArgentRuntimeOptions;
  clock: Clock;
  request: RunRequest;
  runId: string;
  signal: AbortSignal;
  publish(event: AgentEvent): void;
  /** Lets the session's messages steer the run; called once, before it starts. */
  prepare(agent: SteeredAgent): void;
}

/** Performs one run, to its end. Must not reject: a failure is a result. */
export type PerformRun = (run: PerformedRun) => Promise<RunResult>;

/** Never rejects: what goes wrong before the first request is a result too. */
async function performRun(run: PerformedRun): Promise<RunResult> {
  const { options, clock, request, runId, signal } = run;
  const startedAt = clock.now();
  let session: ArgentSessionManager | undefined;
  let env: ExecutionEnv | undefined;
  try {
    if (signal.aborted) throw new AiError("aborted", "The run was aborted while it waited.");
    env = await options.env(request.workspaceDir);
    session = await options.sessions.open({
      sessionKey: request.sessionKey,
      sessionFile: request.sessionFile,
      cwd: env.cwd,
    });
    const composed = await createRunAgent(options, request, env, session, runId);
    composed.agent.subscribe(run.publish);
    run.prepare(composed.agent);
    const { messages, stopReason } = await drive(composed, signal);
    if (composed.isFirstRun && stopReason === "stop") await rememberFirstRun(env, clock.now());
    return {
      ...summarizeRun(messages, stopReason),
      ...(stopReason === "aborted" && stoppedBy(signal)),
      runId,
      stopReason,
      duration: clock.now() - startedAt,
      sessionFile: session.getSessionFile(),
    };
  } catch (cause) {
    return {
      ...failedRun(cause),
      runId,
      duration: clock.now() - startedAt,
      sessionFile: session?.getSessionFile(),
    };
  } finally {
    await session?.close();
    await env?.close();
  }
}

async function drive(
  { agent, prompt }: RunAgent,
  signal: AbortSignal,
): Promise<{ messages: AgentMessage[]; stopReason: RunStopReason }> {
  let stopReason: RunStopReason = "error";
  const started = prompt === undefined ? agent.continue(signal) : agent.prompt(prompt, { signal });
  started.on("agent_end", (event) => {
    stopReason = event.stopReason;
  });
  return { messages: await started, stopReason };
}
