import { EventStream } from "../adapters/event-stream.ts";
import type { AgentEventSink } from "./delivery.ts";
import { hostMessages } from "./host-messages.ts";
import { type RunStart, startRun } from "./start-run.ts";
import type { AgentContext, AgentEvent, AgentLoopConfig, AgentMessage, StreamFn } from "./types.ts";

/** Runs the loop over a context: new prompts first, then turns until nothing is left to do. The context is not changed. */
export function agentLoop(
  prompts: AgentMessage[],
  context: AgentContext,
  config: AgentLoopConfig,
  signal?: AbortSignal,
  streamFn?: StreamFn,
): EventStream<AgentEvent, AgentMessage[]> {
  return streamRun({ prompts, context, config, signal, streamFn });
}

/**
 * Goes on from a context whose last message is the user's or a tool result.
 *
 * @throws Error when there is nothing to answer.
 */
export function agentLoopContinue(
  context: AgentContext,
  config: AgentLoopConfig,
  signal?: AbortSignal,
  streamFn?: StreamFn,
): EventStream<AgentEvent, AgentMessage[]> {
  return streamRun({ context, config, signal, streamFn });
}

/** `agentLoop` for callers who take the events in a function. The promise fails as that does, and the run ends then. */
export async function runAgentLoop(
  prompts: AgentMessage[],
  context: AgentContext,
  config: AgentLoopConfig,
  emit: AgentEventSink,
  signal?: AbortSignal,
  streamFn?: StreamFn,
): Promise<AgentMessage[]> {
  return sinkRun({ prompts, context, config, emit, signal, streamFn });
}

export async function runAgentLoopContinue(
  context: AgentContext,
  config: AgentLoopConfig,
  emit: AgentEventSink,
  signal?: AbortSignal,
  streamFn?: StreamFn,
): Promise<AgentMessage[]> {
  return sinkRun({ context, config, emit, signal, streamFn });
}

function streamRun(start: Omit<RunStart, "emit">): EventStream<AgentEvent, AgentMessage[]> {
  const stream = new EventStream<AgentEvent, AgentMessage[]>(
    (event) => event.type === "agent_end",
    (event) => (event.type === "agent_end" ? event.messages : []),
  );
  void startRun({ ...start, emit: (event) => stream.push(event) }).then(() => stream.end());
  return stream;
}

async function sinkRun(start: RunStart): Promise<AgentMessage[]> {
  let failure: { cause: unknown } | undefined;
  const run = startRun({
    ...start,
    async emit(event) {
      if (failure) return;
      try {
        await start.emit(event);
      } catch (cause) {
        failure = { cause };
        run.abort();
      }
    },
  });
  const messages = hostMessages(await run);
  if (failure) throw failure.cause;
  return messages;
}
