import type { MessageError } from "@argent/ai";
import type { RetryPolicy } from "./config.ts";

/** Milliseconds to wait before a retry, or `undefined` when there must be none. */
export function retryDelayMs(
  error: MessageError,
  attempt: number,
  policy: RetryPolicy,
  random: () => number,
): number | undefined {
  const { maxRetries = 3, baseDelayMs = 2_000, maxDelayMs = 60_000 } = policy;
  if (!error.retryable || attempt > maxRetries) return undefined;
  if (error.retryAfterMs !== undefined) {
    return error.retryAfterMs <= maxDelayMs ? error.retryAfterMs : undefined;
  }
  // Half of the delay is fixed and half is random, so that many clients do not come back at one instant.
  const delay = Math.min(baseDelayMs * 2 ** (attempt - 1), maxDelayMs);
  return Math.round(delay * (0.5 + random() / 2));
}
