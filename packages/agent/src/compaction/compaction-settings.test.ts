import { expect, test } from "vitest";
import { compactionLimits } from "./compaction-settings.ts";

test.each([
  [{}, 200_000, { threshold: 183_616, target: 110_169, keepRecent: 20_000, summary: 4_096 }],
  [{}, 4_000, { threshold: 3_000, target: 1_800, keepRecent: 600, summary: 450 }],
  [{ threshold: { percent: 50 } }, 100_000, { threshold: 50_000, target: 30_000 }],
  [
    { threshold: { reserveTokens: 0 }, keepRecentTokens: 10 },
    100_000,
    { threshold: 100_000, keepRecent: 10 },
  ],
])("%j of a window of %d means %j", (settings, window, limits) => {
  expect(compactionLimits(settings, window)).toMatchObject(limits);
});

test.each([
  { threshold: { percent: 0 } },
  { threshold: { percent: 101 } },
  { threshold: { reserveTokens: -1 } },
  { keepRecentTokens: Number.NaN },
])("refuses %j", (settings) => {
  expect(() => compactionLimits(settings, 100_000)).toThrow(
    expect.objectContaining({ code: "invalid_request" }),
  );
});
