/** What a vendor says is left of one of its limits. */
export interface Allowance {
  limit: number;
  remaining: number;
  /** Milliseconds until it is full again. */
  resetMs: number | undefined;
}

/**
 * Reads the rate-limit headers of a response, in Anthropic's or OpenAI's dialect (which most compatible servers use).
 * `now`: milliseconds since the epoch.
 *
 * @see https://docs.claude.com/en/api/rate-limits#response-headers
 * @see https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers
 */
export function readRateLimits(
  headers: Readonly<Record<string, string>>,
  now: number,
): { requests: Allowance | undefined; tokens: Allowance | undefined } {
  const serverNow = sentAt(headers.date) ?? now;
  const read = (name: "requests" | "tokens") =>
    allowance(
      headers[`anthropic-ratelimit-${name}-limit`] ?? headers[`x-ratelimit-limit-${name}`],
      headers[`anthropic-ratelimit-${name}-remaining`] ?? headers[`x-ratelimit-remaining-${name}`],
      headers[`anthropic-ratelimit-${name}-reset`] ?? headers[`x-ratelimit-reset-${name}`],
      serverNow,
    );
  return { requests: read("requests"), tokens: read("tokens") };
}

/** When a response was sent by the clock of its server, which its other dates go by; milliseconds since the epoch. */
export function sentAt(date: string | null | undefined): number | undefined {
  const time = Date.parse(date ?? "");
  return Number.isNaN(time) ? undefined : time;
}

function allowance(
  limitText: string | undefined,
  remainingText: string | undefined,
  resetText: string | undefined,
  now: number,
): Allowance | undefined {
  const limit = Number(limitText);
  const remaining = Number(remainingText);
  if (!(limit > 0) || !(remaining >= 0)) return undefined;
  return { limit, remaining, resetMs: resetText === undefined ? undefined : wait(resetText, now) };
}

/** A date (Anthropic) or a duration such as `6m0s` or `20ms` (OpenAI), as milliseconds from now. */
function wait(reset: string, now: number): number | undefined {
  if (/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(reset)) {
    let total = 0;
    for (const [, amount, unit] of reset.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
      total += Number(amount) * (unitMs[unit ?? ""] ?? 0);
    }
    return total;
  }
  const date = Date.parse(reset);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
