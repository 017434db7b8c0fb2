import type { AgentEvent, ThinkingLevel } from "../../pi-agent-core/types.ts";
import type { CompactionResult } from "../compaction/compact.ts";

export type CompactionReason = "manual" | "threshold" | "overflow";

/** What the listeners of a session hear: the events of its runs, and what happens between them. */
export type AgentSessionEvent =
  | AgentEvent
  | { type: "queue_update"; steering: readonly string[]; followUp: readonly string[] }
  | { type: "compaction_start"; reason: CompactionReason }
  | {
      type: "compaction_end";
      reason: CompactionReason;
      result: CompactionResult | undefined;
      aborted: boolean;
      /** The run goes on with what failed for want of room. */
      willRetry: boolean;
      errorMessage?: string | undefined;
    }
  | { type: "session_info_changed"; name: string | undefined }
  | { type: "thinking_level_changed"; level: ThinkingLevel }
  | {
      type: "auto_retry_start";
      attempt: number;
      maxAttempts: number;
      delayMs: number;
      errorMessage: string;
    }
  | { type: "auto_retry_end"; success: boolean; attempt: number; finalError?: string | undefined };

export type AgentSessionEventListener = (event: AgentSessionEvent) => void;
export type EmitSessionEvent = (event: AgentSessionEvent) => void;

export interface SessionListeners {
  subscribe(listener: AgentSessionEventListener): () => void;
  /** Tells everybody. One that fails keeps the event from nobody and becomes a warning of the process. */
  emit: EmitSessionEvent;
  clear(): void;
}

export function createListeners(): SessionListeners {
  const listeners = new Set<{ call: AgentSessionEventListener }>();
  return {
    subscribe(call) {
      const entry = { call };
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
      };
    },
    emit(event) {
      for (const { call } of listeners) {
        try {
          call(event);
        } catch (cause) {
          const reason = cause instanceof Error ? cause.message : String(cause);
          process.emitWarning(`A listener of an agent session failed at ${event.type}: ${reason}`);
        }
      }
    },
    clear: () => listeners.clear(),
  };
}
