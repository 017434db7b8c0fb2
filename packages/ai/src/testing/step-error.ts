import { AiError } from "../error.ts";
import type { ErrorKind } from "../message.ts";
import type { StepError } from "./step.ts";

/** The error that a step scripts, with what the step leaves out filled in. */
export function stepError(error: StepError, provider?: string): AiError {
  return new AiError(error.kind, error.message ?? usual[error.kind].message, {
    status: statusOf(error),
    retryAfterMs: error.retryAfterMs,
    provider,
  });
}

/** The HTTP status that goes with it; `undefined` for failures that come before any response. */
export function statusOf(error: StepError): number | undefined {
  return error.status ?? usual[error.kind].status;
}

const usual: Record<ErrorKind, { status?: number; message: string }> = {
  auth: { status: 401, message: "The API key is not valid." },
  rate_limit: { status: 429, message: "Too many requests." },
  overloaded: { status: 503, message: "Overloaded." },
  quota: { status: 429, message: "You exceeded your current quota." },
  context_overflow: { status: 400, message: "The prompt is too long for the context window." },
  invalid_request: { status: 400, message: "The request is not valid." },
  content_filter: { message: "The answer was withheld by the content filter." },
  not_found: { status: 404, message: "The model does not exist." },
  network: { message: "The connection was lost." },
  timeout: { status: 504, message: "The request timed out." },
  server: { status: 500, message: "Internal server error." },
  aborted: { message: "Request was aborted" },
};
