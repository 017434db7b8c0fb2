import { readFileSync } from "node:fs";
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

  test("the diff of any edit is the same, where there is one way to write it", async () => {
    const pi = (await loadPi("0.73.1")).coding;
    await fc.assert(
      fc.asyncProperty(edits, async (edit) => {
        const ours = await editWith(coding, numbered(edit));
        const theirs = await editWith(pi, numbered(edit));
        expect(ours.details).toEqual(theirs.details);
      }),
      { numRuns: 40 },
    );
  });
});

const counts = fc.integer({ min: 0, max: 14 });
const edits = fc.record({
  before: counts,
  old: fc.integer({ min: 0, max: 3 }),
  middle: counts,
  after: counts,
  change: fc.integer({ min: 1, max: 3 }),
});
type Edit = typeof edits extends fc.Arbitrary<infer Value> ? Value : never;
type Lines = Record<keyof Edit, string[]>;

/** No two lines are the same. */
function numbered(edit: Edit): Lines {
  const of = (name: keyof Edit) =>
    Array.from({ length: edit[name] }, (_, index) => `${name} ${index}`);
  return {
    before: of("before"),
    old: of("old"),
    middle: of("middle"),
    after: of("after"),
    change: of("change"),
  };
}

/** All lines are the same, or blank. */
function alike(edit: Edit): Lines {
  const of = (count: number) => Array.from({ length: count }, (_, index) => "a ".repeat(index % 2));
  const { before, old, middle, after, change } = edit;
  return {
    before: of(before),
    old: of(old),
    middle: of(middle),
    after: of(after),
    change: of(change),
  };
}

async function editWith({ createEditTool }: typeof coding, lines: Lines) {
  const { before, old, middle, after, change } = lines;
  const first = ["FIRST", ...old, "END"].join("\n");
  const content = `${[...before, first, ...middle, "SECOND", ...after].join("\n")}\n`;
  using folder = workspace({ "a.txt": content });
  const tool: Loose = createEditTool(folder.path);
  const { details } = await tool.execute("1", {
    path: "a.txt",
    edits: [
      { oldText: first, newText: ["FIRST", ...change].join("\n") },
      { oldText: "SECOND", newText: "2" },
    ],
  });
  return { details, content, edited: readFileSync(folder.at("a.txt"), "utf8") };
}

test("every line of a diff is the line of that number, however alike lines are", async () => {
  await fc.assert(
    fc.asyncProperty(edits, async (edit) => {
      const { details, content, edited } = await editWith(coding, alike(edit));
      const files = { "+": edited.split("\n"), "-": content.split("\n"), " ": content.split("\n") };
      const shown = details.diff.split("\n").filter((line: string) => !/^ +\.\.\.$/.test(line));
      for (const line of shown) {
        const [, sign, number, text] = /^([+ -]) *(\d+) (.*)$/.exec(line) ?? [];
        expect(files[sign as "+"][Number(number) - 1]).toBe(text);
      }
      expect(shown.some((line: string) => line.startsWith("+"))).toBe(true);
    }),
    { numRuns: 40 },
  );
});
