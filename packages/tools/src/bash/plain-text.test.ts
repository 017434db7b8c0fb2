import fc from "fast-check";
import { expect, test } from "vitest";
import { plainText } from "./plain-text.ts";

test("leaves the text that a person would see", () => {
  const cases = [
    ["plain\ttext\n", "plain\ttext\n"],
    ["\u001b[1;31mred\u001b[0m and \u001b[?25lbold\u001b[K", "red and bold"],
    [
      "\u001b]0;title\u0007prompt\u001b]8;;https://x.org\u001b\\link\u001b]8;;\u001b\\",
      "promptlink",
    ],
    ["\u001bPdevice\u001b\\after", "after"],
    ["\u001b]0;never closed\nnext line", "\nnext line"],
    ["10%\r50%\r100%\ndone\r\n", "100%\ndone\n"],
    ["N\bNA\bAM\bME\bE", "NAME"],
    ["bell\u0007 null\u0000 delete\u007f c1\u0085", "bell null delete c1"],
    ["windows\r\nlines\r\n", "windows\nlines\n"],
  ];
  for (const [output = "", shown] of cases) expect(plainText(output)).toBe(shown);
});

test("nothing that a terminal would act on is left", () => {
  const part = fc.constantFrom(
    "\u001b",
    "[",
    "]",
    "31m",
    "\u0007",
    "\r",
    "\b",
    "\\",
    "P",
    "a",
    "\n",
  );
  const control = fc.integer({ min: 0, max: 0xa0 }).map((code) => String.fromCharCode(code));
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string(), control)), (parts) => {
      expect(plainText(parts.join(""))).not.toMatch(/(?![\t\n])\p{Cc}/u);
    }),
  );
});

test("takes time in proportion to the output", () => {
  for (const part of ["\r", "\u001b]", "\u001b[0", "\u001bP", "a\b", "\u001b "]) {
    plainText(part.repeat(500_000)); // minutes, if it were the square
  }
});
