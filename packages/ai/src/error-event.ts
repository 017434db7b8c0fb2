import { emptyUsage } from "./cost.ts";
import type { AiError } from "./error.ts";
import type { ErrorEvent } from "./event.ts";
import type { Model } from "./model.ts";

/** The terminal event of a request that failed before anything arrived. `now`: milliseconds since the epoch. */
export function errorEvent(model: Model, error: AiError, now: number): ErrorEvent {
  const reason = error.code === "aborted" ? "aborted" : "error";
  return {
    type: "error",
    reason,
    error: {
      role: "assistant",
      content: [],
      api: model.api,
      provider: model.provider,
      model: model.id,
      usage: emptyUsage(),
      stopReason: reason,
      errorMessage: error.message,
      error: error.toMessageError(),
      timestamp: now,
    },
  };
}
