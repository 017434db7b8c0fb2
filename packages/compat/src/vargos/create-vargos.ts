import {
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
}

/** The stream of all runs of the runtime. */
export type AgentLifecycle = Pick<Lifecycle, "onStream" | "replay" | "wait">;

export interface Vargos {
  runtime: Runtime;
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
  const runtime: Runtime = {
    ...coding,
    run: (request: RunRequest) =>
      coding.run({ ...request, workspaceDir: workspaceOf(surroundings, request.workspaceDir) }),
  };
  return {
    runtime,
    sessions,
    lifecycle: new Lifecycle({ bus }),
    queue: {
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
