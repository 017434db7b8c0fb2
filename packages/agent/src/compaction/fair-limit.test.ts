import fc from "fast-check";
import { expect, test } from "vitest";
import { fairLimit } from "./fair-limit.ts";

test("leaves the small ones whole and shares the rest among the large ones", () => {
  expect(fairLimit([10, 500, 900], 210)).toBe(100);
  expect(fairLimit([10, 20], 30)).toBe(Number.POSITIVE_INFINITY);
  expect(fairLimit([10], -5)).toBe(0);
});

test("uses the budget up and never passes it", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 1_000 })), fc.nat({ max: 5_000 }), (sizes, budget) => {
      const limit = fairLimit(sizes, budget);
      const sum = sizes.reduce((total, size) => total + Math.min(size, limit), 0);
      expect(sum).toBeLessThanOrEqual(budget + 1e-6);
      if (limit !== Number.POSITIVE_INFINITY) expect(sum).toBeCloseTo(budget);
    }),
  );
});
