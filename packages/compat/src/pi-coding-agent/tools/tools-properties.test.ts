import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { argent } from "../../../test/coding-agent/both-sides.ts";
import { workspace } from "../../../test/coding-agent/workspace.ts";
import { hasPi, loadPi } from "../../../test/kit.ts";
import type { Loose } from "../../pi-ai/loose.ts";
import { createOutputTail } from "./output-tail.ts";

const { coding } = argent;
const texts = fc
  .array(fc.oneof(fc.string({ unit: "grapheme", maxLength: 12 }), fc.constant("x".repeat(30))))
  .map((parts) => parts.join("\n"));
const limits = fc.record({
  maxLines: fc.integer({ min: 1, max: 8 }),
  maxBytes: fc.integer({ min: 1, max: 60 }),
});

test("what is cut is whole lines from the start or the end, within the limits", () => {
  fc.assert(
    fc.property(texts, limits, (text, { maxLines, maxBytes }) => {
      const head = coding.truncateHead(text, { maxLines, maxBytes });
      const tail = coding.truncateTail(text, { maxLines, maxBytes });
      for (const { content, outputBytes, truncated } of [head, tail]) {
        expect(content.split("\n").length).toBeLessThanOrEqual(maxLines);
        expect(outputBytes).toBe(Buffer.byteLength(content));
        expect(outputBytes).toBeLessThanOrEqual(maxBytes);
        expect(truncated).toBe(content !== text);
      }
      expect(text.startsWith(head.content)).toBe(true);
      expect(text.endsWith(tail.content)).toBe(true);
      if (!tail.lastLinePartial && tail.outputLines > 0) {
        expect(text.split("\n").slice(-tail.outputLines).join("\n")).toBe(tail.content);
      }
    }),
  );
});

test("an output that comes in pieces has the end that the whole has", async () => {
  const pieces = fc.array(fc.string({ unit: "grapheme", maxLength: 3_000 }), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(pieces, async (given) => {
      const whole = coding.truncateTail(given.join(""));
      const tail = createOutputTail();
      for (const piece of given) tail.add(piece);
      const { truncation } = tail.view();
      await tail.close();
      expect(truncation).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

describe.runIf(hasPi)("as Pi 0.73.1 has it", () => {
  test("any text is cut in the same place", async () => {
    const pi = (await loadPi("0.73.1")).coding;
    fc.assert(
      fc.property(texts, limits, (text, options) => {
        expect(coding.truncateHead(text, options)).toEqual(pi.truncateHead(text, options));
        expect(coding.truncateTail(text, options)).toEqual(pi.truncateTail(text, options));
      }),
    );
  });

  test("the diff of any edit is the same", async () => {
    const pi = (await loadPi("0.73.1")).coding;
    const line = fc.constantFrom("a", "b", "c", "", "  d");
    const edits = fc.record({
      before: fc.array(line, { maxLength: 14 }),
      old: fc.array(line, { maxLength: 3 }),
      middle: fc.array(line, { maxLength: 14 }),
      after: fc.array(line, { maxLength: 14 }),
      change: fc.array(line, { minLength: 1, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(edits, async ({ before, old, middle, after, change }) => {
        const first = ["FIRST", ...old, "END"].join("\n");
        const second = "SECOND";
        const content = `${[...before, first, ...middle, second, ...after].join("\n")}\n`;
        const params = {
          path: "a.txt",
          edits: [
            { oldText: first, newText: ["FIRST", ...change].join("\n") },
            { oldText: second, newText: "2" },
          ],
        };
        const diffs = [];
        for (const side of [coding, pi]) {
          using folder = workspace({ "a.txt": content });
          const tool: Loose = side.createEditTool(folder.path);
          diffs.push((await tool.execute("1", params)).details);
        }
        expect(diffs[0]).toEqual(diffs[1]);
      }),
      { numRuns: 40 },
    );
  });
});
