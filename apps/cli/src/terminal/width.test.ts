import { styleText } from "node:util";
import { expect, test } from "vitest";
import { fitted, padded, widthOf, wrapped } from "./width.ts";

const red = (text: string) => styleText("red", text, { validateStream: false });

test("wide characters and emoji take two columns, combining marks and styles none", () => {
  expect(["abc", "世界", "👩‍💻", "🇩🇪", "e\u0301", red("abc")].map(widthOf)).toEqual([
    3, 4, 2, 2, 1, 3,
  ]);
});

test("what does not fit ends in an ellipsis and in no style, and is never too wide", () => {
  expect(fitted("世界世界", 5)).toBe("世界…");
  expect(fitted("世界世界", 6)).toBe("世界…");
  expect(fitted(red("abcdef"), 4)).toBe("\u001b[31mabc…\u001b[0m");
  expect(fitted("abc", 3)).toBe("abc");
});

test("every row of a wrapped styled text has its own styles", () => {
  expect(wrapped(red("one two"), 4)).toEqual([red("one"), red("two")]);
  expect(padded("世", 4)).toBe("世  ");
});
