import { branchMessages, defaultSettings, settingsOf } from "@argent/agent/session-format";
import { hostMessages } from "../../pi-agent-core/host-messages.ts";
import type { AgentMessage } from "../../pi-agent-core/types.ts";
import type { CompactionEntry, SessionEntry } from "./session-entry.ts";

/** What a model is asked with. */
export interface SessionContext {
  messages: AgentMessage[];
  thinkingLevel: string;
  /** `null` when no entry names one. */
  model: { provider: string; modelId: string } | null;
}

/**
 * The context of a branch: `leafId` is where it ends, `null` before the first entry; without one, or with one that is
 * not there, it ends at the last entry. The latest compaction stands for what it did not keep.
 */
export function buildSessionContext(
  entries: SessionEntry[],
  leafId?: string | null,
  byId: Map<string, SessionEntry> = new Map(entries.map((entry) => [entry.id, entry])),
): SessionContext {
  if (leafId === null) return pathContext([]);
  const leaf = (leafId ? byId.get(leafId) : undefined) ?? entries.at(-1);
  const path: SessionEntry[] = [];
  // A parent that is its own descendant is damage; the walk ends anyway.
  for (let entry = leaf; entry && path.length <= byId.size; ) {
    path.push(entry);
    entry = entry.parentId ? byId.get(entry.parentId) : undefined;
  }
  return pathContext(path.reverse());
}

/** The context of a path, given from its root. */
export function pathContext(path: readonly SessionEntry[]): SessionContext {
  return { messages: hostMessages(branchMessages(path)), ...settingsOf(path, defaultSettings) };
}

export function getLatestCompactionEntry(entries: SessionEntry[]): CompactionEntry | null {
  return entries.findLast((entry) => entry.type === "compaction") ?? null;
}
