import { expect, test } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const now = Date.parse("2026-11-20T12:00:00Z");

test.each([
  ["milliseconds", { "retry-after-ms": "1500" }, 1_500],
  ["milliseconds before seconds", { "retry-after-ms": "100", "retry-after": "9" }, 100],
  ["seconds", { "retry-after": "2" }, 2_000],
  ["fractions of seconds", { "retry-after": "0.25" }, 250],
  ["a date", { "retry-after": "Fri, 20 Nov 2026 12:00:30 GMT" }, 30_000],
  ["a date that has passed", { "retry-after": "Fri, 20 Nov 2026 11:00:00 GMT" }, 0],
  [
    "a date by the clock of the server",
    { "retry-after": "Fri, 20 Nov 2026 11:00:30 GMT", date: "Fri, 20 Nov 2026 11:00:00 GMT" },
    30_000,
  ],
  [
    "the reset of the limit that is used up (Anthropic)",
    {
      "anthropic-ratelimit-requests-limit": "50",
      "anthropic-ratelimit-requests-remaining": "49",
      "anthropic-ratelimit-requests-reset": "2026-11-20T12:10:00Z",
      "anthropic-ratelimit-tokens-limit": "40000",
      "anthropic-ratelimit-tokens-remaining": "0",
      "anthropic-ratelimit-tokens-reset": "2026-11-20T12:00:20Z",
    },
    20_000,
  ],
  [
    "the reset of the limit that is used up (OpenAI)",
    {
      "x-ratelimit-limit-requests": "60",
      "x-ratelimit-remaining-requests": "0",
      "x-ratelimit-reset-requests": "6s",
    },
    6_000,
  ],
  [
    "no reset of limits that are not used up",
    {
      "x-ratelimit-limit-requests": "60",
      "x-ratelimit-remaining-requests": "1",
      "x-ratelimit-reset-requests": "6s",
    },
    undefined,
  ],
  ["words", { "retry-after": "soon" }, undefined],
  ["a negative number", { "retry-after": "-1" }, undefined],
  ["an empty header", { "retry-after": "" }, undefined],
  ["nothing", {}, undefined],
])("reads %s", (_, headers: Record<string, string>, expected) => {
  expect(retryAfterMs(new Headers(headers), undefined, now)).toBe(expected);
});

test("reads Google's RetryInfo, also inside a list", () => {
  const body = {
    error: {
      details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34.074s" }],
    },
  };
  expect(retryAfterMs(new Headers(), body, now)).toBe(34_074);
  expect(retryAfterMs(new Headers(), [body], now)).toBe(34_074);
});
