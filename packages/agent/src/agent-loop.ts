import { AiError, systemClock } from "@argent/ai";
import { AgentRun } from "./agent-run.ts";
import type { AgentContext } from "./context.ts";
import type { AgentLoopConfig } from "./loop/config.ts";
import { type LoopResult, runLoop } from "./loop/run-loop.ts";
import type { AgentMessage } from "./message.ts";
import { createRunEvents } from "./run-events.ts";

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
  const abort = new AbortController();
  const combined = signal ? AbortSignal.any([signal, abort.signal]) : abort.signal;
  const { promise, resolve } = Promise.withResolvers<AgentMessage[]>();
  const run = new AgentRun(resolveWith(promise), () => abort.abort());
  const emit = createRunEvents({
    run,
    runId: crypto.randomUUID(),
    clock: config.clock ?? systemClock,
    signal: combined,
    listeners: () => [],
  });
  const settle = async ({ messages, stopReason }: LoopResult) => {
    await emit({ type: "agent_settled", stopReason });
    resolve(messages);
  };
  // The first event comes in a later tick, so that the caller can iterate and listen first.
  queueMicrotask(() => {
    void runLoop({
      prompts,
      context: { ...context, messages: [...context.messages] },
      config,
      emit,
      signal: combined,
    }).then(settle);
  });
  return run;
}

function resolveWith<T>(promise: Promise<T>) {
  return (resolve: (value: Promise<T>) => void) => resolve(promise);
}
