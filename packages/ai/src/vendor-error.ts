import { AiError, type AiErrorCode } from "./error.ts";
import { isOverflowText, isQuotaText } from "./overflow.ts";
import { retryAfterMs } from "./retry-after.ts";

/**
 * The one door for foreign errors: whatever was thrown becomes an `AiError`, decided on fields (status, code, name,
 * cause) and on vendor text only where a vendor has nothing else.
 */
export function toAiError(cause: unknown, provider?: string): AiError {
  for (let current = cause, depth = 0; depth < 5; depth++) {
    if (AiError.isInstance(current)) return current;
    if (!isRecord(current)) break;
    if (current.name === "AbortError") {
      return new AiError("aborted", "Request was aborted", { cause, provider });
    }
    if (current.name === "TimeoutError") {
      return new AiError("timeout", "The request timed out.", { cause, provider });
    }
    const status = numberOf(current.status);
    if (status !== undefined && status >= 300) {
      return errorFromParts({ status, body: current.error ?? current.message, provider, cause });
    }
    const code = stringOf(current.code);
    if (code !== undefined && networkCodes.test(code)) {
      return new AiError("network", `The connection failed (${code}).`, {
        vendorCode: code,
        cause,
        provider,
      });
    }
    current = current.cause;
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  const network = cause instanceof TypeError && /fetch failed|terminated|network/i.test(message);
  return new AiError(network ? "network" : "invalid_request", message, { cause, provider });
}

const networkCodes =
  /^(E(CONN|HOST|NET|PIPE|AI_|ADDR|TIMEDOUT|NOTFOUND)|UND_ERR|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** Reads an error of which only the words are left. SDKs word a failed response as its status and its body. */
export function errorFromText(text: string, provider?: string): AiError {
  const [, status, body = ""] = /^([1-5]\d\d) (.*)$/s.exec(text) ?? [];
  const known =
    status === undefined
      ? errorFromParts({ body: text, provider })
      : errorFromParts({ status: Number(status), body: parsed(body), provider });
  const kind =
    known.code === "server" && known.status === undefined
      ? (kindByWords.find(([words]) => words.test(text))?.[1] ?? "invalid_request")
      : known.code;
  return new AiError(kind, text, { status: known.status, vendorCode: known.vendorCode, provider });
}

/** The first that fits wins. Words that say nothing about the kind are not worth a retry. */
const kindByWords: readonly [words: RegExp, kind: AiErrorCode][] = [
  [/overloaded|at capacity|high demand/i, "overloaded"],
  [/rate.?limit|too many requests|throttl/i, "rate_limit"],
  [/time[d-]?.?out/i, "timeout"],
  [/api.?key|unauthori[sz]ed|authenticat|credential/i, "auth"],
  [/connection|fetch failed|socket|network|terminated|ended (without|before)/i, "network"],
  [/server.?error|service.?unavailable|bad gateway|provider returned error/i, "server"],
];

/** Reads a response that is not a success. */
export async function errorFromResponse(
  response: Response,
  provider: string,
  now: number,
): Promise<AiError> {
  if (response.status >= 300 && response.status < 400) {
    await response.body?.cancel();
    return new AiError(
      "invalid_request",
      `"${provider}" answered with a redirect (${response.status}), which is not followed: it would carry the key to another address. Configure the final address as baseUrl.`,
      { status: response.status, provider },
    );
  }
  const text = await response.text().catch(() => "");
  return errorFromParts({
    status: response.status,
    body: parsed(text),
    provider,
    retryAfterMs: retryAfterMs(response.headers, parsed(text), now),
    retryable: saidRetryable(response.headers),
  });
}

/** What OpenAI and Anthropic say outright, as their own SDKs read it. */
function saidRetryable(headers: Headers): boolean | undefined {
  switch (headers.get("x-should-retry")) {
    case "true":
      return true;
    case "false":
      return false;
    default:
      return undefined;
  }
}

export interface ErrorParts {
  status?: number | undefined;
  /** The vendor's error object, or its text. */
  body: unknown;
  provider?: string | undefined;
  retryAfterMs?: number | undefined;
  /** Default: by kind. */
  retryable?: boolean | undefined;
  cause?: unknown;
}

/** Classifies what a vendor said, in a failed response or inside a stream. */
export function errorFromParts(parts: ErrorParts): AiError {
  const detail = errorDetail(parts.body);
  const kind = classify(parts.status, detail, parts.retryAfterMs);
  const message = [
    parts.status === undefined ? undefined : String(parts.status),
    detail.message || (parts.status === undefined ? "The vendor reported an error." : "(no body)"),
  ].filter((part) => part !== undefined);
  return new AiError(kind, message.join(" "), {
    status: parts.status,
    vendorCode: detail.codes[0],
    retryAfterMs: parts.retryAfterMs,
    // A used-up quota and a refused key stay as they are.
    retryable: kind === "quota" || kind === "auth" ? undefined : parts.retryable,
    provider: parts.provider,
    cause: parts.cause,
  });
}

interface ErrorDetail {
  message: string;
  /** The most telling first. */
  codes: readonly string[];
}

/** Vendors nest the same three facts differently: `{error:{message,type,code}}`, `{message}`, `[{error}]`, a string. */
function errorDetail(body: unknown): ErrorDetail {
  if (typeof body === "string") return { message: body.slice(0, 2_000), codes: [] };
  if (Array.isArray(body)) return errorDetail(body[0]);
  if (!isRecord(body)) return { message: "", codes: [] };
  const codes = codesOf(body);
  const inner = body.error;
  if (typeof inner === "string") return { message: inner, codes };
  if (isRecord(inner)) {
    const nested = errorDetail(inner);
    return { message: nested.message, codes: [...nested.codes, ...codes] };
  }
  const message = stringOf(body.message) ?? stringOf(body.detail) ?? stringOf(body.status_msg);
  return { message: message ?? JSON.stringify(body).slice(0, 2_000), codes };
}

/** Specific ones before the general type. */
function codesOf(body: Record<string, unknown>): string[] {
  const { code, status, type, status_code } = body;
  return [codeInDetails(body.details), code, status, type, status_code].flatMap((value) => {
    if (typeof value === "string" && value !== "" && value !== "error") return [value];
    return typeof value === "number" ? [String(value)] : [];
  });
}

/**
 * Google refuses a wrong key as an invalid argument, and Anthropic a used-up allowance as a rate limit; only what they
 * put among the details tells the two apart.
 *
 * @see https://platform.claude.com/docs/en/api/errors#error-codes
 */
function codeInDetails(details: unknown): string | undefined {
  if (isRecord(details) && !Array.isArray(details)) return stringOf(details.error_code);
  if (!Array.isArray(details)) return undefined;
  for (const detail of details) {
    const reason = isRecord(detail) ? stringOf(detail.reason) : undefined;
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function classify(
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // gateways in front of the vendor answer with HTML or plain words
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
