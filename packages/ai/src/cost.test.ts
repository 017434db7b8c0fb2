import { expect, test } from "vitest";
import { calculateCost, emptyUsage } from "./cost.ts";

const usage = {
  ...emptyUsage(),
  input: 1_000_000,
  output: 100_000,
  cacheRead: 200_000,
  cacheWrite: 50_000,
};

test("each kind of token has its own rate", () => {
  const pricing = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };
  const cost = calculateCost({ pricing }, usage);
  expect(cost.input).toBeCloseTo(3);
  expect(cost.output).toBeCloseTo(1.5);
  expect(cost.cacheRead).toBeCloseTo(0.06);
  expect(cost.cacheWrite).toBeCloseTo(0.1875);
  expect(cost.total).toBeCloseTo(4.7475);
});

test("a one-hour cache entry costs twice the input rate", () => {
  const pricing = { input: 3, output: 15, cacheWrite: 3.75 };
  const cost = calculateCost({ pricing }, { ...usage, cacheWrite1h: 50_000 });
  expect(cost.cacheWrite).toBeCloseTo(0.3);
});

test("more one-hour entries than entries do not make the others cost less than nothing", () => {
  const pricing = { input: 3, output: 15, cacheWrite: 3.75 };
  const cost = calculateCost({ pricing }, { ...usage, cacheWrite: 0, cacheWrite1h: 50_000 });
  expect(cost.cacheWrite).toBe(0);
});

test("a long prompt is priced by its tier, cached tokens included", () => {
  const pricing = { input: 1, output: 2, tiers: [{ above: 200_000, input: 10, output: 20 }] };
  expect(
    calculateCost({ pricing }, { ...usage, input: 199_999, cacheRead: 0, cacheWrite: 0 }).input,
  ).toBeCloseTo(0.2);
  expect(
    calculateCost({ pricing }, { ...usage, input: 199_999, cacheRead: 2, cacheWrite: 0 }).input,
  ).toBeCloseTo(2);
});

test("an unknown price is not free", () => {
  expect(calculateCost({}, usage)).toMatchObject({ total: 0, known: false });
});

test("the vendor's own total wins", () => {
  expect(calculateCost({ pricing: { input: 1, output: 1 } }, usage, 0.5)).toMatchObject({
    total: 0.5,
    totalFromProvider: 0.5,
  });
  expect(calculateCost({}, usage, 0.5)).toMatchObject({ total: 0.5, known: true });
});
