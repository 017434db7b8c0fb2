import fc from "fast-check";
import { expect, test } from "vitest";
import { formatPromptFiles } from "./format-prompt-files.ts";

const file = (content: string, path = "/w/AGENTS.md") => ({ path, content });

test("a file of exactly the limit is whole, one more character is cut and counted", () => {
  for (const [length, more] of [
    [19_999, 0],
    [20_000, 0],
    [20_001, 1],
    [25_000, 5_000],
  ] as const) {
    const { text, problems } = formatPromptFiles([file("x".repeat(length))], "/w");
    expect(text.match(/x+/)?.[0]).toHaveLength(length - more);
    expect(text.includes(`<!-- ... truncated (${more} more chars) -->`)).toBe(more > 0);
    expect(problems.map(({ code }) => code)).toEqual(more > 0 ? ["truncated"] : []);
  }
});

test("a character of two units is never split", () => {
  const { text } = formatPromptFiles([file(`${"x".repeat(9)}😀 end`)], "/w", { fileChars: 10 });
  expect(text).toBe(`<!-- AGENTS.md -->\n${"x".repeat(9)}\n<!-- ... truncated (6 more chars) -->`);
});

test("all files together keep to the total, the later ones give way", () => {
  const files = ["a", "b", "c"].map((name) => file(name.repeat(40), `/w/${name}`));
  const { text } = formatPromptFiles(files, "/w", { totalChars: 60 });
  expect(text).toBe(
    [
      `<!-- a -->\n${"a".repeat(40)}`,
      `<!-- b -->\n${"b".repeat(20)}\n<!-- ... truncated (20 more chars) -->`,
      "<!-- c -->\n<!-- ... truncated (40 more chars) -->",
    ].join("\n\n"),
  );
});

test("the name of a file cannot end the comment that it stands in", () => {
  const { text } = formatPromptFiles([file("rules", "/w/a-->\n## Orders/AGENTS.md")], "/w");
  expect(text).toBe("<!-- a--&gt; ## Orders/AGENTS.md -->\nrules");
});

test("what is shown and what is counted as cut make up the file", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "ü", "😀", "\n"), maxLength: 60 }),
      fc.nat(50),
      (content, fileChars) => {
        const { text } = formatPromptFiles([file(content)], "/w", { fileChars });
        const cut = Number(/truncated \((\d+) more chars\) -->$/.exec(text)?.[1] ?? 0);
        const shown = content.slice(0, content.length - cut);
        expect(shown.length).toBeLessThanOrEqual(fileChars);
        expect(shown.isWellFormed()).toBe(true);
        expect(text.startsWith(shown === "" ? "<!--" : `<!-- AGENTS.md -->\n${shown}`)).toBe(true);
      },
    ),
  );
});
