import { sleep, systemClock, toAiError } from "@argent/ai";
import { isContextOverflow } from "../../pi-ai/overflow.ts";
import type { AssistantMessage } from "../../pi-ai/types.ts";
import type { SettingsManager } from "../settings/settings-manager.ts";
import type { EmitSessionEvent } from "./session-event.ts";

/** Waits before a failed answer is asked for again. */
export interface AutoRetry {
  /** The attempt under way; 0 when there is none. */
  readonly attempt: number;
  readonly isWaiting: boolean;
  /** Whether to ask again; resolves when it is time to. */
  mayRetry(answer: AssistantMessage, contextWindow: number): Promise<boolean>;
  /** An answer is complete; one that is no failure ends the retries. */
  answered(answer: AssistantMessage): void;
  cancel(): void;
}

export function createAutoRetry(settings: SettingsManager, emit: EmitSessionEvent): AutoRetry {
  let attempt = 0;
  let waiting: AbortController | undefined;
  const end = (success: boolean, ended: number, finalError?: string) => {
    attempt = 0;
    emit({ type: "auto_retry_end", success, attempt: ended, ...(finalError && { finalError }) });
    return false;
  };
  return {
    get attempt() {
      return attempt;
    },
    get isWaiting() {
      return waiting !== undefined;
    },
    async mayRetry(answer, contextWindow) {
      const { enabled, maxRetries, baseDelayMs } = settings.getRetrySettings();
      const failure = retryableFailure(answer, contextWindow);
      if (!enabled || failure === undefined) {
        return attempt > 0 ? end(false, attempt, answer.errorMessage) : false;
      }
      const delayMs = failure.retryAfterMs ?? baseDelayMs * 2 ** attempt;
      const { maxRetryDelayMs } = settings.getProviderRetrySettings();
      const isTooLong = maxRetryDelayMs > 0 && (failure.retryAfterMs ?? 0) > maxRetryDelayMs;
      if (attempt >= maxRetries || isTooLong) return end(false, attempt, answer.errorMessage);
      attempt += 1;
      const errorMessage = answer.errorMessage || "Unknown error";
      emit({
        type: "auto_retry_start",
        attempt,
        maxAttempts: maxRetries,
        delayMs,
        errorMessage,
      });
      waiting = new AbortController();
      try {
        const isTime = await sleep(delayMs, systemClock, waiting.signal);
        return isTime || end(false, attempt, "Retry cancelled");
      } finally {
        waiting = undefined;
      }
    },
    answered({ stopReason }) {
      if (attempt > 0 && stopReason !== "error") end(true, attempt);
    },
    cancel() {
      waiting?.abort();
    },
  };
}

/** By the typed error. Stream functions of hosts have none; then it is read off their words as every other vendor's. */
function retryableFailure(answer: AssistantMessage, contextWindow: number) {
  if (answer.stopReason !== "error" || isContextOverflow(answer, contextWindow)) return undefined;
  const error = answer.error ?? toAiError(new Error(answer.errorMessage ?? "")).toMessageError();
  return error.retryable ? error : undefined;
}
