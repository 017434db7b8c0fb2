import type { AiError, AssistantMessage, ErrorEvent } from "@argent/ai";

/** The event that ends an answer with an error; what had arrived of it stays. */
export function failedAnswer(arrived: AssistantMessage, error: AiError): ErrorEvent {
  const reason = error.code === "aborted" ? "aborted" : "error";
  return {
    type: "error",
    reason,
    error: {
      ...arrived,
      stopReason: reason,
      errorMessage: error.message,
      error: error.toMessageError(),
    },
  };
}
