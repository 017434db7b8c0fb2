import type { AgentMessage } from "../../pi-agent-core/types.ts";
import { calculateContextTokens, estimateContextTokens } from "../compaction/context-usage.ts";
import { getLatestCompactionEntry } from "../session/session-context.ts";
import type { ContextUsage } from "./extension-context.ts";
import { modelOf, type SessionParts } from "./session-parts.ts";

export interface SessionStats {
  sessionFile: string | undefined;
  sessionId: string;
  userMessages: number;
  assistantMessages: number;
  toolCalls: number;
  toolResults: number;
  totalMessages: number;
  tokens: { input: number; output: number; cacheRead: number; cacheWrite: number; total: number };
  /** USD. */
  cost: number;
  contextUsage?: ContextUsage | undefined;
}

/** What the transcript, as it is now, holds and has cost. */
export function sessionStats(parts: SessionParts): SessionStats {
  const { agent, sessionManager } = parts;
  const { messages } = agent.state;
  const count = (role: AgentMessage["role"]) =>
    messages.filter((message) => message.role === role).length;
  const tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 };
  let toolCalls = 0;
  let cost = 0;
  for (const message of messages) {
    if (message.role !== "assistant") continue;
    const { input, output, cacheRead, cacheWrite } = message.usage;
    toolCalls += message.content.filter(({ type }) => type === "toolCall").length;
    tokens.input += input;
    tokens.output += output;
    tokens.cacheRead += cacheRead;
    tokens.cacheWrite += cacheWrite;
    tokens.total += input + output + cacheRead + cacheWrite;
    cost += message.usage.cost?.total ?? 0;
  }
  return {
    sessionFile: sessionManager.getSessionFile(),
    sessionId: sessionManager.getSessionId(),
    userMessages: count("user"),
    assistantMessages: count("assistant"),
    toolCalls,
    toolResults: count("toolResult"),
    totalMessages: messages.length,
    tokens,
    cost,
    contextUsage: contextUsage(parts),
  };
}

/** How full the context is; nothing without a model that says how much it holds. */
export function contextUsage(parts: SessionParts): ContextUsage | undefined {
  const contextWindow = modelOf(parts)?.contextWindow ?? 0;
  if (contextWindow <= 0) return undefined;
  if (!isCounted(parts)) return { tokens: null, contextWindow, percent: null };
  const { tokens } = estimateContextTokens(parts.agent.state.messages);
  return { tokens, contextWindow, percent: (tokens / contextWindow) * 100 };
}

/** The counts of answers from before a compaction are those of a context that is gone. */
function isCounted({ sessionManager }: SessionParts): boolean {
  const path = sessionManager.getBranch();
  const compaction = getLatestCompactionEntry(path);
  if (compaction === null) return true;
  const since = path.slice(path.lastIndexOf(compaction) + 1);
  for (const entry of since.toReversed()) {
    if (entry.type !== "message" || entry.message.role !== "assistant") continue;
    const { stopReason, usage } = entry.message;
    if (stopReason !== "aborted" && stopReason !== "error") {
      return calculateContextTokens(usage) > 0;
    }
  }
  return false;
}
