import { type AssistantMessage, textOf, toAiError, type Usage } from "@argent/ai";
import type { RunStopReason } from "../event.ts";
import type { AgentMessage } from "../message.ts";
import { QueueError } from "../queue/queue-error.ts";
import type { RunResult, RunTokens } from "./runtime.ts";

/** What the new messages of a run, and the lessons that were shown in it, come to. */
export function summarizeRun(
  messages: readonly AgentMessage[],
  stopReason: RunStopReason,
  lessons: RunResult["lessons"] = [],
): Pick<RunResult, "success" | "response" | "error" | "tokensUsed" | "cost" | "turns" | "lessons"> {
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
    lessons,
  };
}

/** What a message cost: an answer, or a tool call that ran another agent. */
function usageOf(message: AgentMessage): Usage[] {
  const isCounted = message.role === "assistant" || message.role === "toolResult";
  return isCounted && message.usage ? [message.usage] : [];
}

/** The result of a run that failed before, or beside, its first request, or that the queue gave up. */
export function failedRun(
  cause: unknown,
): Pick<RunResult, "success" | "error" | "stopReason" | "tokensUsed" | "turns" | "lessons"> {
  const isQueue = QueueError.isInstance(cause);
  const error = isQueue ? errorOfQueue(cause) : errorOf(cause);
  // A timeout of the queue stops a run; any other one is a failure of what it asked.
  const isStopped = error.kind === "aborted" || (isQueue && error.kind === "timeout");
  return {
    success: false,
    error,
    stopReason: isStopped ? "aborted" : "error",
    tokensUsed: noTokens(),
    turns: 0,
    lessons: [],
  };
}

/** Why the queue, or whoever asked it to, stopped a run that worked. */
export function stoppedBy({ reason }: AbortSignal): Pick<RunResult, "error"> {
  return QueueError.isInstance(reason) ? { error: errorOfQueue(reason) } : {};
}

type RunError = NonNullable<RunResult["error"]>;

function errorOf(cause: unknown): RunError {
  const error = toAiError(cause);
  const { kind } = error.toMessageError();
  return { kind, message: error.message, retryable: error.retryable };
}

/** What the queue says of messages that somebody did not want any more. */
const withdrawn: ReadonlySet<string> = new Set(["aborted", "interrupted", "cleared", "closed"]);

function errorOfQueue({ code, message }: QueueError): RunError {
  if (code === "timeout") return { kind: "timeout", message, retryable: true };
  const kind = withdrawn.has(code) ? "aborted" : "invalid_request";
  return { kind, message, retryable: false };
}

function noTokens(): RunTokens {
  return { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 };
}
