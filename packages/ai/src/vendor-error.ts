import { classifyError, type ErrorDetail } from "./classify-error.ts";
import { AiError, type AiErrorCode } from "./error.ts";
import { isRecord } from "./is-record.ts";
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
  const kind = classifyError(parts.status, detail, parts.retryAfterMs);
  return new AiError(kind, wordsOf(parts.status, detail.message), {
    status: parts.status,
    vendorCode: detail.codes[0],
    retryAfterMs: parts.retryAfterMs,
    // A used-up quota and a refused key stay as they are.
    retryable: kind === "quota" || kind === "auth" ? undefined : parts.retryable,
    provider: parts.provider,
    cause: parts.cause,
  });
}

function wordsOf(status: number | undefined, message: string): string {
  if (status === undefined) return message || "The vendor reported an error.";
  return message.startsWith(`${status} `) ? message : `${status} ${message || "(no body)"}`;
}

/** Vendors nest the same three facts differently: `{error:{message,type,code}}`, `{message}`, `[{error}]`, a string. */
function errorDetail(body: unknown): ErrorDetail {
  if (typeof body === "string")
    return { message: pageTitle(body) ?? body.slice(0, 2_000), codes: [] };
  if (Array.isArray(body)) return errorDetail(body[0]);
  if (!isRecord(body)) return { message: "", codes: [] };
  const codes = codesOf(body);
  const inner = body.error;
  if (typeof inner === "string") return { message: inner, codes };
  if (isRecord(inner) || Array.isArray(inner)) {
    const nested = errorDetail(inner);
    return { message: nested.message, codes: [...nested.codes, ...codes] };
  }
  const message = stringOf(body.message) ?? stringOf(body.detail) ?? stringOf(body.status_msg);
  return { message: message ?? JSON.stringify(body).slice(0, 2_000), codes };
}

/** Of a web page the title: the rest is markup, in which words like "billing" mean nothing. */
function pageTitle(text: string): string | undefined {
  if (!/^\s*<(!doctype html|html)\b/i.test(text)) return undefined;
  const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1]?.trim();
  return title || "The server answered with a web page.";
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
  if (isRecord(details)) return stringOf(details.error_code);
  if (!Array.isArray(details)) return undefined;
  for (const detail of details) {
    const reason = isRecord(detail) ? stringOf(detail.reason) : undefined;
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text; // gateways in front of the vendor answer with HTML or plain words
  }
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
