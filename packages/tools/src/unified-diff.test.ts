import { applyPatch } from "diff";
import fc from "fast-check";
import { expect, test } from "vitest";
import { changeBetween, summarizeChanges } from "./unified-diff.ts";

const text = fc
  .array(fc.constantFrom("a\n", "b\n", "c\r\n", "\n", "é\n", "x"), { maxLength: 40 })
  .map((parts) => parts.join(""));

test("a patch turns the old text into the new", async () => {
  await fc.assert(
    fc.asyncProperty(text, text, async (before, after) => {
      fc.pre(before !== after);
      const original = Buffer.from(before);
      const change = changeBetween(original, Buffer.from(after));
      const { diff } = await summarizeChanges("file", original, [change]);
      expect(applyPatch(before, diff ?? "", { autoConvertLineEndings: false })).toBe(after);
    }),
  );
});

test("names the first line that changed", async () => {
  const original = Buffer.from("1\n2\n3\n4\n");
  for (const [changed, line] of [
    ["x\n2\n3\n4\n", 1],
    ["1\n2\n3 \n4\n", 3],
    ["1\n2\n4\n", 3],
    ["1\n2\n3\n4\nnew", 5],
  ] as const) {
    const change = changeBetween(original, Buffer.from(changed));
    const { firstChangedLine } = await summarizeChanges("file", original, [change]);
    expect([changed, firstChangedLine]).toEqual([changed, line]);
  }
});

test("leaves out a diff that nobody could read, but still names the line", async () => {
  const original = Buffer.from("same\n".repeat(3) + "old\n".repeat(100_000));
  const changed = Buffer.from("same\n".repeat(3) + "new\n".repeat(100_000));
  const summary = await summarizeChanges("file", original, [changeBetween(original, changed)]);
  expect(summary).toEqual({ diff: undefined, firstChangedLine: 4 });
});
