import type { AgentEvent } from "../event.ts";
import type { AgentToolResult } from "../tool.ts";
import type { RunStreamBody } from "./stream-event.ts";

const updateLength = 2_000;
const resultLength = 8_000;

/** What an event of a run means to those who watch many runs, or nothing. */
export function summarise(event: AgentEvent): RunStreamBody | undefined {
  switch (event.type) {
    case "message_update": {
      const update = event.assistantMessageEvent;
      if (update.type !== "text_delta") return undefined;
      return { type: "assistant", content: update.delta, isComplete: false };
    }
    case "message_end":
      if (event.message.role !== "assistant") return undefined;
      return { type: "assistant", content: "", isComplete: true };
    case "tool_execution_start":
      return { ...toolOf(event), phase: "start", args: event.args };
    case "tool_execution_update": {
      const result = textOfResult(event.partialResult).slice(-updateLength).toWellFormed();
      return { ...toolOf(event), phase: "update", args: event.args, result };
    }
    case "tool_execution_end": {
      const { isError, durationMs } = event;
      const result = clip(textOfResult(event.result));
      const args = event.toolCall.arguments;
      return { ...toolOf(event), phase: "end", args, result, isError, durationMs };
    }
    case "compaction_end": {
      if (event.result === undefined) return undefined;
      const { tokensBefore, tokensAfter, summary } = event.result;
      return { type: "compaction", tokensBefore, tokensAfter, reason: event.reason, summary };
    }
    case "retry": {
      const { attempt, maxAttempts, delayMs, message: error } = event;
      return { type: "retry", attempt, maxAttempts, delayMs, error };
    }
    case "runtime_fallback": {
      const { type, from, to, error } = event;
      return { type, from, to, error };
    }
    default:
      return undefined;
  }
}

function toolOf({ toolName, toolCallId }: { toolName: string; toolCallId: string }) {
  return { type: "tool", toolName, toolCallId } as const;
}

function textOfResult({ content }: AgentToolResult): string {
  return content
    .map((block) => (block.type === "text" ? block.text : `[image: ${block.mimeType}]`))
    .join("\n");
}

function clip(text: string): string {
  if (text.length <= resultLength) return text;
  return `${text.slice(0, resultLength).toWellFormed()}\n… (${text.length - resultLength} more characters)`;
}
