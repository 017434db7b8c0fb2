import { requestAborted } from "./abortable.ts";
import { emptyUsage } from "./cost.ts";
import type { AiError } from "./error.ts";
import type { ErrorEvent, StreamEvent } from "./event.ts";
import type { AssistantMessage } from "./message.ts";
import type { Model } from "./model.ts";

/** The terminal event of a request that failed before anything arrived. `now`: milliseconds since the epoch. */
export function errorEvent(model: Model, error: AiError, now: number): ErrorEvent {
  return failed(
    {
      role: "assistant",
      content: [],
      api: model.api,
      provider: model.provider,
      model: model.id,
      usage: emptyUsage(),
      stopReason: "error",
      timestamp: now,
    },
    error,
  );
}

/** Lets a message end with an error; what is in it stays. */
export function failed(message: AssistantMessage, error: AiError): ErrorEvent {
  const reason = error.code === "aborted" ? "aborted" : "error";
  message.stopReason = reason;
  message.errorMessage = error.message;
  message.error = error.toMessageError();
  return { type: "error", reason, error: message };
}

/** An answer that is aborted before its reader sees the end is aborted, also when all of it had arrived. */
export function unlessAborted(event: StreamEvent, signal: AbortSignal | undefined): StreamEvent {
  if (event.type !== "done" || !signal?.aborted) return event;
  return failed({ ...event.message }, requestAborted());
}
