import type { AgentEvent, MessageUpdateEvent } from "@argent/agent";
import type { StreamEvent } from "@argent/ai";
import type { AgentEventOf } from "../pi-agent-core/types.ts";
import type { Loose } from "../pi-ai/loose.ts";
import type { AssistantMessage, AssistantMessageEvent } from "../pi-ai/types.ts";
import { withPartial } from "./with-partial.ts";

/** An event of a run as a Pi host knows it. Only the host knows which messages its transcripts hold beside Pi's. */
export type PiAgentEvent = AgentEventOf<Loose>;

/**
 * An event of ours as Pi's, or `undefined` for those that Pi does not have. What our events say beyond Pi's (where they
 * stand in the run, the whole tool call, how long it took) stays on them.
 */
export function toPiAgentEvent(event: AgentEvent): PiAgentEvent | undefined {
  switch (event.type) {
    case "agent_start":
    case "agent_end":
    case "turn_start":
    case "turn_end":
    case "message_start":
    case "message_end":
    case "tool_execution_start":
    case "tool_execution_end":
      return event;
    case "tool_execution_update":
      // As in Pi the arguments are those that the model sent, not the validated ones.
      return { ...event, args: event.toolCall.arguments };
    case "message_update":
      return toPiUpdate(event);
    default:
      return undefined;
  }
}

function toPiUpdate(event: AgentEvent & MessageUpdateEvent): PiAgentEvent {
  const { runId, turnId, seq, timestamp } = event;
  const assistantMessageEvent = reporting(event);
  const update = {
    type: event.type,
    assistantMessageEvent,
    runId,
    turnId,
    seq,
    timestamp,
    get message(): AssistantMessage {
      return "partial" in assistantMessageEvent ? assistantMessageEvent.partial : event.message;
    },
  };
  return Object.defineProperty(update, "message", { enumerable: false });
}

/** An event that comes out of a Pi stream has its `partial` already. */
function reporting(update: MessageUpdateEvent): AssistantMessageEvent {
  const event = update.assistantMessageEvent;
  if (event.type === "done" || event.type === "error" || hasPartial(event)) return event;
  return withPartial(event, () => update.message);
}

function hasPartial<Event extends StreamEvent>(
  event: Event,
): event is Event & { readonly partial: AssistantMessage } {
  return "partial" in event;
}
