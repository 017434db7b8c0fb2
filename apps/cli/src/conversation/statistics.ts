import { type ArgentSessionManager, contextSize, type SessionEntry } from "@argent/agent";
import { addUsage, emptyUsage, type Model, toolCallsOf, type Usage } from "@argent/ai";
import type { ConversationStatistics } from "./conversation.ts";

/** Counts the current branch as far as it is loaded. What other branches cost is in the tokens and the cost as well. */
export function statisticsOf(session: ArgentSessionManager, model: Model): ConversationStatistics {
  const counts = { userMessages: 0, assistantMessages: 0, toolCalls: 0, toolResults: 0 };
  let totalMessages = 0;
  for (const entry of session.getBranch()) {
    if (entry.type !== "message") continue;
    totalMessages += 1;
    const { message } = entry;
    if (message.role === "user") counts.userMessages += 1;
    if (message.role === "toolResult") counts.toolResults += 1;
    if (message.role !== "assistant") continue;
    counts.assistantMessages += 1;
    counts.toolCalls += toolCallsOf(message).length;
  }
  const usage = session.getEntries().flatMap(usageOf).reduce(addUsage, emptyUsage());
  const { input, output, cacheRead, cacheWrite, totalTokens: total } = usage;
  const size = contextSize(session);
  return {
    ...counts,
    totalMessages,
    tokens: { input, output, cacheRead, cacheWrite, total },
    ...(usage.cost.known !== false && { cost: usage.cost.total }),
    ...(size !== undefined && { context: { tokens: size, window: model.contextWindow } }),
  };
}

/** Of answers, of sub-agents (which is on the tool's result), of summaries. */
function usageOf(entry: SessionEntry): Usage[] {
  if (entry.type === "compaction" || entry.type === "branch_summary")
    return entry.usage ? [entry.usage] : [];
  if (entry.type !== "message") return [];
  const { message } = entry;
  const isCounted = message.role === "assistant" || message.role === "toolResult";
  return isCounted && message.usage ? [message.usage] : [];
}
