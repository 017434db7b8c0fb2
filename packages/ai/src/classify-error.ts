import type { AiErrorCode } from "./error.ts";
import { isOverflowText, isQuotaText } from "./overflow.ts";

/** The facts of an error that a vendor reports. */
export interface ErrorDetail {
  message: string;
  /** The most telling first. */
  codes: readonly string[];
}

/** A code says more than the status. Words count for quotas and overflows, which some vendors report as something else. */
export function classifyError(
  status: number | undefined,
  detail: ErrorDetail,
  retryAfterMs: number | undefined,
): AiErrorCode {
  const { codes, message } = detail;
  // Z.AI's numbers for a refused key are MiniMax's for other things.
  if (status === 401) return "auth";
  if (codes.some((code) => quotaCodes.has(code))) return "quota";
  // Google words its per-minute limits like an exhausted quota, but says when to come back.
  if (status === 429 && retryAfterMs !== undefined) return "rate_limit";
  if (isQuotaText(message)) return "quota";
  if (
    codes.some((code) => overflowCodes.has(code)) ||
    (status !== 429 && isOverflowText(message))
  ) {
    return "context_overflow";
  }
  const byCode = kindIn(kindByCode, codes);
  if (byCode !== undefined) return byCode;
  switch (status) {
    case 403:
      return "auth";
    case 402:
      return "quota";
    case 404:
      return "not_found";
    case 408:
    case 504:
      return "timeout";
    case 413:
      return "context_overflow";
    case 429:
      return "rate_limit";
    case 503:
    case 529:
      return "overloaded";
    default:
      return (
        kindIn(kindByType, codes) ??
        (status === undefined || status >= 500 ? "server" : "invalid_request")
      );
  }
}

/** Of the first code that the table knows. */
function kindIn(
  kinds: ReadonlyMap<string, AiErrorCode>,
  codes: readonly string[],
): AiErrorCode | undefined {
  const known = codes.find((code) => kinds.has(code.toLowerCase()));
  return known === undefined ? undefined : kinds.get(known.toLowerCase());
}

/** @see https://docs.z.ai/api-reference/api-code (numbers from 1110 on) */
const quotaCodes = new Set([
  "insufficient_quota",
  "billing_error",
  "billing_not_active",
  "contract_spend_limit_reached",
  "enforced_spend_limit_reached",
  "1008",
  "1308",
  "1113",
  "1304",
  "1309",
  "1310",
  "1313",
]);
const overflowCodes = new Set([
  "context_length_exceeded",
  "model_context_window_exceeded",
  "request_too_large",
  "1261",
]);

const kindByCode = new Map<string, AiErrorCode>([
  ["overloaded_error", "overloaded"],
  ["overloaded", "overloaded"],
  ["server_overloaded", "overloaded"],
  ["server_is_overloaded", "overloaded"],
  ["slow_down", "overloaded"],
  ["unavailable", "overloaded"],
  ["rate_limit_error", "rate_limit"],
  ["rate_limit_exceeded", "rate_limit"],
  ["resource_exhausted", "rate_limit"],
  ["too_many_requests", "rate_limit"],
  ["1002", "rate_limit"],
  ["1302", "rate_limit"],
  ["1305", "overloaded"],
  ["1312", "overloaded"],
  ["authentication_error", "auth"],
  ["permission_error", "auth"],
  ["permission_denied", "auth"],
  ["unauthenticated", "auth"],
  ["invalid_api_key", "auth"],
  ["api_key_invalid", "auth"],
  ["1004", "auth"],
  ["1110", "auth"],
  ["1111", "auth"],
  ["1112", "auth"],
  ["1121", "auth"],
  ["1220", "auth"],
  ["1311", "auth"],
  ["2049", "auth"],
  ["not_found_error", "not_found"],
  ["not_found", "not_found"],
  ["model_not_found", "not_found"],
  ["1211", "not_found"],
  ["content_filter", "content_filter"],
  ["content_policy_violation", "content_filter"],
  ["image_content_policy_violation", "content_filter"],
  ["misalignment_policy_violation", "content_filter"],
  ["bio_policy", "content_filter"],
  ["invalid_prompt", "content_filter"],
  ["1301", "content_filter"],
  ["1026", "content_filter"],
  ["1027", "content_filter"],
  ["timeout_error", "timeout"],
  ["deadline_exceeded", "timeout"],
  ["1001", "timeout"],
  ["1000", "server"],
  ["1013", "server"],
  ["data_residency_mismatch", "invalid_request"],
  ["invalid_image", "invalid_request"],
  ["invalid_image_format", "invalid_request"],
  ["invalid_image_mode", "invalid_request"],
  ["invalid_image_url", "invalid_request"],
  ["invalid_base64_image", "invalid_request"],
  ["image_too_large", "invalid_request"],
  ["image_too_small", "invalid_request"],
  ["image_parse_error", "invalid_request"],
  ["image_file_too_large", "invalid_request"],
  ["image_file_not_found", "invalid_request"],
  ["empty_image_file", "invalid_request"],
  ["unsupported_image_media_type", "invalid_request"],
  ["failed_to_download_image", "invalid_request"],
  ["2013", "invalid_request"],
]);

/** Types that go with many statuses, so that most statuses say more. */
const kindByType = new Map<string, AiErrorCode>([
  ["api_error", "server"],
  ["server_error", "server"],
  ["internal_server_error", "server"],
  ["internal", "server"],
  ["invalid_request_error", "invalid_request"],
  ["invalid_argument", "invalid_request"],
  ["failed_precondition", "invalid_request"],
]);
