import type { ErrorKind } from "../../message.ts";
import { stepError } from "../step-error.ts";
import type { Refusal, VendorFailure } from "./protocol.ts";

/**
 * A response that is not a success, as both OpenAI protocols write it.
 *
 * @see https://platform.openai.com/docs/guides/error-codes
 */
export function openaiRefusal(failure: VendorFailure): Refusal {
  const { retryAfterMs } = failure;
  return {
    status: failure.status ?? errors[failure.kind].status,
    headers:
      retryAfterMs === undefined
        ? {}
        : {
            "retry-after-ms": String(retryAfterMs),
            "retry-after": String(Math.ceil(retryAfterMs / 1_000)),
          },
    body: openaiErrorBody(failure),
  };
}

export function openaiErrorBody(failure: VendorFailure): { error: OpenaiError } {
  return { error: openaiError(failure) };
}

export interface OpenaiError {
  message: string;
  type: string;
  param: string | null;
  code: string | null;
}

export function openaiError(failure: VendorFailure): OpenaiError {
  const usual = errors[failure.kind];
  return {
    message: failure.message ?? usual.message ?? stepError(failure).message,
    type: usual.type,
    param: failure.field ?? null,
    code: usual.code ?? null,
  };
}

interface UsualError {
  status: number;
  type: string;
  code?: string;
  message?: string;
}

const errors: Record<ErrorKind, UsualError> = {
  auth: {
    status: 401,
    type: "invalid_request_error",
    code: "invalid_api_key",
    message: "Incorrect API key provided.",
  },
  rate_limit: { status: 429, type: "requests", code: "rate_limit_exceeded" },
  overloaded: {
    status: 503,
    type: "service_unavailable_error",
    code: "server_is_overloaded",
    message: "Our servers are currently overloaded. Please try again later.",
  },
  quota: {
    status: 429,
    type: "insufficient_quota",
    code: "insufficient_quota",
    message: "You exceeded your current quota, please check your plan and billing details.",
  },
  context_overflow: {
    status: 400,
    type: "invalid_request_error",
    code: "context_length_exceeded",
    message:
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 250000 tokens.",
  },
  invalid_request: { status: 400, type: "invalid_request_error" },
  content_filter: {
    status: 400,
    type: "invalid_request_error",
    code: "content_policy_violation",
  },
  not_found: { status: 404, type: "invalid_request_error", code: "model_not_found" },
  network: { status: 502, type: "server_error" },
  timeout: { status: 504, type: "timeout_error" },
  server: {
    status: 500,
    type: "server_error",
    message: "The server had an error while processing your request. Sorry about that!",
  },
  aborted: { status: 499, type: "server_error" },
};
