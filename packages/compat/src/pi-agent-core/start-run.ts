import { type AgentRun, agentLoop, agentLoopContinue } from "@argent/agent";
import type { StreamEvent } from "@argent/ai";
import { fromPiSource } from "../adapters/from-pi-stream.ts";
import { fromPiModel } from "../adapters/pi-model.ts";
import { toPiAgentEvent } from "../adapters/to-pi-agent-event.ts";
import type { Loose } from "../pi-ai/loose.ts";
import { streamSimple } from "../pi-ai/stream.ts";
import type { Message } from "../pi-ai/types.ts";
import { type AgentEventSink, createDelivery, type Delivery } from "./delivery.ts";
import type { AgentContext, AgentLoopConfig, AgentMessage, StreamFn } from "./types.ts";

export interface RunStart {
  /** Absent: the run goes on from the context as it is. */
  prompts?: AgentMessage[] | undefined;
  context: AgentContext;
  config: AgentLoopConfig;
  /** Awaited for every event, deltas too: a slow sink slows the provider. */
  emit: AgentEventSink;
  signal?: AbortSignal | undefined;
  /** Default: `streamSimple` of the pi-ai facade. */
  streamFn?: StreamFn | undefined;
}

const piEventTypes = [
  "agent_start",
  "agent_end",
  "turn_start",
  "turn_end",
  "message_start",
  "message_update",
  "message_end",
  "tool_execution_start",
  "tool_execution_update",
  "tool_execution_end",
] as const;

/** Starts a run of Argent's loop with what Pi's loop is given. Retries are the stream function's, as in Pi. */
export function startRun(start: RunStart): AgentRun<Loose> {
  const { prompts, context, config, signal } = start;
  const delivery = createDelivery(start.emit);
  const loopConfig = {
    ...hooksOf(config),
    model: fromPiModel(config.model),
    stream: streamOf(start, delivery),
    toolExecution: config.toolExecution,
    retry: { maxRetries: 0 },
    maxRepetitions: 0,
    emptyAnswers: "accept" as const,
  };
  const run = prompts
    ? agentLoop(prompts, context, loopConfig, signal)
    : agentLoopContinue(context, loopConfig, signal);
  for (const type of piEventTypes) {
    run.on(type, (event) => {
      const piEvent = toPiAgentEvent(event);
      return piEvent && delivery.deliver(piEvent);
    });
  }
  return run;
}

/** The whole config goes to the stream function, as in Pi: hosts put options of their own there. */
function streamOf({ context, config, streamFn = streamSimple }: RunStart, delivery: Delivery) {
  const source = fromPiSource((request, signal) => {
    const { systemPrompt, tools } = context;
    const messages = [...request.messages];
    const apiKey = request.apiKey || config.apiKey;
    return streamFn(config.model, { systemPrompt, messages, tools }, { ...config, apiKey, signal });
  });
  return async function* stream(
    request: Parameters<typeof source.stream>[0],
  ): AsyncGenerator<StreamEvent, void> {
    for await (const event of source.stream(request)) {
      yield event;
      await delivery.settled();
    }
  };
}

/** The host's functions. Only its own types know the messages, so they are passed on unread. */
function hooksOf(config: AgentLoopConfig) {
  const { convertToLlm = messagesForModels, transformContext, getApiKey } = config;
  const { getSteeringMessages, getFollowUpMessages, shouldStopAfterTurn } = config;
  const { beforeToolCall, afterToolCall } = config;
  return {
    convertToLlm: (messages: Loose[]) => convertToLlm(messages),
    transformContext:
      transformContext &&
      ((messages: Loose[], signal?: AbortSignal) => transformContext(messages, signal)),
    getApiKey,
    getSteeringMessages,
    getFollowUpMessages,
    shouldStopAfterTurn: shouldStopAfterTurn && ((turn: Loose) => shouldStopAfterTurn(turn)),
    beforeToolCall:
      beforeToolCall && ((call: Loose, signal?: AbortSignal) => beforeToolCall(call, signal)),
    afterToolCall:
      afterToolCall && ((call: Loose, signal?: AbortSignal) => afterToolCall(call, signal)),
  };
}

/** The messages of the three roles that models know; a host's own are left out. */
export function messagesForModels(messages: AgentMessage[]): Message[] {
  return messages.filter(
    ({ role }) => role === "user" || role === "assistant" || role === "toolResult",
  );
}
