import type { ErrorEvent, ErrorKind } from "@argent/ai";

/**
 * The end of a failed answer with a word in `errorMessage` that Pi's hosts look for: Pi has no typed error, and its own
 * coding agent, too, reads from the words whether to ask again.
 */
export function withRetryWord(failed: ErrorEvent): ErrorEvent {
  const { error, errorMessage = "" } = failed.error;
  const word = error?.retryable ? words[error.kind] : undefined;
  if (
    word === undefined ||
    statuses.test(errorMessage) ||
    errorMessage.toLowerCase().includes(word)
  ) {
    return failed;
  }
  return { ...failed, error: { ...failed.error, errorMessage: `${errorMessage} (${word})` } };
}

const words: Readonly<Partial<Record<ErrorKind, string>>> = {
  network: "network error",
  overloaded: "overloaded",
  rate_limit: "rate limit",
  server: "server error",
  timeout: "timeout",
};

/** These are looked for as well. */
const statuses = /\b(429|500|502|503|504)\b/;
