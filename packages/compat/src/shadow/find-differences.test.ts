import fc from "fast-check";
import { expect, test } from "vitest";
import { findDifferences } from "./find-differences.ts";

test("names the place of each difference, and what is on both sides", () => {
  const pi = { a: [1, { b: "x" }], only: true, same: null };
  const argent = { same: null, a: [1, { b: "y" }, 3] };
  expect(findDifferences(pi, argent)).toEqual([
    { path: "a[1].b", pi: "x", argent: "y" },
    { path: "a[2]", pi: undefined, argent: 3 },
    { path: "only", pi: true, argent: undefined },
  ]);
});

test("compares what would be sent: fields without a value do not count", () => {
  expect(findDifferences({ a: undefined, b: 1 }, { b: 1 })).toEqual([]);
  expect(findDifferences([], {})).toEqual([{ path: "", pi: [], argent: {} }]);
});

test("a value does not differ from its copy, and every change of a value is found", () => {
  const json = fc.jsonValue({ noUnicodeString: false });
  fc.assert(
    fc.property(json, (value) => {
      expect(findDifferences(value, JSON.parse(JSON.stringify(value)))).toEqual([]);
    }),
  );
  fc.assert(
    fc.property(json, json, (one, other) => {
      const isEqual = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
      expect(findDifferences(one, other).length === 0).toBe(isEqual);
    }),
  );
});

test("a field is not taken for what every object inherits", () => {
  const odd = JSON.parse('{"__proto__":{},"toString":1}');
  expect(findDifferences(odd, {})).toHaveLength(2);
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return { fields: fields.map(([name, field]) => [name, sorted(field)]) };
}
