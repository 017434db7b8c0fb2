import { branchMessages } from "@argent/agent/session-format";
import { hostMessages } from "../../pi-agent-core/host-messages.ts";
import type { AgentMessage } from "../../pi-agent-core/types.ts";
import type { SessionEntry } from "../session/session-entry.ts";
import type { SessionManager } from "../session/session-manager.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import {
  emptyFileOperations,
  type FileOperations,
  noteCalls,
  noteEarlierLists,
} from "./file-operations.ts";

export interface CollectEntriesResult {
  /** From the root's side to the leaf's. */
  entries: SessionEntry[];
  /** The deepest entry that both places have above them. */
  commonAncestorId: string | null;
}

/** The entries that are left when a conversation goes from one place of its tree to another. */
export function collectEntriesForBranchSummary(
  session: Pick<SessionManager, "getBranch">,
  oldLeafId: string | null,
  targetId: string,
): CollectEntriesResult {
  if (!oldLeafId) return { entries: [], commonAncestorId: null };
  const left = session.getBranch(oldLeafId);
  const kept = new Set(session.getBranch(targetId).map(({ id }) => id));
  const common = left.findLastIndex(({ id }) => kept.has(id));
  return { entries: left.slice(common + 1), commonAncestorId: left[common]?.id ?? null };
}

export interface BranchPreparation {
  /** The oldest first. */
  messages: AgentMessage[];
  fileOps: FileOperations;
  /** Estimated. */
  totalTokens: number;
}

/**
 * The newest messages of a branch, in at most `tokenBudget` estimated tokens (0: all of them), and the files that it was about.
 * Results of tools are left out. A summary that is too much is still taken when a tenth of the budget is free.
 */
export function prepareBranchEntries(
  entries: readonly SessionEntry[],
  tokenBudget = 0,
): BranchPreparation {
  const fileOps = emptyFileOperations();
  for (const entry of entries) {
    if (entry.type === "branch_summary") noteEarlierLists(fileOps, entry);
  }
  const messages: AgentMessage[] = [];
  let totalTokens = 0;
  for (const entry of entries.toReversed()) {
    const [message] = hostMessages(branchMessages([entry]));
    if (!message || message.role === "toolResult") continue;
    noteCalls(fileOps, message);
    const tokens = estimateTokens(message);
    const isTooMuch = tokenBudget > 0 && totalTokens + tokens > tokenBudget;
    const isSummary = entry.type === "compaction" || entry.type === "branch_summary";
    if (!isTooMuch || (isSummary && totalTokens < tokenBudget * 0.9)) {
      messages.push(message);
      totalTokens += tokens;
    }
    if (isTooMuch) break;
  }
  return { messages: messages.reverse(), fileOps, totalTokens };
}
