import type { AgentMessage } from "../message.ts";
import { projectMessage } from "./context-edit.ts";
import type { CompactionEntry, ContextEditEntry, SessionEntry } from "./entry.ts";
import { pairToolResults } from "./pair-tool-results.ts";

/** What a model is asked with. */
export interface SessionContext extends SessionSettings {
  messages: AgentMessage[];
}

/** What the latest entries of a branch say. */
export interface SessionSettings {
  thinkingLevel: string;
  /** `null` when no entry names one. */
  model: { provider: string; modelId: string } | null;
}

/** What holds before any entry says otherwise: thinking off, no model. */
export const defaultSettings: SessionSettings = { thinkingLevel: "off", model: null };

/**
 * The context of a branch, given from its root to its leaf. The latest compaction stands for everything before the
 * first entry that it kept. `before` is what was in force where the path starts, for a path without its beginning.
 */
export function branchContext(
  path: readonly SessionEntry[],
  before: SessionSettings = defaultSettings,
): SessionContext {
  return { ...settingsOf(path, before), messages: pairToolResults(branchMessages(path)) };
}

/** The messages of a branch as they were written, before tool results are put in their places. */
export function branchMessages(path: readonly SessionEntry[]): AgentMessage[] {
  const messages: AgentMessage[] = [];
  for (const entry of path) {
    // Few branches have such entries, and a long one is looked at once.
    if (entry.type === "compaction" || entry.type === "context_edit") return editedMessages(path);
    const message = messageOf(entry, undefined);
    if (message) messages.push(message);
  }
  return messages;
}

function editedMessages(path: readonly SessionEntry[]): AgentMessage[] {
  const entries = contextEntries(path);
  const edits = new Map<string, ContextEditEntry>();
  for (const entry of entries) {
    if (entry.type === "context_edit") edits.set(entry.targetId, entry);
  }
  const [first] = entries;
  const messages = first?.type === "compaction" ? [compactionMessage(first)] : [];
  for (const entry of entries) {
    const message = messageOf(entry, edits.get(entry.id));
    if (message) messages.push(message);
  }
  return messages;
}

/** The thinking level and the model that the end of a path has, the latest entry winning. */
export function settingsOf(
  path: readonly SessionEntry[],
  before: SessionSettings,
): SessionSettings {
  let thinkingLevel: string | undefined;
  let model: SessionSettings["model"] | undefined;
  for (let index = path.length - 1; index >= 0; index--) {
    const entry = path[index];
    if (entry?.type === "thinking_level_change") thinkingLevel ??= entry.thinkingLevel;
    else if (entry) model ??= modelOf(entry);
    if (thinkingLevel !== undefined && model) break;
  }
  return { thinkingLevel: thinkingLevel ?? before.thinkingLevel, model: model ?? before.model };
}

/** The model that an entry names. */
export function modelOf(entry: SessionEntry): SessionSettings["model"] | undefined {
  if (entry.type === "model_change") return { provider: entry.provider, modelId: entry.modelId };
  if (entry.type !== "message" || entry.message.role !== "assistant") return undefined;
  return { provider: entry.message.provider, modelId: entry.message.model };
}

/** The latest compaction first, then what it kept, then what came after it. */
export function contextEntries(path: readonly SessionEntry[]): readonly SessionEntry[] {
  const at = path.findLastIndex((entry) => entry.type === "compaction");
  const compaction = path[at];
  if (compaction?.type !== "compaction") return path;
  const before = path.slice(0, at);
  const firstKept = before.findLastIndex((entry) => entry.id === compaction.firstKeptEntryId);
  const kept = firstKept >= 0 ? before.slice(firstKept) : [];
  return [compaction, ...kept, ...path.slice(at + 1)];
}

function messageOf(
  entry: SessionEntry,
  edit: ContextEditEntry | undefined,
): AgentMessage | undefined {
  switch (entry.type) {
    case "message":
      return projectMessage(entry.message, edit);
    case "custom_message": {
      const { customType, content, display, details } = entry;
      const timestamp = Date.parse(entry.timestamp);
      return projectMessage(
        { role: "custom", customType, content, display, details, timestamp },
        edit,
      );
    }
    case "branch_summary": {
      const { summary, fromId } = entry;
      if (!summary) return undefined;
      return { role: "branchSummary", summary, fromId, timestamp: Date.parse(entry.timestamp) };
    }
    default:
      return undefined;
  }
}

function compactionMessage({ summary, tokensBefore, timestamp }: CompactionEntry): AgentMessage {
  return { role: "compactionSummary", summary, tokensBefore, timestamp: Date.parse(timestamp) };
}
