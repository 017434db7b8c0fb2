import { homedir } from "node:os";
import {
  type AgentLifecycle,
  createVargos,
  type PiAgentRuntime,
  type SessionMessageQueue,
  type Vargos,
} from "./create-vargos.ts";
import type { Surroundings } from "./places.ts";
import { type SystemPromptOptions, systemPromptOf } from "./system-prompt.ts";
import type { Sessions } from "./vargos-sessions.ts";

// The one allowed place of the package for state of the process: the page's programs expect one runtime per process.
let instance: Vargos | undefined;

function surroundings(): Surroundings {
  return { env: process.env, home: homedir };
}

function vargos(): Vargos {
  instance ??= createVargos(surroundings());
  return instance;
}

/** The runtime of this process. Its coding tools work on this machine as the current user. */
export function getPiAgentRuntime(): PiAgentRuntime {
  return vargos().runtime;
}

/** The queue of this process; what it takes is run by `getPiAgentRuntime()`. */
export function getSessionMessageQueue(): SessionMessageQueue {
  return vargos().queue;
}

/** What happens in all runs of this process. */
export function getAgentLifecycle(): AgentLifecycle {
  return vargos().lifecycle;
}

/** The sessions of this process. */
export const sessions: Sessions = {
  addMessage: (message) => vargos().sessions.addMessage(message),
};

/**
 * The system prompt of a workspace on this machine.
 *
 * @throws AiError `invalid_request` when the workspace cannot be used; what the signal was aborted with.
 */
export function buildSystemPrompt(options: SystemPromptOptions = {}): Promise<string> {
  return systemPromptOf(surroundings(), options);
}
