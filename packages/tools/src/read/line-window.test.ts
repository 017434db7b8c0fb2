import fc from "fast-check";
import { expect, test } from "vitest";
import { readLineWindow } from "./line-window.ts";

async function* pieces(bytes: Uint8Array, size: number, onRead = () => {}) {
  for (let start = 0; start < bytes.length; start += size) {
    onRead();
    yield bytes.subarray(start, start + size);
  }
}

/** The same by splitting the whole text. */
function oracle(text: string, offset: number, maximumLines: number, maximumBytes: number) {
  const all = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const wanted = all.slice(offset - 1, offset - 1 + maximumLines);
  const shown: string[] = [];
  let bytes = 0;
  for (const line of wanted) {
    bytes += Buffer.byteLength(line);
    if (bytes > maximumBytes) break;
    shown.push(line);
  }
  return { text: shown.join(""), count: shown.length, total: all.length };
}

const text = fc
  .array(fc.oneof(fc.constant("\n"), fc.constantFrom("a", "ü", "€", "😀", "\r"), fc.string()), {
    maxLength: 60,
  })
  .map((parts) => parts.join(""));

test("shows the lines that splitting the whole text would show, for chunks of any size", async () => {
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 50 }),
      async (content, offset, lines, bytes, size) => {
        const data = Buffer.from(content);
        const window = await readLineWindow(pieces(data, size), {
          offset,
          lines,
          bytes,
          size: data.length,
          lookahead: 1e9,
        });
        const wanted = oracle(data.toString(), offset, lines, bytes);
        expect(window.totalLines).toBe(wanted.total);
        if (window.cutLine) {
          expect(wanted.count).toBe(0);
          expect(window.bytes.length).toBe(bytes);
          expect(window.cutLine.bytes).toBeGreaterThanOrEqual(bytes);
        } else {
          expect(Buffer.from(window.bytes).toString()).toBe(wanted.text);
          expect(window.lastLine).toBe(offset - 1 + wanted.count);
          expect(window.endedBy === "end").toBe(window.lastLine >= wanted.total);
        }
      },
    ),
  );
});

test("skips many lines as it skips few", async () => {
  const numbered = Array.from({ length: 5000 }, (_, index) => `${index + 1}\n`).join("");
  const data = Buffer.from(numbered);
  for (const size of [100, 4_000, 30_000]) {
    for (const offset of [1, 499, 500, 501, 502, 1_200, 4_990]) {
      const request = { offset, lines: 3, bytes: 1000, size: data.length, lookahead: 1e9 };
      const window = await readLineWindow(pieces(data, size), request);
      expect(Buffer.from(window.bytes).toString()).toBe(
        `${offset}\n${offset + 1}\n${offset + 2}\n`,
      );
      expect([window.totalLines, window.lastLine]).toEqual([5000, offset + 2]);
    }
  }
});

test("stops reading when the rest is too long to count", async () => {
  const data = Buffer.from("line\n".repeat(1000));
  let reads = 0;
  const chunks = pieces(data, 50, () => {
    reads += 1;
  });
  const request = { offset: 5, lines: 2, bytes: 100, size: data.length, lookahead: 0 };
  const window = await readLineWindow(chunks, request);
  expect(Buffer.from(window.bytes).toString()).toBe("line\nline\n");
  expect(window.totalLines).toBeUndefined();
  expect(reads).toBe(1);
});

test("measures a line that is too long to show", async () => {
  const data = Buffer.from(`${"x".repeat(500)}\nshort\n`);
  const request = { offset: 1, lines: 10, bytes: 20, size: data.length, lookahead: 1e9 };
  const window = await readLineWindow(pieces(data, 64), request);
  expect(window).toMatchObject({ cutLine: { bytes: 500, isWhole: true }, endedBy: "bytes" });
});
