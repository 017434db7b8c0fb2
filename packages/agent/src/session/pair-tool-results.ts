import {
  type AssistantContent,
  type ToolCall,
  type ToolResultMessage,
  toolCallsOf,
} from "@argent/ai";
import type { AgentMessage } from "../message.ts";

interface Slot {
  readonly call: ToolCall;
  result: ToolResultMessage | undefined;
}

/**
 * Puts the results of each answer directly behind it, in the order of its calls, one for each. A call without a result
 * gets one that says so, unless its answer failed and is never shown to a model again; results without a call and
 * second results are dropped.
 */
export function pairToolResults(messages: AgentMessage[]): AgentMessage[] {
  const slotsOf = matchResults(messages);
  if (!slotsOf) return messages;
  const paired: AgentMessage[] = [];
  for (const message of messages) {
    if (message.role === "toolResult") continue;
    paired.push(message);
    const slots = slotsOf.get(message);
    if (!slots) continue;
    for (const { call, result } of slots) {
      const answer =
        result ?? (isAnswerable(message) ? missingResult(call, message.timestamp) : undefined);
      if (answer) paired.push(answer);
    }
  }
  return paired;
}

/** The calls of the last answer that have no result, when nothing but results came after it. */
export function unansweredCalls(messages: readonly AgentMessage[]): ToolCall[] {
  const last = messages.findLast((message) => message.role !== "toolResult");
  if (last?.role !== "assistant" || !isAnswerable(last)) return [];
  const slots = matchResults(messages.slice(messages.lastIndexOf(last)))?.get(last) ?? [];
  return slots.filter(({ result }) => !result).map(({ call }) => call);
}

/** What stands for the result of a call that was interrupted. Always the same text, so that a cached prefix stays valid. */
export function missingResult(call: ToolCall, timestamp: number): ToolResultMessage {
  return {
    role: "toolResult",
    toolCallId: call.id,
    toolName: call.name,
    content: [
      { type: "text", text: "No result: the run was interrupted before this tool call finished." },
    ],
    isError: true,
    timestamp,
  };
}

/**
 * The calls of each answer with their results; `undefined` when there are neither. Ids may come again in later answers,
 * so a result belongs to the latest answer that has a call with its id.
 */
function matchResults(messages: readonly AgentMessage[]): Map<AgentMessage, Slot[]> | undefined {
  let slotsOf: Map<AgentMessage, Slot[]> | undefined;
  const latest = new Map<string, Slot[]>();
  for (const message of messages) {
    if (message.role === "assistant") {
      if (!message.content.some(isCall)) continue;
      slotsOf ??= new Map();
      const slots = toolCallsOf(message).map((call): Slot => ({ call, result: undefined }));
      slotsOf.set(message, slots);
      for (const slot of slots) latest.set(slot.call.id, []);
      for (const slot of slots) latest.get(slot.call.id)?.push(slot);
    } else if (message.role === "toolResult") {
      slotsOf ??= new Map();
      const open = latest.get(message.toolCallId)?.find(({ result }) => !result);
      if (open) open.result = message;
    }
  }
  return slotsOf;
}

function isCall({ type }: AssistantContent): boolean {
  return type === "toolCall";
}

function isAnswerable(message: AgentMessage): boolean {
  return (
    message.role === "assistant" &&
    message.stopReason !== "error" &&
    message.stopReason !== "aborted"
  );
}
