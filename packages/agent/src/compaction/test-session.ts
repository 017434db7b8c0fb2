import type { AssistantMessage, ToolResultMessage, Usage } from "@argent/ai";
import { emptyUsage } from "@argent/ai";
import type { AgentMessage } from "../message.ts";
import type { EntryDraft, SessionEntry } from "../session/entry.ts";
import { branchContext } from "../session/session-context.ts";
import { SessionTree } from "../session/session-tree.ts";
import type { CompactionSession } from "./compaction-session.ts";

/** A session in memory whose entries are called `e1`, `e2`, …, for tests. */
export class TestSession implements CompactionSession {
  readonly isLoaded = true;
  leafId: string | null = null;
  readonly #tree = new SessionTree();
  #count = 0;

  append(draft: EntryDraft): string {
    const id = `e${++this.#count}`;
    this.#tree.add({ ...draft, id, parentId: this.leafId, timestamp: "2026-11-20T12:00:00.000Z" });
    this.leafId = this.#tree.leafId;
    return id;
  }

  message(message: AgentMessage): string {
    return this.append({ type: "message", message });
  }

  label(targetId: string, label: string): void {
    this.append({ type: "label", targetId, label });
  }

  async load(): Promise<void> {}

  getBranch(): SessionEntry[] {
    return this.#tree.branch(this.leafId);
  }

  getEntries(): SessionEntry[] {
    return this.#tree.entries();
  }

  getEntry(entryId: string): SessionEntry | undefined {
    return this.#tree.get(entryId);
  }

  getLeafEntry(): SessionEntry | undefined {
    return this.leafId === null ? undefined : this.#tree.get(this.leafId);
  }

  getLabel(entryId: string): string | undefined {
    return this.#tree.labels.get(entryId)?.label;
  }

  getCwd(): string {
    return "/project";
  }

  buildSessionContext() {
    return branchContext(this.getBranch());
  }

  async appendCompaction(
    summary: string,
    firstKeptEntryId: string | undefined,
    tokensBefore: number,
    details?: unknown,
    fromHook?: boolean,
    usage?: Usage,
  ): Promise<string> {
    const firstKept = firstKeptEntryId ?? `e${this.#count + 1}`;
    const draft = { type: "compaction" as const, summary, firstKeptEntryId: firstKept };
    return this.append({ ...draft, tokensBefore, details, fromHook, usage });
  }

  async appendContextEdit(
    targetId: string,
    replacement: Extract<SessionEntry, { type: "context_edit" }>["replacement"],
  ): Promise<string> {
    return this.append({ type: "context_edit", targetId, replacement });
  }
}

export function userMessage(text: string): AgentMessage {
  return { role: "user", content: [{ type: "text", text }], timestamp: 0 };
}

/** An answer that was counted at `tokens` with everything before it; not counted at all by default. */
export function answer(
  content: AssistantMessage["content"],
  options: { tokens?: number | undefined; stopReason?: AssistantMessage["stopReason"] } = {},
): AssistantMessage {
  const calls = content.some((block) => block.type === "toolCall");
  return {
    role: "assistant",
    content,
    api: "openai-completions",
    provider: "scripted",
    model: "test-model",
    usage: { ...emptyUsage(), totalTokens: options.tokens ?? 0 },
    stopReason: options.stopReason ?? (calls ? "toolUse" : "stop"),
    timestamp: 0,
  };
}

export function call(id: string, name: string, given: Record<string, unknown>) {
  return { type: "toolCall" as const, id, name, arguments: given };
}

export function result(
  id: string,
  toolName: string,
  text: string,
  more: Partial<ToolResultMessage> = {},
): ToolResultMessage {
  return {
    role: "toolResult",
    toolCallId: id,
    toolName,
    content: [{ type: "text", text }],
    isError: false,
    timestamp: 0,
    ...more,
  };
}
