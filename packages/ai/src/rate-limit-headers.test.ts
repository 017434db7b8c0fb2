import { expect, test } from "vitest";
import { readRateLimits } from "./rate-limit-headers.ts";

const now = Date.parse("2026-11-20T12:00:00Z");

test("reads Anthropic's headers, with dates seen from the server's clock", () => {
  const headers = {
    date: "Fri, 20 Nov 2026 13:00:00 GMT",
    "anthropic-ratelimit-requests-limit": "50",
    "anthropic-ratelimit-requests-remaining": "49",
    "anthropic-ratelimit-requests-reset": "2026-11-20T13:00:02Z",
    "anthropic-ratelimit-tokens-limit": "40000",
    "anthropic-ratelimit-tokens-remaining": "0",
    "anthropic-ratelimit-tokens-reset": "2026-11-20T12:59:59Z",
  };
  expect(readRateLimits(headers, now)).toEqual({
    requests: { limit: 50, remaining: 49, resetMs: 2_000 },
    tokens: { limit: 40_000, remaining: 0, resetMs: 0 },
  });
});

test.each([
  ["1s", 1_000],
  ["6m0s", 360_000],
  ["20ms", 20],
  ["1h2m3.5s", 3_723_500],
  ["1d", 86_400_000],
  ["soon", undefined],
])("reads OpenAI's headers with the reset %s", (reset, resetMs) => {
  const headers = {
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-remaining-requests": "59",
    "x-ratelimit-reset-requests": reset,
  };
  expect(readRateLimits(headers, now)).toEqual({
    requests: { limit: 60, remaining: 59, resetMs },
    tokens: undefined,
  });
});

test.each([
  {},
  { "x-ratelimit-limit-tokens": "0", "x-ratelimit-remaining-tokens": "0" },
  { "x-ratelimit-limit-tokens": "x", "x-ratelimit-remaining-tokens": "1" },
  { "x-ratelimit-limit-tokens": "1" },
])("takes nothing from %o", (headers) => {
  expect(readRateLimits(headers, now)).toEqual({ requests: undefined, tokens: undefined });
});
