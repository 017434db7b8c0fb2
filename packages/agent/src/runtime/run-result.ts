import { type AssistantMessage, textOf, toAiError, type Usage } from "@argent/ai";
import type { RunStopReason } from "../event.ts";
import type { AgentMessage } from "../message.ts";
import { QueueError } from "../queue/queue-error.ts";
import type { RunResult, RunTokens } from "./runtime.ts";

/** What the new messages of a run come to. */
export function summarizeRun(
  messages: readonly AgentMessage[],
  stopReason: RunStopReason,
): Pick<RunResult, "success" | "response" | "error" | "tokensUsed" | "cost" | "turns"> {
  const answers = messages.filter(
    (message): message is AssistantMessage => message.role === "assistant",
  );
  const last = answers.at(-1);
  const tokensUsed = noTokens();
  let cost: number | undefined = 0;
  for (const usage of messages.flatMap(usageOf)) {
    tokensUsed.input += usage.input;
    tokensUsed.output += usage.output;
    tokensUsed.cacheRead += usage.cacheRead;
    tokensUsed.cacheWrite += usage.cacheWrite;
    tokensUsed.total += usage.totalTokens;
    cost = cost === undefined || usage.cost.known === false ? undefined : cost + usage.cost.total;
  }
  const failed = stopReason === "error" || stopReason === "aborted";
  return {
    success: !failed,
    ...(last && { response: textOf(last) }),
    ...(failed &&
      last?.error && {
        error: {
          kind: last.error.kind,
          message: last.errorMessage ?? last.error.kind,
          retryable: last.error.retryable,
          ...(last.error.code !== undefined && { code: last.error.code }),
        },
      }),
    tokensUsed,
    ...(cost !== undefined && { cost }),
    turns: answers.length,
  };
}

/** What a message cost: an answer, or a tool call that ran another agent. */
function usageOf(message: AgentMessage): Usage[] {
  const isCounted = message.role === "assistant" || message.role === "toolResult";
  return isCounted && message.usage ? [message.usage] : [];
}

/** The result of a run that failed before, or beside, its first request. */
export function failedRun(
  cause: unknown,
): Pick<RunResult, "success" | "error" | "stopReason" | "tokensUsed" | "turns"> {
  const error = toAiError(cause);
  const { kind } = error.toMessageError();
  return {
    success: false,
    error: { kind, message: error.message, retryable: error.retryable },
    stopReason: error.code === "aborted" ? "aborted" : "error",
    tokensUsed: noTokens(),
    turns: 0,
  };
}

/** Why the queue, or whoever asked it to, stopped a run that worked. */
export function stoppedBy({ reason }: AbortSignal): Pick<RunResult, "error"> {
  return QueueError.isInstance(reason) ? { error: errorOf(reason) } : {};
}

/** Whether the queue gave a request up before any run had seen it, so that the same request may come again. */
export function neverRan(cause: unknown): boolean {
  return QueueError.isInstance(cause) && refused.has(cause.code);
}

const refused: ReadonlySet<string> = new Set(["cleared", "dropped", "draining", "closed"]);

/** What the queue says of messages that somebody did not want any more. */
const withdrawn: ReadonlySet<string> = new Set(["aborted", "interrupted", "cleared", "closed"]);

/** The result of a request that the queue gave up before it became a run. */
export function queuedOut(runId: string, cause: unknown): RunResult {
  const error = QueueError.isInstance(cause)
    ? errorOf(cause)
    : ({ kind: "invalid_request", message: messageOf(cause), retryable: false } as const);
  const isAborted = error.kind === "aborted" || error.kind === "timeout";
  return {
    runId,
    success: false,
    error,
    stopReason: isAborted ? "aborted" : "error",
    duration: 0,
    tokensUsed: noTokens(),
    turns: 0,
  };
}

function errorOf({ code, message }: QueueError): NonNullable<RunResult["error"]> {
  if (code === "timeout") return { kind: "timeout", message, retryable: true };
  const kind = withdrawn.has(code) ? "aborted" : "invalid_request";
  return { kind, message, retryable: false };
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function noTokens(): RunTokens {
  return { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 };
}
