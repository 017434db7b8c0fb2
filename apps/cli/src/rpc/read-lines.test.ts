import fc from "fast-check";
import { expect, test } from "vitest";
import { type InputLine, readLines } from "./read-lines.ts";

async function linesOf(bytes: Uint8Array, size: number, longest = 1_000_000): Promise<InputLine[]> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const lines: InputLine[] = [];
  for await (const line of readLines(chunks(), longest)) lines.push(line);
  return lines;
}

test("however records are cut into chunks, the same records come out", async () => {
  const record = fc.record({
    text: fc.string({ unit: "binary", maxLength: 12 }),
    id: fc.integer(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 5 }),
      fc.integer({ min: 1, max: 9 }),
      async (records, size) => {
        const wellFormed = records.map((one) => ({ ...one, text: one.text.toWellFormed() }));
        const input = wellFormed.map((one) => `${JSON.stringify(one)}\n`).join("");
        const lines = await linesOf(Buffer.from(input), size);
        expect(lines.map((line) => line.type === "line" && JSON.parse(line.text))).toEqual(
          wellFormed,
        );
      },
    ),
  );
});

test("only a line feed ends a line, a carriage return before it is dropped, and the last line needs none", async () => {
  const lines = await linesOf(Buffer.from("a\u2028b\u2029c\u0085d\r\n\nlast"), 100);
  expect(lines).toEqual([
    { type: "line", text: "a\u2028b\u2029c\u0085d" },
    { type: "line", text: "" },
    { type: "line", text: "last" },
  ]);
});

test("a line that is too long is reported once, and the next one is read", async () => {
  const lines = await linesOf(Buffer.from(`${"x".repeat(50)}\nok\n`), 7, 10);
  expect(lines).toEqual([{ type: "too_long" }, { type: "line", text: "ok" }]);
});
