import fc from "fast-check";
import { expect, test } from "vitest";
import { chunkLines, chunkLinesBackward, lineText } from "./chunk-lines.ts";
import { ChunkText } from "./chunk-text.ts";

/** ASCII, other text and bytes that are no text; some lines are longer than what is decoded together. */
const line = fc.oneof(
  fc.string({ unit: "grapheme-ascii", maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
  fc.integer({ min: 0, max: 100_000 }).map((length) => "x".repeat(length)),
);
const chunk = fc.array(line, { maxLength: 40 }).map((lines) => {
  const isBinary = lines.length % 3 === 0;
  const text = lines.map((one) => one.replaceAll("\n", " ")).join("\n");
  return Buffer.from(text, isBinary ? "latin1" : "utf8");
});

function textsAlone(lines: Iterable<{ from: number; to: number }>, bytes: Buffer): string[] {
  return Array.from(lines, ({ from, to }) => bytes.toString("utf8", from, to));
}

test("lines that are read in their order have the texts that each has alone", () => {
  fc.assert(
    fc.property(chunk, (bytes) => {
      const whole = { start: 0, end: bytes.length, bytes };
      expect(Array.from(chunkLines(whole), lineText)).toEqual(textsAlone(chunkLines(whole), bytes));
    }),
  );
});

test("so do lines that are read backward", () => {
  fc.assert(
    fc.property(chunk, (bytes) => {
      const whole = { start: 0, end: bytes.length, bytes };
      expect(Array.from(chunkLinesBackward(whole), lineText)).toEqual(
        textsAlone(chunkLinesBackward(whole), bytes),
      );
    }),
  );
});

test("so do lines that are read here and there", () => {
  fc.assert(
    fc.property(chunk, fc.array(fc.nat()), (bytes, picks) => {
      const lines = Array.from(chunkLines({ start: 0, end: bytes.length, bytes }));
      const picked = picks.flatMap((pick) => lines[pick % Math.max(lines.length, 1)] ?? []);
      expect(picked.map(lineText)).toEqual(textsAlone(picked, bytes));
    }),
  );
});

test("neighbouring lines of ASCII are decoded together", () => {
  const bytes = Buffer.from(`${"a line\n".repeat(1_000)}`);
  let count = 0;
  const decode = bytes.toString.bind(bytes);
  bytes.toString = (...range: Parameters<typeof decode>) => {
    count++;
    return decode(...range);
  };
  const text = new ChunkText(bytes);
  for (let from = 0; from < bytes.length; from += 7)
    expect(text.read(from, from + 6)).toBe("a line");
  expect(count).toBe(1); // the first one; only then is it known that its neighbours are wanted
});
