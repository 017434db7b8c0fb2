import fc from "fast-check";
import { expect, test } from "vitest";
import { createTagSplitter } from "./tag-splitter.ts";

const tags = { open: "<think>", close: "</think>" };

/** What the splitter makes of a text in pieces; neighbours of one kind are joined. */
function splitAll(pieces: readonly string[]): string[][] {
  const parts: string[][] = [];
  const splitter = createTagSplitter(tags, (kind, text) => {
    if (text === "") return;
    const last = parts.at(-1);
    if (last?.[0] === kind) last[1] += text;
    else parts.push([kind, text]);
  });
  for (const piece of pieces) splitter.push(piece);
  splitter.flush();
  return parts;
}

test.each<[string, string[][]]>([
  ["Hi", [["text", "Hi"]]],
  [
    "<think>Hm.</think>Hi",
    [
      ["thinking", "Hm."],
      ["text", "Hi"],
    ],
  ],
  [
    "\n<think>Hm.</think>\n\n<think> Then.</think>\n Hi ",
    [
      ["thinking", "Hm. Then."],
      ["text", "Hi "],
    ],
  ],
  ["Write <think> first.", [["text", "Write <think> first."]]],
  [
    "<think>Hm.</think>Hi <think>",
    [
      ["thinking", "Hm."],
      ["text", "Hi <think>"],
    ],
  ],
  ["<think>Hm. </thi", [["thinking", "Hm. </thi"]]],
  ["<thi", [["text", "<thi"]]],
  ["<think>", []],
  ["<think></think>", []],
  ["", []],
])("%j", (text, parts) => {
  expect(splitAll([text])).toEqual(parts);
});

test("pieces give the same as the whole, wherever the text is cut", () => {
  const fragment = fc.constantFrom("<think>", "</think>", "<", "</th", "think>", " ", "\n", "ab");
  fc.assert(
    fc.property(
      fc.array(fragment),
      fc.array(fc.nat({ max: 5 }), { minLength: 1 }),
      (parts, sizes) => {
        const text = parts.join("");
        const pieces: string[] = [];
        for (let start = 0, turn = 0; start < text.length; turn++) {
          const size = 1 + (sizes[turn % sizes.length] ?? 0);
          pieces.push(text.slice(start, start + size));
          start += size;
        }
        expect(splitAll(pieces)).toEqual(splitAll([text]));
      },
    ),
  );
});
