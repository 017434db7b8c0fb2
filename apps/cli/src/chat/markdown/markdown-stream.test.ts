import fc from "fast-check";
import { expect, test } from "vitest";
import type { Style } from "../../view/style.ts";
import { createMarkdownStream } from "./markdown-stream.ts";
import type { MarkdownLook } from "./render-blocks.ts";

const same = (text: string) => text;
const style: Style = {
  dim: same,
  bold: same,
  green: same,
  red: same,
  cyan: same,
  yellow: same,
  magenta: same,
  blue: same,
  italic: same,
  underline: same,
  strikethrough: same,
  inverse: same,
};

function createLook(): MarkdownLook & { characters: number } {
  const look = {
    characters: 0,
    style,
    width: 60,
    highlighter: {
      lines(code: string) {
        look.characters += code.length;
        return code.split("\n");
      },
      load() {},
      isLoading: false,
    },
  };
  return look;
}

function rendered(chunks: readonly string[]): string[] {
  const look = createLook();
  const stream = createMarkdownStream();
  const lines: string[] = [];
  for (const chunk of chunks) {
    stream.push(chunk);
    lines.push(...stream.takeFinished(look));
    stream.openLines(look, 10);
  }
  stream.end();
  return [...lines, ...stream.takeFinished(look)];
}

test("it does not matter in what pieces an answer comes", () => {
  const block = fc.constantFrom(
    "# Title\n\n",
    "A paragraph\nof two lines.\n\n",
    "- one\n  - nested\n- two\n\n",
    "1. first\n2. second\n\n",
    "```ts\nconst a = 1;\n\n# no title\n```\n\n",
    "~~~~\n```\n~~~~\n\n",
    "> quoted\n> more\n\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n",
    "Title\n---\n\n",
    "```\nnever closed\n",
  );
  fc.assert(
    fc.property(
      fc.array(block, { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 9 })),
      (blocks, sizes) => {
        const text = blocks.join("");
        const chunks: string[] = [];
        for (let at = 0, index = 0; at < text.length; index++) {
          const size = sizes[index % Math.max(1, sizes.length)] ?? 4;
          chunks.push(text.slice(at, at + size));
          at += size;
        }
        expect(rendered(chunks)).toEqual(rendered([text]));
      },
    ),
  );
});

test("a block is finished once, and only what is open changes", () => {
  const look = createLook();
  const stream = createMarkdownStream();
  stream.push("First para");
  expect(stream.takeFinished(look)).toEqual([]);
  expect(stream.openLines(look, 10)).toEqual(["", "First para"]);
  stream.push("graph.\n\nSecond\nthird");
  expect(stream.takeFinished(look)).toEqual(["", "First paragraph."]);
  expect(stream.openLines(look, 10)).toEqual(["", "Second", "third"]);
  expect(stream.takeFinished(look)).toEqual([]);
});

test("a long code block is coloured once and not at every frame", () => {
  const look = createLook();
  const stream = createMarkdownStream();
  const code = "const value = 1;\n".repeat(5_000);
  stream.push("```ts\n");
  for (let at = 0; at < code.length; at += 500) {
    stream.push(code.slice(at, at + 500));
    stream.takeFinished(look);
    expect(stream.openLines(look, 10).length).toBeLessThanOrEqual(10);
  }
  stream.push("```\n");
  expect(stream.takeFinished(look)).toHaveLength(5_003);
  expect(look.characters).toBeLessThan(2 * code.length);
});
