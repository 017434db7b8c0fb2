import fc from "fast-check";
import { expect, test } from "vitest";
import { createFindAny } from "./find-any.ts";

const bytes = (minLength: number, maxLength: number) =>
  fc
    .array(fc.constantFrom(0, 97, 98, 255), { minLength, maxLength })
    .map((all) => Buffer.from(all));

test("finds the first of several, the longest at one place, like a plain search", () => {
  fc.assert(
    fc.property(
      fc.array(bytes(2, 6), { minLength: 1, maxLength: 5 }),
      bytes(0, 60),
      fc.nat(5),
      (needles, input, from) => {
        const places = needles
          .map((needle) => ({ at: input.indexOf(needle, from), length: needle.length }))
          .filter(({ at }) => at !== -1)
          .toSorted((one, other) => one.at - other.at || other.length - one.length);
        expect(createFindAny(needles)(input, from)).toEqual(places[0]);
      },
    ),
    { numRuns: 500 },
  );
});

test("finds needles that are longer than a shift can be", () => {
  const needle = Buffer.concat([Buffer.alloc(700, "ab"), Buffer.from("end")]);
  const input = Buffer.concat([Buffer.alloc(1001, "ab"), needle, Buffer.alloc(9)]);
  const at = input.indexOf(needle);
  expect(createFindAny([needle])(input, 0)).toEqual({ at, length: 703 });
});
