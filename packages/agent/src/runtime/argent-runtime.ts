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
import type { EventBus } from "../lifecycle/event-bus.ts";
import { type ActiveRun, Lifecycle } from "../lifecycle/lifecycle.ts";
import type { RunEnding } from "../lifecycle/stream-event.ts";
import type { AgentLoopConfig } from "../loop/config.ts";
import type { PollMode } from "../message-queue.ts";
import { readCommand } from "../prompt/command-name.ts";
import type { PromptProblem } from "../prompt/prompt-problem.ts";
import type { PartialQueueSettings } from "../queue/queue-settings.ts";
import type { QueueMode } from "../queue/run-queue.ts";
import { SessionQueue } from "../queue/session-queue.ts";
import type { SessionStatus } from "../queue/session-status.ts";
import type { Sis } from "../sis/sis.ts";
import type { AgentTool } from "../tool.ts";
import { executeTurn, type QueuedRun } from "./execute-turn.ts";
import type { PerformedRun, PerformRun } from "./perform-run.ts";
import type { RunPromptContext, RunToolsContext } from "./run-agent.ts";
import { failedRun } from "./run-result.ts";
import { createRunsByKey } from "./runs-by-key.ts";
import type { Run, RunRequest, RunResult, Runtime } from "./runtime.ts";
import type { SessionParameters } from "./session-parameters.ts";
import type { SessionStore } from "./session-store.ts";
import type { FinishedMessages } from "./turn-journal.ts";

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
  /** Shows lessons of earlier runs and learns from every run; see `AgentOptions.sis`. Default: none. */
  sis?: Sis | undefined;
  /** Where the lessons of a run hold; `undefined` is everywhere. Default: the folder that it works in, `env.cwd`. */
  lessonScope?:
    | ((request: RunRequest, env: ExecutionEnv) => string | undefined | Promise<string | undefined>)
    | undefined;
  /** For sessions that have none yet and requests that name none; without it those fail. */
  model?: Model | undefined;
  /** How messages of a busy session are taken, for requests that do not say it. Default: each gets a run of its own. */
  queue?: PartialQueueSettings | ((sessionKey: string) => PartialQueueSettings) | undefined;
  /** How many waiting messages a run takes at once. Default `"one-at-a-time"`. */
  steeringMode?: PollMode | undefined;
  /** How many follow-ups a run takes at once. Default `"one-at-a-time"`. */
  followUpMode?: PollMode | undefined;
  /** How many runs work at a time, over all sessions. Default 8. */
  maxConcurrent?: number | undefined;
  /** A run that shows no sign of life for this many milliseconds is aborted. Default one hour. */
  silenceTimeoutMs?: number | undefined;
  /** Where the events of all runs go. Default: to the listeners of this runtime. */
  bus?: EventBus | undefined;
  /** When and how long sessions are summarised. Default: see `CompactionSettings`. */
  compaction?: CompactionSettings | undefined;
  /** Default `"off"`. */
  thinking?: ThinkingLevel | undefined;
  /** Finds the model that a request names. Default: `resolveModel` over the models database. */
  resolveModel?:
    | ((reference: string, provider: string | undefined) => Model | Promise<Model>)
    | undefined;
  /** Finds the model that a session was used with last. Default: `getModel`. */
  findModel?: ((provider: string, id: string) => Model | Promise<Model>) | undefined;
  /** Stamps events and messages, and drives all waits. Default: the system's. */
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
  const active = new Map<string, QueuedRun>();
  const runsByKey = createRunsByKey();
  const queue = new SessionQueue<RunResult, QueuedRun>({
    execute: (turn) => executeTurn(turn, options, clock, lifecycle),
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
    const { sessionKey } = request;
    const sender = new AbortController();
    const { promise, resolve } = Promise.withResolvers<RunResult>();
    const started = Object.assign(
      new AgentRun<RunResult>(
        (settle) => settle(promise),
        () => stop(queued, sender),
      ),
      {
        runId,
        finishedMessages: (after: number, before: number) =>
          queued.turn?.finishedMessages(after, before) ?? noMessages(),
      },
    );
    const queued: QueuedRun = { runId, request, run: started };
    const answer = queue.enqueue(sessionKey, request.prompt ?? "", "user", queued, {
      mode: modeOf(request, options.queue),
      messageId: runId,
      parent: active.get(request.parent ?? "")?.turn?.id,
      signal: request.signal ? AbortSignal.any([request.signal, sender.signal]) : sender.signal,
    });
    active.set(runId, queued);
    runsByKey.set(request, started);
    const finish = (shared: RunResult) => {
      active.delete(runId);
      const { turn } = queued;
      // Here, because the queue may have given up a run that never ends.
      if (turn === undefined) lifecycle.refuse(runId, sessionKey, shared.error?.message ?? "");
      else turn.stream?.end(endingOf(shared, queued));
      started.end();
      const result = { ...shared, runId };
      resolve(result);
      // A request that no run has seen may come again.
      runsByKey.settle(request, started, turn && endedRun(result, turn.finishedMessages));
    };
    void answer.then(finish, (cause) => finish({ ...failedRun(cause), runId, duration: 0 }));
    return started;
  }

  /** Unlike a sender that leaves, who stops a run stops it for everybody whom it answers. */
  function stop({ request: { sessionKey }, turn }: QueuedRun, sender: AbortController): void {
    const running = queue.statusOf(sessionKey).running?.turnId;
    if (turn !== undefined && turn.id === running) void queue.abort(sessionKey);
    else sender.abort();
  }

  return {
    id: "argent",
    run,
    onStream: (listener) => lifecycle.onStream(listener),
    abort: (runId) => active.get(runId)?.run.abort(),
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

/** What a request does to a busy session; some cannot be part of another one's turn. */
function modeOf(
  { sessionKey, mode, prompt = "" }: RunRequest,
  settings: ArgentRuntimeOptions["queue"],
): QueueMode | undefined {
  const { mode: usual } = (typeof settings === "function" ? settings(sessionKey) : settings) ?? {};
  const wanted = mode ?? usual;
  // Among other words a command is none, and without a prompt there is nothing to steer by.
  if (wanted === "collect" && readCommand(prompt)) return "followup";
  return wanted === "steer" && prompt.trim() === "" ? "followup" : wanted;
}

/** What is kept of a run for requests that join it later: nothing of what it was asked. */
function endedRun(result: RunResult, finishedMessages: FinishedMessages): Run {
  const ended = new AgentRun<RunResult>((resolve) => resolve(result));
  ended.end();
  return Object.assign(ended, { runId: result.runId, finishedMessages });
}

async function* noMessages(): AsyncGenerator<never, void> {}

function endingOf(
  { success, stopReason, error, tokensUsed: { input, output, total } }: RunResult,
  { runId, turn }: QueuedRun,
): RunEnding {
  const others = turn?.members.map((member) => member.runId).filter((id) => id !== runId) ?? [];
  return {
    phase: stopReason === "aborted" ? "abort" : success ? "end" : "error",
    ...(error && { error: error.message }),
    tokens: { input, output, total },
    ...(others.length > 0 && { mergedWith: others }),
  };
}
