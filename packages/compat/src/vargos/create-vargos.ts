import {
  type ActiveRun,
  type EnqueueOptions,
  Lifecycle,
  type MessageRole,
  memoryEventBus,
  type RunRequest,
  type RunResult,
  type Runtime,
} from "@argent/agent";
import { apiKeyFor, type Model, preferredModels, resolveModel } from "@argent/ai";
import { createCodingRuntime } from "@argent/tools";
import { type Surroundings, sessionFolderOf, workspaceOf } from "./places.ts";
import { createVargosSessions, type Sessions } from "./vargos-sessions.ts";

/** Every session's messages, one run at a time; the same line that the runs of the runtime stand in. */
export interface SessionMessageQueue {
  /**
   * Runs a message, and resolves to what came of it: a message that was given up is a result without success, too. A
   * message with the `messageId` of an earlier one of the session gets that one's result.
   */
  enqueue(
    sessionKey: string,
    content: string,
    role?: MessageRole,
    metadata?: Record<string, unknown>,
    options?: Pick<EnqueueOptions, "mode" | "messageId" | "signal">,
  ): Promise<RunResult>;
  /** Whether a run works in the session now. */
  isRunning(sessionKey: string): boolean;
  /** How many messages wait in a session. */
  getQueueLength(sessionKey: string): number;
  /** Whether messages wait in the session. */
  hasQueuedMessages(sessionKey: string): boolean;
  /** Gives up what waits in a session, each as a result without success, and resolves to how many that were. */
  clearQueue(sessionKey: string): Promise<number>;
}

/** The stream of all runs of the runtime. */
export interface AgentLifecycle extends Pick<Lifecycle, "onStream" | "replay" | "wait"> {
  /** Whether a run with this id works now. */
  isRunning(runId: string): boolean;
  /** The runs that work now. */
  listActiveRuns(): ActiveRun[];
  /** Stops a run that works; `false` when none with this id does. */
  abortRun(runId: string): boolean;
  /** Stops the run of a session, and returns how many that were; what waits is next. */
  abortSessionRuns(sessionKey: string): number;
}

/** The runtime, with the names that the Vargos page has for what it can do. */
export interface PiAgentRuntime extends Runtime {
  /** As `abort`. */
  abortRun(runId: string): void;
  /** The runs that work now. */
  listActiveRuns(): ActiveRun[];
}

export interface Vargos {
  runtime: PiAgentRuntime;
  queue: SessionMessageQueue;
  lifecycle: AgentLifecycle;
  sessions: Sessions;
}

/** What the Vargos page describes, as one instance: one runtime, and the queue, lifecycle and sessions around it. */
export function createVargos(surroundings: Surroundings): Vargos {
  const bus = memoryEventBus();
  const sessions = createVargosSessions(surroundings);
  const coding = createCodingRuntime({
    env: surroundings.env,
    cwd: workspaceOf(surroundings),
    sessionFolder: sessionFolderOf(surroundings),
    sessions,
    bus,
    model: defaultModel(surroundings.env),
    // Not the coding prompt: the page's prompt, in the mode of the session's key.
    systemPrompt: undefined,
  });
  const stream = new Lifecycle({ bus });
  const abortAll = (runs: readonly ActiveRun[]) => {
    for (const { runId } of runs) coding.abort(runId);
    return runs.length;
  };
  const runtime: PiAgentRuntime = {
    id: coding.id,
    onStream: coding.onStream,
    abort: coding.abort,
    close: coding.close,
    abortRun: coding.abort,
    listActiveRuns: coding.activeRuns,
    run: (request: RunRequest) =>
      coding.run({ ...request, workspaceDir: workspaceOf(surroundings, request.workspaceDir) }),
  };
  return {
    runtime,
    sessions,
    lifecycle: {
      onStream: (listener) => stream.onStream(listener),
      replay: (runId, after) => stream.replay(runId, after),
      wait: (runId, timeoutMs, signal) => stream.wait(runId, timeoutMs, signal),
      isRunning: (runId) => coding.activeRuns().some((run) => run.runId === runId),
      listActiveRuns: coding.activeRuns,
      abortRun: (runId) => abortAll(coding.activeRuns().filter((run) => run.runId === runId)) > 0,
      abortSessionRuns: (sessionKey) =>
        abortAll(coding.activeRuns().filter((run) => run.sessionKey === sessionKey)),
    },
    queue: {
      isRunning: (sessionKey) => coding.statusOf(sessionKey).running !== undefined,
      getQueueLength: (sessionKey) => coding.statusOf(sessionKey).waiting,
      hasQueuedMessages: (sessionKey) => coding.statusOf(sessionKey).waiting > 0,
      clearQueue: coding.clear,
      async enqueue(sessionKey, content, role = "user", metadata, options = {}) {
        const { mode, messageId, signal } = options;
        return runtime.run({
          sessionKey,
          prompt: role === "system" ? `[System message]\n${content}` : content,
          mode,
          metadata,
          signal,
          idempotencyKey: messageId ? JSON.stringify([sessionKey, messageId]) : undefined,
        });
      },
    },
  };
}

/** For sessions that have no model yet: the preferred one of the first provider with a key. */
function defaultModel(env: Surroundings["env"]): Model | undefined {
  const found = preferredModels.find(([provider]) => apiKeyFor(provider, env) !== undefined);
  return found && resolveModel(found[1], { provider: found[0] });
}
