import { AiError } from "./error.ts";

/**
 * Waits for work that does not listen to the signal itself.
 *
 * @throws AiError `aborted` as soon as the signal is; the work is then left to itself.
 */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(requestAborted());
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([aborted.promise, work]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** The message is Pi's; hosts compare it. */
export function requestAborted(): AiError {
  return new AiError("aborted", "Request was aborted");
}
