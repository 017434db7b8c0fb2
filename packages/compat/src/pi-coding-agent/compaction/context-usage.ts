import type { Usage } from "../../pi-ai/types.ts";
import type { CodingAgentMessage } from "../messages/custom-messages.ts";
import type { SessionEntry } from "../session/session-entry.ts";
import { estimateTokens } from "./estimate-tokens.ts";

export interface CompactionSettings {
  enabled: boolean;
  /** Tokens that stay free for the answer. */
  reserveTokens: number;
  /** Tokens of the newest messages that stay as they are. */
  keepRecentTokens: number;
}

export const DEFAULT_COMPACTION_SETTINGS: CompactionSettings = {
  enabled: true,
  reserveTokens: 16_384,
  keepRecentTokens: 20_000,
};

/** Whether a context of so many tokens is too full for a window. */
export function shouldCompact(
  contextTokens: number,
  contextWindow: number,
  settings: CompactionSettings,
): boolean {
  return settings.enabled && contextTokens > contextWindow - settings.reserveTokens;
}

/** The tokens that an answer was counted at, with everything before it. */
export function calculateContextTokens(usage: Usage): number {
  const { input, output, cacheRead, cacheWrite, totalTokens } = usage;
  return totalTokens || input + output + cacheRead + cacheWrite;
}

/** What the last answer was counted at. Failed ones, and those that nobody counted, are passed over. */
export function getLastAssistantUsage(entries: readonly SessionEntry[]): Usage | undefined {
  for (const entry of entries.toReversed()) {
    const usage = entry.type === "message" ? usageOf(entry.message) : undefined;
    if (usage) return usage;
  }
  return undefined;
}

export interface ContextUsageEstimate {
  tokens: number;
  /** The part that was counted. */
  usageTokens: number;
  /** The part that is estimated: what came after the answer that was counted. */
  trailingTokens: number;
  /** Where that answer stands; `null` when none was counted. */
  lastUsageIndex: number | null;
}

/** How large a context is: what its last answer was counted at, and estimates for what came after it. */
export function estimateContextTokens(
  messages: readonly CodingAgentMessage[],
): ContextUsageEstimate {
  const index = messages.findLastIndex((message) => usageOf(message) !== undefined);
  const counted = messages[index];
  const usage = counted && usageOf(counted);
  const usageTokens = usage ? calculateContextTokens(usage) : 0;
  const trailing = messages.slice(index + 1);
  const trailingTokens = trailing.reduce((sum, message) => sum + estimateTokens(message), 0);
  return {
    tokens: usageTokens + trailingTokens,
    usageTokens,
    trailingTokens,
    lastUsageIndex: index < 0 ? null : index,
  };
}

function usageOf(message: CodingAgentMessage): Usage | undefined {
  if (message.role !== "assistant") return undefined;
  const { usage, stopReason } = message;
  if (stopReason === "aborted" || stopReason === "error") return undefined;
  return usage && calculateContextTokens(usage) > 0 ? usage : undefined;
}
