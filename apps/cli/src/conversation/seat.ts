import type { Skill } from "@argent/agent";
import {
  type Agent,
  type AgentEvent,
  type ArgentRuntimeOptions,
  type ArgentSessionManager,
  createRunAgent,
  type PollMode,
} from "@argent/agent";
import type { ExecutionEnv } from "@argent/agent/env";
import type { Model, ThinkingLevel } from "@argent/ai";

/** An open session and the agent that works on it. */
export interface Seat {
  readonly session: ArgentSessionManager;
  readonly agent: Agent;
  readonly skills: readonly Skill[];
  /** Rejects for a skill that is unknown or cannot be read. */
  expand(text: string): Promise<string>;
  /** Takes over what the session says now. */
  reload(): void;
}

export interface SeatOptions {
  runtime: ArgentRuntimeOptions;
  env: ExecutionEnv;
  session: ArgentSessionManager;
  model: Model;
  thinkingLevel: ThinkingLevel;
  steeringMode: PollMode;
  followUpMode: PollMode;
  observe: (event: AgentEvent) => Promise<void> | void;
}

export async function createSeat(options: SeatOptions): Promise<Seat> {
  const { runtime, env, session, model, thinkingLevel, observe } = options;
  const { agent, skills, expandPrompt } = await createRunAgent(
    { ...runtime, resolveModel: () => model },
    { sessionKey: `cli:${session.getSessionId()}`, model: model.id, thinking: thinkingLevel },
    env,
    session,
  );
  agent.steeringMode = options.steeringMode;
  agent.followUpMode = options.followUpMode;
  agent.subscribe(observe);
  return {
    session,
    agent,
    skills,
    expand: expandPrompt,
    reload: () => agent.replaceMessages(session.buildSessionContext().messages),
  };
}
