import fc from "fast-check";
import { expect, test } from "vitest";
import { copyJson } from "./copy-json.ts";

test("a copy of any JSON value is equal to it and shares nothing with it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      const value: unknown = JSON.parse(JSON.stringify(json));
      const copy = copyJson(value);
      expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
      const parts = partsOf(value);
      for (const part of partsOf(copy)) expect(parts.has(part)).toBe(false);
    }),
  );
});

test("a property that is called __proto__ stays a property", () => {
  const value: unknown = JSON.parse('{"__proto__": {"isAdmin": true}, "a": {"__proto__": []}}');
  expect(JSON.stringify(copyJson(value))).toBe(JSON.stringify(value));
});

test("what JSON does not have is copied, too", () => {
  const value = { when: new Date(7), tags: new Set(["a"]) };
  const copy = copyJson(value);
  expect(copy).toEqual(value);
  expect(copy.when).not.toBe(value.when);
  expect(copy.tags).not.toBe(value.tags);
});

/** The objects and lists in a value. */
function partsOf(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== "object" || value === null) return found;
  found.add(value);
  for (const part of Object.values(value)) partsOf(part, found);
  return found;
}
