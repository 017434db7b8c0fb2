import type { AgentEvent } from "../event.ts";

interface RunScoped {
  runId: string;
  sessionKey: string;
}

/** What a gateway or a terminal shows of all runs: a summary of each run's events. */
export type RuntimeEvent = RunScoped &
  (
    | { type: "lifecycle"; phase: "start" | "end" | "error" | "abort"; error?: string | undefined }
    | { type: "assistant"; content: string }
    | {
        type: "tool";
        phase: "start" | "end";
        toolName: string;
        toolCallId: string;
        args: unknown;
        isError?: boolean | undefined;
      }
    | { type: "compaction"; tokensBefore: number; tokensAfter: number }
    | { type: "retry"; attempt: number; delayMs: number }
  );

/** The summary of an event of a run, or nothing. */
export function summarise(event: AgentEvent, scope: RunScoped): RuntimeEvent | undefined {
  switch (event.type) {
    case "agent_start":
      return { ...scope, type: "lifecycle", phase: "start" };
    case "message_update": {
      const update = event.assistantMessageEvent;
      return update.type === "text_delta"
        ? { ...scope, type: "assistant", content: update.delta }
        : undefined;
    }
    case "tool_execution_start":
      return {
        ...scope,
        type: "tool",
        phase: "start",
        toolName: event.toolName,
        toolCallId: event.toolCallId,
        args: event.args,
      };
    case "tool_execution_end":
      return {
        ...scope,
        type: "tool",
        phase: "end",
        toolName: event.toolName,
        toolCallId: event.toolCallId,
        args: event.toolCall.arguments,
        isError: event.isError,
      };
    case "compaction_end":
      return event.result
        ? {
            ...scope,
            type: "compaction",
            tokensBefore: event.result.tokensBefore,
            tokensAfter: event.result.tokensAfter,
          }
        : undefined;
    case "retry":
      return { ...scope, type: "retry", attempt: event.attempt, delayMs: event.delayMs };
    default:
      return undefined;
  }
}
