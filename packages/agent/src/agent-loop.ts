import { AiError, systemClock } from "@argent/ai";
import type { AgentRun } from "./agent-run.ts";
import type { AgentContext } from "./context.ts";
import type { AgentLoopConfig } from "./loop/config.ts";
import { runLoop } from "./loop/run-loop.ts";
import type { AgentMessage } from "./message.ts";
import { startRun } from "./start-run.ts";

/**
 * Runs the loop over a context without an `Agent`: new prompts first, then turns until nothing is left to do. The
 * given context is not changed; the new messages are the run's result.
 */
export function agentLoop(
  prompts: AgentMessage[],
  context: AgentContext,
  config: AgentLoopConfig,
  signal?: AbortSignal,
): AgentRun {
  return start(prompts, context, config, signal);
}

/**
 * Goes on from a context whose last message is the user's or a tool result, for example after an error.
 *
 * @throws AiError `invalid_request` when there is nothing to answer.
 */
export function agentLoopContinue(
  context: AgentContext,
  config: AgentLoopConfig,
  signal?: AbortSignal,
): AgentRun {
  const last = context.messages.at(-1);
  if (last === undefined)
    throw new AiError("invalid_request", "Cannot continue: no messages in context");
  if (last.role === "assistant") {
    throw new AiError("invalid_request", "Cannot continue from message role: assistant");
  }
  return start([], context, config, signal);
}

function start(
  prompts: AgentMessage[],
  context: AgentContext,
  config: AgentLoopConfig,
  signal: AbortSignal | undefined,
): AgentRun {
  const { run } = startRun({
    signal,
    clock: config.clock ?? systemClock,
    work: (drive) =>
      runLoop({
        ...drive,
        prompts,
        context: { ...context, messages: [...context.messages] },
        config,
      }),
  });
  return run;
}
