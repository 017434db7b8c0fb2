import { expect, test } from "vitest";
import { completionAt } from "./completion.ts";

const sources = {
  commands: [
    { name: "help", description: "Show help" },
    {
      name: "thinking",
      description: "Change thinking",
      values: () => [
        { label: "off", insert: "off" },
        { label: "high", insert: "high" },
      ],
    },
    { name: "skill:review", description: "A skill" },
  ],
  files: ["src/", "src/parser.ts", "docs/my notes.md"],
};

function inserts(text: string): string[] | undefined {
  return completionAt(text, text.length, sources)?.items.map(({ insert }) => insert);
}

test.each([
  ["/", ["/help ", "/thinking ", "/skill:review "]],
  ["/thi", ["/thinking "]],
  ["/rev", ["/skill:review "]],
  ["/thinking h", ["high"]],
  ["say /help", undefined],
  ["look at @pars", ["@src/parser.ts "]],
  ["@notes", ['@"docs/my notes.md" ']],
  ['@"my no', ['@"docs/my notes.md" ']],
  ["@src", ["@src/", "@src/parser.ts "]],
  ["mail@src", undefined],
  ["@nothing-like-that", undefined],
])("%j is completed", (text, expected) => {
  expect(inserts(text)).toEqual(expected);
});

test("of arguments none is chosen, as what is typed may be meant", () => {
  expect(completionAt("/thinking h", 11, sources)?.index).toBe(-1);
  expect(completionAt("/thi", 4, sources)?.index).toBe(0);
});

test("a mention in the middle is replaced where it stands", () => {
  const text = "see @pars please";
  expect(completionAt(text, 9, sources)).toMatchObject({ start: 4, end: 9 });
});
