import fc from "fast-check";
import { expect, test } from "vitest";
import { growthExponent, summarize } from "./statistics.ts";

test("the median of an odd count is the one in the middle, whatever the order", () => {
  expect(summarize([9, 1, 4])).toEqual({ median: 4, min: 1, max: 9 });
});

test("the median of an even count lies between the two in the middle", () => {
  expect(summarize([1, 10, 2, 4])).toEqual({ median: 3, min: 1, max: 10 });
});

test("numbers are ordered as numbers", () => {
  expect(summarize([100, 20, 3]).median).toBe(20);
});

test("nothing measured has no median", () => {
  expect(() => summarize([])).toThrow(RangeError);
});

test("as many values lie below the median as above it", () => {
  const values = fc.array(fc.double({ noNaN: true, min: 0, max: 1e6 }), { minLength: 1 });
  fc.assert(
    fc.property(values, (measured) => {
      const { median, min, max } = summarize(measured);
      const below = measured.filter((value) => value < median).length;
      const above = measured.filter((value) => value > median).length;
      expect(below).toBeLessThanOrEqual(measured.length / 2);
      expect(above).toBeLessThanOrEqual(measured.length / 2);
      expect([min, max]).toEqual([Math.min(...measured), Math.max(...measured)]);
    }),
  );
});

test("the exponent of a power law is found from two of its points", () => {
  for (const exponent of [0, 1, 1.5, 2]) {
    const at = (size: number) => ({ size, cost: 3 * size ** exponent });
    expect(growthExponent(at(100), at(1_000))).toBeCloseTo(exponent);
  }
});
