import type { StreamEvent } from "@argent/ai";
import type { PiModel } from "@argent/compat";
import type { ConversationEvent } from "../conversation/conversation.ts";

/** A line of the output. */
export type OutputRecord =
  | RpcResponse
  | RpcEvent
  | ApprovalQuestion
  | { type: "bash_execution_update"; id?: string | undefined; delta: string };

export interface RpcResponse {
  type: "response";
  /** That of the command, when it had one. */
  id?: string | undefined;
  command: string;
  success: boolean;
  data?: unknown;
  error?: string | undefined;
}

/** A question about a call of a tool, in the form in which Pi's extensions ask theirs. */
export interface ApprovalQuestion {
  type: "extension_ui_request";
  id: string;
  method: "select";
  title: string;
  options: string[];
  /** Milliseconds until it counts as answered with no. */
  timeout?: number | undefined;
  /** The call, for clients that want to show it better. */
  approval: Record<string, unknown>;
}

type EventOf<Type extends ConversationEvent["type"]> = Extract<ConversationEvent, { type: Type }>;

/** What Pi has another word for, or another shape. */
type Renamed =
  | "message_update"
  | "agent_end"
  | "agent_settled"
  | "compaction_end"
  | "retry"
  | "queue_changed"
  | "session_renamed"
  | "model_changed"
  | "warning";

/** What happens, as Pi's clients know it. */
export type RpcEvent =
  | Exclude<ConversationEvent, { type: Renamed }>
  | { type: "message_update"; assistantMessageEvent: DeltaEvent }
  | (EventOf<"agent_end"> & { willRetry: false })
  | (EventOf<"agent_settled"> & { aborted: boolean })
  | (EventOf<"compaction_end"> & { willRetry: boolean })
  | {
      type: "auto_retry_start";
      attempt: number;
      maxAttempts: number;
      delayMs: number;
      errorMessage: string;
    }
  | { type: "auto_retry_end"; success: boolean; attempt: number; finalError?: string | undefined }
  | { type: "queue_update"; steering: readonly string[]; followUp: readonly string[] }
  | { type: "session_info_changed"; name?: string | undefined }
  | { type: "model_changed"; model: PiModel }
  | { type: "warning"; message: string };

/** An event of an answer; that of a call's beginning has Pi's name for the tool, too. */
export type DeltaEvent =
  | Exclude<StreamEvent, { type: "toolcall_start" }>
  | (Extract<StreamEvent, { type: "toolcall_start" }> & { toolName: string });
