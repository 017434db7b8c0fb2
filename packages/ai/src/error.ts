import type { ErrorKind, MessageError } from "./message.ts";

/** What went wrong: an `ErrorKind` of the wire, or misuse found before anything was sent. */
export type AiErrorCode =
  | ErrorKind
  | "missing_key"
  | "sdk_missing"
  | "stream_misuse"
  /** The arguments of a tool call do not fit the tool's schema; the message is for the model. */
  | "invalid_arguments";

/** The facts of a failure beside its code and message. */
export interface AiErrorFields {
  /** HTTP status. */
  status?: number | undefined;
  /** The vendor's own code. */
  vendorCode?: string | undefined;
  /** Default: by code. */
  retryable?: boolean | undefined;
  /** Milliseconds. */
  retryAfterMs?: number | undefined;
  /** The id of the provider that failed. */
  provider?: string | undefined;
  /** The nearest known ids, for `not_found`. */
  nearest?: readonly string[] | undefined;
  /** The error that led to this one. */
  cause?: unknown;
}

const brand = Symbol.for("@argent/ai/error");

/** The one error class of this package. Recognised by a brand, so that two copies of the package agree. */
export class AiError extends Error {
  readonly code: AiErrorCode;
  /** HTTP status; absent when there was no response. */
  readonly status: number | undefined;
  readonly vendorCode: string | undefined;
  readonly retryable: boolean;
  /** How long the vendor asked to wait, in milliseconds; absent when it did not say. */
  readonly retryAfterMs: number | undefined;
  readonly provider: string | undefined;
  readonly nearest: readonly string[] | undefined;

  constructor(code: AiErrorCode, message: string, fields: AiErrorFields = {}) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = "AiError";
    this.code = code;
    this.status = fields.status;
    this.vendorCode = fields.vendorCode;
    this.retryable = fields.retryable ?? isRetryableKind(code);
    this.retryAfterMs = fields.retryAfterMs;
    this.provider = fields.provider;
    this.nearest = fields.nearest;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Use this instead of `instanceof`, which fails between two copies of the package. */
  static isInstance(value: unknown): value is AiError {
    return typeof value === "object" && value !== null && brand in value;
  }

  /** The form that an `AssistantMessage` carries. */
  toMessageError(): MessageError {
    return {
      kind: errorKindOf(this.code),
      ...(this.status !== undefined && { status: this.status }),
      ...(this.vendorCode !== undefined && { code: this.vendorCode }),
      retryable: this.retryable,
      ...(this.retryAfterMs !== undefined && { retryAfterMs: this.retryAfterMs }),
    };
  }
}

function isRetryableKind(code: AiErrorCode): boolean {
  switch (code) {
    case "rate_limit":
    case "overloaded":
    case "network":
    case "timeout":
    case "server":
      return true;
    default:
      return false;
  }
}

function errorKindOf(code: AiErrorCode): ErrorKind {
  switch (code) {
    case "missing_key":
      return "auth";
    case "sdk_missing":
    case "stream_misuse":
    case "invalid_arguments":
      return "invalid_request";
    default:
      return code;
  }
}
