import { isRecord } from "./is-record.ts";
import { readRateLimits, sentAt } from "./rate-limit-headers.ts";

/**
 * How long the vendor asks to wait, in milliseconds, in any of the dialects: `retry-after-ms`, `retry-after` in
 * seconds or as a date, Google's `RetryInfo` detail, or the reset header of a limit of which nothing is left. `undefined`
 * when it does not say, or when what it says cannot be read.
 */
export function retryAfterMs(headers: Headers, body: unknown, now: number): number | undefined {
  return (
    milliseconds(headers.get("retry-after-ms")) ??
    secondsOrDate(headers.get("retry-after"), sentAt(headers.get("date")) ?? now) ??
    retryInfo(body) ??
    resetOfSpent(headers, now)
  );
}

function milliseconds(value: string | null): number | undefined {
  if (value === null || value.trim() === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

function secondsOrDate(value: string | null, now: number): number | undefined {
  if (value === null || value.trim() === "") return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return seconds >= 0 ? Math.round(seconds * 1000) : undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** @see https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto (RetryInfo) */
function retryInfo(body: unknown): number | undefined {
  const root = Array.isArray(body) ? body[0] : body;
  const details = fieldOf(fieldOf(root, "error"), "details");
  if (!Array.isArray(details)) return undefined;
  for (const detail of details) {
    const delay = fieldOf(detail, "retryDelay");
    const seconds = typeof delay === "string" ? /^(\d+(?:\.\d+)?)s$/.exec(delay)?.[1] : undefined;
    if (seconds !== undefined) return Math.round(Number(seconds) * 1000);
  }
  return undefined;
}

/** Until the last of the limits that are used up is full again. */
function resetOfSpent(headers: Headers, now: number): number | undefined {
  const { requests, tokens } = readRateLimits(Object.fromEntries(headers), now);
  const waits = [requests, tokens].map((limit) =>
    limit?.remaining === 0 ? limit.resetMs : undefined,
  );
  const known = waits.filter((wait) => wait !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}

function fieldOf(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}
