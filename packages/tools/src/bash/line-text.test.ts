import fc from "fast-check";
import { expect, test } from "vitest";
import { createLineText } from "./line-text.ts";

function shownOf(chunks: readonly Uint8Array[]): string[] {
  const shown: string[] = [];
  const lines = createLineText((text) => shown.push(text));
  for (const chunk of chunks) lines.add(chunk);
  lines.end();
  return shown;
}

test("an escape sequence, a key and a character that are split between chunks are recognised", () => {
  const bytes = Buffer.from(
    "\u001b[31mred\u001b[0m ü\nkey sk-abcdefghijklmnopqrstuvwxyz012345\nend",
  );
  const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
  expect(shownOf(single)).toEqual(["red ü\n", "key [redacted]\n", "end"]);
});

test("a line that does not end is given out before it fills the memory", () => {
  const shown = shownOf([Buffer.from("x".repeat(100_000)), Buffer.from("y")]);
  expect(shown.map(({ length }) => length)).toEqual([100_000, 1]);
});

test("however plain output is cut, the same text comes out", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 7 }), (given, size) => {
      const text = given.replaceAll(/\p{Cc}/gu, "\n");
      const bytes = Buffer.from(text);
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      expect(shownOf(chunks).join("")).toBe(text.toWellFormed());
    }),
  );
});
