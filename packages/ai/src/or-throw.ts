import { AiError } from "./error.ts";
import type { AssistantMessage } from "./message.ts";
import type { TurnResponse } from "./provider.ts";
import { errorFromParts } from "./vendor-error.ts";

/**
 * Returns an answer that is one, for callers who would rather catch than look at `stopReason`.
 *
 * @throws AiError with the kind, status and retry hint of a response that ended with `"error"` or `"aborted"`.
 */
export function orThrow(response: TurnResponse): TurnResponse {
  if (response.stopReason !== "error" && response.stopReason !== "aborted") return response;
  throw errorOf(response);
}

function errorOf(response: AssistantMessage): AiError {
  const { error, errorMessage, provider } = response;
  if (error) {
    const { kind, code: vendorCode, ...facts } = error;
    return new AiError(kind, errorMessage ?? `The request failed (${kind}).`, {
      ...facts,
      vendorCode,
      provider,
    });
  }
  if (response.stopReason === "aborted") {
    return new AiError("aborted", errorMessage ?? "Request was aborted", { provider });
  }
  // A message from a session that another runtime wrote has the text only.
  return errorFromParts({ body: errorMessage ?? "", provider });
}
