import fc from "fast-check";
import { expect, test } from "vitest";
import { splitText } from "./split-text.ts";

test("pieces join to the text, are as long as asked, and never halve a surrogate pair", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 7 }), (text, size) => {
      const pieces = splitText(text, size);
      expect(pieces.join("")).toBe(text);
      for (const piece of pieces) {
        expect(piece.length).toBeGreaterThan(0);
        expect(piece.length).toBeLessThanOrEqual(Math.max(size, 2));
        expect(piece.isWellFormed()).toBe(true);
      }
    }),
  );
});

test("an emoji is one piece even when one unit is asked for", () => {
  expect(splitText("a😀b", 1)).toEqual(["a", "😀", "b"]);
});
