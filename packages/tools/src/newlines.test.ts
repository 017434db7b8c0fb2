import fc from "fast-check";
import { expect, test } from "vitest";
import { countNewlines, indexOfNewline, skipLines } from "./newlines.ts";

const bytes = fc.tuple(
  fc.array(fc.oneof(fc.constant(10), fc.constantFrom(9, 11, 0x8a, 0, 255), fc.nat(255)), {
    maxLength: 3000,
    size: "max",
  }),
  fc.nat(9),
);

test("counts line feeds like a plain loop, wherever the bytes begin in memory", () => {
  fc.assert(
    fc.property(bytes, ([values, offset]) => {
      const memory = new Uint8Array(values.length + offset);
      memory.set(values, offset);
      const view = memory.subarray(offset);
      expect(countNewlines(view)).toBe(values.filter((value) => value === 10).length);
    }),
  );
});

test("counts more line feeds than a byte can hold", () => {
  expect(countNewlines(new Uint8Array(1_000_003).fill(10))).toBe(1_000_003);
});

test("finds the n-th line feed", () => {
  const text = new TextEncoder().encode("a\n\nb\n");
  expect([1, 2, 3, 4].map((count) => indexOfNewline(text, count))).toEqual([1, 2, 4, -1]);
  expect([-1, 0, 2, 9].map((most) => skipLines(text, most))).toEqual([
    { end: 0, seen: 0 },
    { end: 0, seen: 0 },
    { end: 3, seen: 2 },
    { end: 5, seen: 3 },
  ]);
});
