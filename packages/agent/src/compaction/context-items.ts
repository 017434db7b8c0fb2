import type { AgentMessage } from "../message.ts";
import type { ContextEditEntry, SessionEntry } from "../session/entry.ts";
import { branchMessages, contextEntries } from "../session/session-context.ts";
import { estimateMessageTokens } from "./estimate-tokens.ts";

/** A message of the context and the entry it comes from. */
export interface ContextItem {
  entry: SessionEntry;
  /** As the context shows it. */
  message: AgentMessage;
  /** Estimated. */
  tokens: number;
  /** It must not be changed. */
  isPinned: boolean;
  /** `message` differs from what the context shows now, and has to be written as an edit. */
  isEdited?: true;
}

/** The context of a branch, item by item. The first is the summary of the latest compaction, if there was one. */
export function contextItems(
  path: readonly SessionEntry[],
  isPinned: (entry: SessionEntry) => boolean = () => false,
): ContextItem[] {
  const entries = contextEntries(path);
  const edits = new Map<string, ContextEditEntry>();
  for (const entry of entries) {
    if (entry.type === "context_edit") edits.set(entry.targetId, entry);
  }
  const items: ContextItem[] = [];
  for (const entry of entries) {
    const edit = edits.get(entry.id);
    const [message] = branchMessages(edit ? [entry, edit] : [entry]);
    if (!message) continue;
    items.push({
      entry,
      message,
      tokens: estimateMessageTokens(message),
      isPinned: isPinned(entry),
    });
  }
  return items;
}

export function tokensOf(items: readonly ContextItem[]): number {
  let tokens = 0;
  for (const item of items) tokens += item.tokens;
  return tokens;
}
