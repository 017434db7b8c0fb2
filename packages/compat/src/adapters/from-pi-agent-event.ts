import type { AgentEvent, AgentMessage, EventStamp, RunStopReason } from "@argent/agent";
import { type AssistantMessage, type Clock, systemClock, type ToolCall } from "@argent/ai";
import { createPiBlockReader } from "./pi-block-reader.ts";
import { copyOfPartial } from "./pi-message.ts";
import type { PiAgentEvent } from "./to-pi-agent-event.ts";

/** What the events of the run are stamped with. */
export interface PiAgentEventReaderOptions {
  /** Default: a random id. */
  runId?: string | undefined;
  /** Stamps events and measures tools. Default: the system's. */
  clock?: Clock | undefined;
}

/** Turns the events of one run of Pi's into ours: with their place in the run, and with what Pi's do not say. */
export interface PiAgentEventReader {
  /** The next event of Pi's; none, one or several of ours. */
  read(event: PiAgentEvent): AgentEvent[];
  /** The event that ends the run once the agent is idle, for which Pi has none. */
  settle(): AgentEvent;
}

/** Makes a reader for one run; another run needs another reader. */
export function createPiAgentEventReader(
  options: PiAgentEventReaderOptions = {},
): PiAgentEventReader {
  const { runId = crypto.randomUUID(), clock = systemClock } = options;
  const calls = new Map<string, { toolCall: ToolCall; startedAt: number }>();
  let readBlock = createPiBlockReader();
  let stopReason: RunStopReason = "stop";
  let turn = 0;
  let seq = 0;

  function stamp(): EventStamp {
    const turnId = turn > 0 ? { turnId: `${runId}:${turn}` } : {};
    return { runId, ...turnId, seq: seq++, timestamp: clock.now() };
  }

  /** Pi's tool events have the call's parts; the call itself is in the answer before them. */
  function callOf(event: { toolCallId: string; toolName: string; args?: unknown }) {
    const known = calls.get(event.toolCallId);
    if (known) return known;
    const { toolCallId: id, toolName: name, args } = event;
    const toolCall: ToolCall = { type: "toolCall", id, name, arguments: { ...object(args) } };
    const call = { toolCall, startedAt: clock.now() };
    calls.set(id, call);
    return call;
  }

  function read(event: PiAgentEvent): AgentEvent[] {
    switch (event.type) {
      case "turn_start":
        turn++;
        return [{ ...event, ...stamp() }];
      case "agent_end":
        stopReason = stopReasonOf(event.messages);
        return [{ ...event, stopReason, ...stamp() }];
      case "message_start":
        if (event.message.role === "assistant") readBlock = createPiBlockReader();
        return [{ ...event, ...stamp() }];
      case "message_update": {
        const { assistantMessageEvent: inner, message } = event;
        if (inner.type === "start" || inner.type === "done" || inner.type === "error") return [];
        return readBlock(inner).map((assistantMessageEvent) =>
          update({ type: "message_update", assistantMessageEvent, ...stamp() }, message),
        );
      }
      case "message_end":
        remember(event.message);
        return [{ ...event, ...stamp() }];
      case "tool_execution_start": {
        const call = callOf(event);
        call.startedAt = clock.now();
        return [{ ...event, toolCall: call.toolCall, ...stamp() }];
      }
      case "tool_execution_update":
        return [{ ...event, toolCall: callOf(event).toolCall, ...stamp() }];
      case "tool_execution_end": {
        const { toolCall, startedAt } = callOf(event);
        return [{ ...event, toolCall, durationMs: clock.now() - startedAt, ...stamp() }];
      }
      default:
        return [{ ...event, ...stamp() }];
    }
  }

  function remember(message: AgentMessage): void {
    if (message.role !== "assistant") return;
    for (const toolCall of message.content) {
      if (toolCall.type === "toolCall")
        calls.set(toolCall.id, { toolCall, startedAt: clock.now() });
    }
  }

  return { read, settle: () => ({ type: "agent_settled", stopReason, ...stamp() }) };
}

/** `message` is built when it is read and not enumerable, as on every event of ours. */
function update<Event extends object>(event: Event, message: AssistantMessage) {
  let copy: AssistantMessage | undefined;
  const described = {
    ...event,
    get message(): AssistantMessage {
      copy ??= copyOfPartial(message);
      return copy;
    },
  };
  return Object.defineProperty(described, "message", { enumerable: false });
}

/** A run of Pi's that ends on tool calls was ended by its tools. */
function stopReasonOf(messages: readonly AgentMessage[]): RunStopReason {
  const last = messages.findLast((message) => message.role === "assistant");
  const reason = last?.stopReason ?? "stop";
  return reason === "toolUse" ? "terminated" : reason;
}

function object(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
