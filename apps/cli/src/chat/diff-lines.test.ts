import { styleText } from "node:util";
import { expect, test, vi } from "vitest";
import type { Style } from "../view/style.ts";
import { diffLines } from "./diff-lines.ts";
import { createHighlighter } from "./markdown/highlighter.ts";

const paint = (format: Parameters<typeof styleText>[0]) => (text: string) =>
  styleText(format, text, { validateStream: false });
const style: Style = {
  dim: paint("dim"),
  bold: paint("bold"),
  green: paint("green"),
  red: paint("red"),
  cyan: paint("cyan"),
  yellow: paint("yellow"),
  magenta: paint("magenta"),
  blue: paint("blue"),
  italic: paint("italic"),
  underline: paint("underline"),
  strikethrough: paint("strikethrough"),
  inverse: paint("inverse"),
};

test("what comes has the colours of its language, what goes is red", async () => {
  const loaded = vi.fn();
  const highlighter = createHighlighter(style, loaded);
  highlighter.load();
  await vi.waitFor(() => expect(loaded).toHaveBeenCalled());
  const diff = "--- a.ts\n+++ a.ts\n@@ -1,2 +1,2 @@\n const a = 1;\n-return b;\n+return 2;\n";
  expect(diffLines(diff, { style, highlighter, width: 80 }, { path: "src/a.ts" })).toEqual([
    `  ${style.green("+1")} ${style.red("-1")}`,
    `  ${style.cyan("@@ -1,2 +1,2 @@")}`,
    `   ${style.magenta("const")} a = ${style.yellow("1")};`,
    `  ${style.red("-return b;")}`,
    `  ${style.green("+")}${style.magenta("return")} ${style.yellow("2")};`,
  ]);
});

test("of a long diff the beginning and the end are shown, and how much there is", () => {
  const highlighter = createHighlighter(style, () => {});
  const diff = Array.from({ length: 500 }, (_, index) => `+line ${index}`).join("\n");
  const lines = diffLines(diff, { style, highlighter, width: 80 });
  expect(lines).toHaveLength(20);
  expect(lines[0]).toContain("+500");
  expect(lines[13]).toContain("⋮ 482 more lines");
  expect(lines.at(-1)).toContain("line 499");
});
