import type { AgentEvent } from "@argent/agent";
import type { StreamEvent } from "@argent/ai";
import { toPiModel } from "@argent/compat";
import type { ConversationEvent } from "../conversation/conversation.ts";
import type { DeltaEvent, RpcEvent } from "./output-record.ts";

/** Turns what happens into what Pi's clients know. It has to see every event, because Pi tells how a retry ended. */
export interface RpcEvents {
  read(event: ConversationEvent): RpcEvent[];
  /** Whether the provider is about to be asked again. */
  readonly isRetrying: boolean;
}

export function createRpcEvents(): RpcEvents {
  let attempt = 0;

  function retryEnd(event: AgentEvent): RpcEvent[] {
    if (attempt === 0) return [];
    if (event.type !== "message_end" || event.message.role !== "assistant") return [];
    const { stopReason, errorMessage } = event.message;
    const failed = stopReason === "error" || stopReason === "aborted";
    const end: RpcEvent = { type: "auto_retry_end", success: !failed, attempt };
    attempt = 0;
    return [failed ? { ...end, finalError: errorMessage } : end];
  }

  return {
    get isRetrying() {
      return attempt > 0;
    },
    read(event) {
      switch (event.type) {
        case "retry": {
          const { maxAttempts, delayMs, message: errorMessage } = event;
          attempt = event.attempt;
          return [{ type: "auto_retry_start", attempt, maxAttempts, delayMs, errorMessage }];
        }
        case "message_end":
          return [event, ...retryEnd(event)];
        case "message_update":
          return [
            { type: "message_update", assistantMessageEvent: toDelta(event.assistantMessageEvent) },
          ];
        case "tool_execution_update":
          // As in Pi the arguments are those that the model sent, not the validated ones.
          return [{ ...event, args: event.toolCall.arguments }];
        case "agent_end":
          return [{ ...event, willRetry: false }];
        case "agent_settled":
          return [{ ...event, aborted: event.stopReason === "aborted" }];
        case "compaction_end":
          return [
            { ...event, willRetry: event.reason === "overflow" && event.result !== undefined },
          ];
        case "queue_changed":
          return [{ type: "queue_update", steering: event.steering, followUp: event.followUp }];
        case "session_renamed":
          return [{ type: "session_info_changed", name: event.name || undefined }];
        case "model_changed":
          return [{ type: "model_changed", model: toPiModel(event.model) }];
        case "warning":
          return [{ type: "warning", message: event.message }];
        default:
          return [event];
      }
    },
  };
}

function toDelta(event: StreamEvent): DeltaEvent {
  return event.type === "toolcall_start" ? { ...event, toolName: event.name } : event;
}
