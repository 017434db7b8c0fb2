import { expect, test } from "vitest";
import { addUsage } from "./add-usage.ts";
import { emptyUsage } from "./cost.ts";
import type { Cost, Usage } from "./message.ts";

function usage(overrides: Partial<Usage> = {}, cost: Partial<Cost> = {}): Usage {
  const empty = emptyUsage();
  return { ...empty, ...overrides, cost: { ...empty.cost, ...cost } };
}

test("every count and every part of the cost is added", () => {
  const one = usage(
    { input: 1, output: 2, cacheRead: 3, cacheWrite: 4, totalTokens: 10 },
    { input: 0.1, output: 0.2, cacheRead: 0.3, cacheWrite: 0.4, total: 1 },
  );
  expect(addUsage(one, one)).toEqual(
    usage(
      { input: 2, output: 4, cacheRead: 6, cacheWrite: 8, totalTokens: 20 },
      { input: 0.2, output: 0.4, cacheRead: 0.6, cacheWrite: 0.8, total: 2 },
    ),
  );
});

test("a count that only one of them has is taken as it is", () => {
  expect(addUsage(usage({ reasoning: 5 }), usage({ cacheWrite1h: 7 }))).toMatchObject({
    reasoning: 5,
    cacheWrite1h: 7,
  });
  expect(addUsage(usage(), usage())).toEqual(usage());
});

test("the sum is the vendor's own only if both parts are", () => {
  const reported = usage({}, { total: 1, totalFromProvider: 1 });
  expect(addUsage(reported, reported).cost).toMatchObject({ total: 2, totalFromProvider: 2 });
  expect(addUsage(reported, usage({}, { total: 1 })).cost).not.toHaveProperty("totalFromProvider");
});

test("the sum is unknown if one of the parts is", () => {
  const unknown = usage({}, { known: false });
  expect(addUsage(unknown, usage()).cost.known).toBe(false);
  expect(addUsage(usage(), unknown).cost.known).toBe(false);
  expect(addUsage(usage(), usage({}, { known: true })).cost.known).toBe(true);
});
