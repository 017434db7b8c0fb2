import type { AgentMessage, ArgentSessionManager, SessionEntry } from "@argent/agent";
import { shownMessage } from "../sessions/shown-message.ts";

/** The current branch of a session, as people read it. */
export interface ExportedSession {
  title: string;
  /** What to know about it, in order. */
  facts: readonly (readonly [name: string, value: string])[];
  items: readonly ExportedItem[];
}

export type ExportedItem =
  | { type: "message"; message: AgentMessage; at: string }
  /** What happened between messages, in a few words. */
  | { type: "note"; text: string; at: string }
  | { type: "summary"; title: string; text: string; at: string };

/** What is not loaded is left out; await `session.load()` before. */
export function exportedSession(session: ArgentSessionManager): ExportedSession {
  const { id, cwd, timestamp, parentSession } = session.getHeader();
  const branch = session.getBranch();
  const others = session.getEntries().length - branch.length;
  return {
    title: session.getSessionName() ?? `Session ${id}`,
    facts: [
      ["Session", id],
      ["Begun", timestamp],
      ["Folder", cwd],
      ...(parentSession === undefined ? [] : [["Forked from", parentSession] as const]),
      ...(others > 0 ? [["Left out", `${others} entries of other branches`] as const] : []),
    ],
    items: branch.flatMap(itemsOf),
  };
}

function itemsOf(entry: SessionEntry): ExportedItem[] {
  const at = entry.timestamp;
  switch (entry.type) {
    case "message":
      return [{ type: "message", message: shownMessage(entry), at }];
    case "custom_message": {
      if (!entry.display) return [];
      const { customType, content, display, details } = entry;
      const message = {
        role: "custom" as const,
        customType,
        content,
        display,
        details,
        timestamp: 0,
      };
      return [{ type: "message", message, at }];
    }
    case "model_change":
      return [{ type: "note", text: `Model: ${entry.provider}/${entry.modelId}`, at }];
    case "thinking_level_change":
      return [{ type: "note", text: `Thinking: ${entry.thinkingLevel}`, at }];
    case "compaction":
      return [{ type: "summary", title: "Compaction", text: entry.summary, at }];
    case "branch_summary":
      return [{ type: "summary", title: "Summary of another branch", text: entry.summary, at }];
    default:
      return [];
  }
}
