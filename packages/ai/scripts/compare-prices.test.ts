import { expect, test } from "vitest";
import { comparePrices, type PriceList } from "./compare-prices.ts";
import { formatDrift } from "./format-drift.ts";

const list: PriceList = {
  find: (provider, id) =>
    provider === "acme" && id.startsWith("known")
      ? { name: "known", rates: { input: 1, output: 10, cacheRead: 0.1 } }
      : undefined,
  names: (provider) => (provider === "acme" ? ["known", "newer"] : []),
};

test("only differences of more than one percent count, and only of rates that both know", () => {
  const drift = comparePrices(
    [
      { provider: "acme", id: "known", pricing: { input: 1.005, output: 10 } },
      { provider: "acme", id: "known-too", pricing: { input: 1.02, output: 10, cacheRead: 0.2 } },
    ],
    list,
  );
  expect(drift.differences).toEqual([
    { provider: "acme", id: "known-too", rate: "input", ours: 1.02, theirs: 1 },
    { provider: "acme", id: "known-too", rate: "cacheRead", ours: 0.2, theirs: 0.1 },
  ]);
  expect(drift.compared).toBe(2);
});

test("a free model against a price is a difference, an unknown price is not", () => {
  const free = { provider: "acme", id: "known", pricing: { input: 0, output: 0 } };
  expect(comparePrices([free], list).differences).toHaveLength(2);
  const unknown = comparePrices([{ provider: "acme", id: "known" }], list);
  expect(unknown.differences).toEqual([]);
  expect(unknown.unpriced).toEqual([
    { provider: "acme", id: "known", theirs: { input: 1, output: 10, cacheRead: 0.1 } },
  ]);
});

test("names that none of our ids means are missing", () => {
  const drift = comparePrices(
    [
      { provider: "acme", id: "known" },
      { provider: "b", id: "x" },
    ],
    list,
  );
  expect(drift.missing).toEqual([{ provider: "acme", name: "newer" }]);
});

test("the report names every finding", () => {
  const text = formatDrift({
    compared: 3,
    differences: [{ provider: "acme", id: "known", rate: "output", ours: 2, theirs: 3 }],
    unpriced: [{ provider: "acme", id: "other", theirs: { input: 1 } }],
    missing: [{ provider: "acme", name: "newer" }],
  });
  expect(text.split("\n")).toEqual(
    expect.arrayContaining([
      "3 models are in both lists.",
      "  acme/known output: 2 → 3",
      "  acme/other: 1 / ?",
      "  acme: newer",
    ]),
  );
});
