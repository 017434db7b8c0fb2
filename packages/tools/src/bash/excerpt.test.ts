import fc from "fast-check";
import { expect, test } from "vitest";
import { firstLines, lastLines, wholeCharacters } from "./excerpt.ts";

const text = fc
  .array(fc.oneof(fc.constant("\n"), fc.constantFrom("a", "ü", "€", "😀", "e\u0301")), {
    maxLength: 60,
  })
  .map((parts) => parts.join(""));
const limits = fc.record({
  lines: fc.integer({ min: 1, max: 8 }),
  bytes: fc.integer({ min: 4, max: 60 }),
});

/** Throws for bytes that are not whole characters. */
const decode = (bytes: Uint8Array) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
const linesOf = (content: string) => content.match(/[^\n]*\n|[^\n]+$/g) ?? [];

test("the beginning fits the limits, has whole characters, and is as long as it can be", () => {
  fc.assert(
    fc.property(text, limits, (content, limit) => {
      const shown = decode(firstLines(Buffer.from(content), limit));
      expect(content.startsWith(shown)).toBe(true);
      expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(limit.bytes);
      const lines = linesOf(content);
      const whole = linesOf(shown).length;
      expect(whole).toBeLessThanOrEqual(limit.lines);
      const [first = ""] = lines;
      if (Buffer.byteLength(first) > limit.bytes) {
        expect(Buffer.byteLength(shown)).toBeGreaterThan(limit.bytes - 4);
      } else {
        expect(lines.slice(0, whole).join("")).toBe(shown);
        const next = lines[whole] ?? "";
        const isFull = whole === limit.lines || Buffer.byteLength(shown + next) > limit.bytes;
        expect(isFull || whole === lines.length).toBe(true);
      }
    }),
  );
});

test("the end fits the limits, has whole characters, and is as long as it can be", () => {
  fc.assert(
    fc.property(text, limits, (content, limit) => {
      const shown = decode(lastLines(Buffer.from(content), limit));
      expect(content.endsWith(shown)).toBe(true);
      expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(limit.bytes);
      const lines = linesOf(content);
      const whole = linesOf(shown).length;
      expect(whole).toBeLessThanOrEqual(limit.lines);
      const last = lines.at(-1) ?? "";
      if (Buffer.byteLength(last) > limit.bytes) {
        expect(Buffer.byteLength(shown)).toBeGreaterThan(limit.bytes - 4);
      } else {
        expect(lines.slice(lines.length - whole).join("")).toBe(shown);
        const next = lines[lines.length - whole - 1] ?? "";
        const isFull = whole === limit.lines || Buffer.byteLength(next + shown) > limit.bytes;
        expect(isFull || whole === lines.length).toBe(true);
      }
    }),
  );
});

test("a cut character is left out", () => {
  const bytes = Buffer.from("a€😀");
  const shown = Array.from(bytes, (_, end) => decode(wholeCharacters(bytes.subarray(0, end + 1))));
  expect(shown).toEqual(["a", "a", "a", "a€", "a€", "a€", "a€", "a€😀"]);
});
