import type { HandoffModel } from "../handoff.ts";
import type { AssistantMessage, Message, ToolCall, ToolResultMessage } from "../message.ts";
import { toolCallsOf } from "../text.ts";
import { isOwnMessage } from "./own-message.ts";
import { createWireIds } from "./wire-ids.ts";

/**
 * Puts exactly one result behind each call, in call order and under the call's id on the wire. Answers that failed or
 * were aborted, and results that belong to no call, are left out.
 */
export function pairResults(messages: readonly Message[], model: HandoffModel): Message[] {
  const wireId = createWireIds(model);
  const turns: Turn[] = [];
  /** By id: the calls of the newest message that used it, the next to be answered last. */
  const waiting = new Map<string, Exchange[]>();
  for (const message of messages) {
    if (message.role === "assistant") {
      const calls = message.content ? toolCallsOf(message) : []; // null in files of older runtimes
      for (const { id } of calls) waiting.delete(id);
      if (message.stopReason === "error" || message.stopReason === "aborted") continue;
      const isOwn = isOwnMessage(message, model);
      const exchanges = calls.map((call) => ({ call, id: wireId(call.id, isOwn) }));
      for (const exchange of exchanges.toReversed()) {
        const others = waiting.get(exchange.call.id);
        if (others) others.push(exchange);
        else waiting.set(exchange.call.id, [exchange]);
      }
      turns.push({ message, exchanges });
    } else if (message.role === "toolResult") {
      const exchange = waiting.get(message.toolCallId)?.pop();
      if (exchange) exchange.result = message;
    } else {
      turns.push({ message, exchanges: [] });
    }
  }
  return turns.flatMap(messagesOf);
}

interface Turn {
  message: Message;
  exchanges: Exchange[];
}

interface Exchange {
  call: ToolCall;
  /** The call's id on the wire. */
  id: string;
  result?: ToolResultMessage;
}

function messagesOf({ message, exchanges }: Turn): Message[] {
  if (message.role !== "assistant" || exchanges.length === 0) return [message];
  return [
    withCallIds(message, exchanges),
    ...exchanges.map((exchange) => resultOf(exchange, message.timestamp)),
  ];
}

function withCallIds(message: AssistantMessage, exchanges: readonly Exchange[]): AssistantMessage {
  if (exchanges.every(({ call, id }) => call.id === id)) return message;
  let next = 0;
  return {
    ...message,
    content: message.content.map((block) =>
      block.type === "toolCall" ? { ...block, id: exchanges[next++]?.id ?? block.id } : block,
    ),
  };
}

/** Some vendors match results by the tool's name, so that comes from the call. */
function resultOf({ call, id, result }: Exchange, timestamp: number): ToolResultMessage {
  if (result === undefined) {
    return {
      role: "toolResult",
      toolCallId: id,
      toolName: call.name,
      content: [{ type: "text", text: "No result provided" }],
      isError: true,
      timestamp,
    };
  }
  if (result.toolCallId === id && result.toolName === call.name) return result;
  return { ...result, toolCallId: id, toolName: call.name };
}
