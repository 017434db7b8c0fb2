import {
  type AssistantMessage,
  isContextOverflow,
  type Model,
  textOf,
  toolCallsOf,
  type UserMessage,
} from "@argent/ai";

/** Why an answer leaves a run with nothing to show and nothing to do. */
export type EmptyAnswerCode = "empty_answer" | "missing_tool_call";

/**
 * Whether a finished answer is none: nothing but thinking, or a tool call that was announced and is not there. One that was
 * cut off says so itself (`length`), and one that is empty because the prompt did not fit is an overflow.
 */
export function findEmptyAnswer(
  message: AssistantMessage,
  model: Model,
): EmptyAnswerCode | undefined {
  const { stopReason } = message;
  if (stopReason !== "stop" && stopReason !== "toolUse") return undefined;
  if (toolCallsOf(message).length > 0 || isContextOverflow(message, model)) return undefined;
  if (stopReason === "toolUse") return "missing_tool_call";
  return textOf(message).trim() === "" ? "empty_answer" : undefined;
}

/** The answer as a failure, which is never sent again. */
export function failEmptyAnswer(
  message: AssistantMessage,
  code: EmptyAnswerCode,
  { isRepeated }: { isRepeated: boolean },
): AssistantMessage & { errorMessage: string } {
  const problem = problems[code];
  return {
    ...message,
    stopReason: "error",
    errorMessage: isRepeated
      ? `${problem} Asking again did not help: word the prompt differently, or take another model or thinking level.`
      : problem,
    error: { kind: "server", code, retryable: !isRepeated },
  };
}

/** What the model is told in the one request that follows. It is in no transcript. */
export function askAgain(code: EmptyAnswerCode, timestamp: number): UserMessage {
  return { role: "user", content: [{ type: "text", text: requests[code] }], timestamp };
}

const problems: Record<EmptyAnswerCode, string> = {
  empty_answer: "The model ended its turn with neither text nor a tool call.",
  missing_tool_call: "The model announced a tool call, and none came.",
};

const requests: Record<EmptyAnswerCode, string> = {
  empty_answer:
    "Your last turn had neither text nor a tool call. Go on with the task, or say what its result is.",
  missing_tool_call:
    "Your last turn announced a tool call, but none arrived. Make the call, or say what the result is.",
};
