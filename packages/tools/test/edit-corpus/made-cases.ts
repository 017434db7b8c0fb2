import type { EditCase } from "./edit-case.ts";

/** Edits at every place of a small file, in every form that files have, and some in a very large one. */
export function madeCases(): EditCase[] {
  return [...placeCases(), ...languageCases(), ...hugeCases()];
}

const lines = ["first", "", "  second", "  third", "last"];
const operations = {
  replace: (line: string) => [`${line} $& changed`],
  insert: (line: string) => [line, "  new one", "  new two"],
  delete: () => [],
};

function placeCases(): EditCase[] {
  return [0, 2, 4].flatMap((at) =>
    Object.entries(operations).flatMap(([operation, change]) =>
      ["\n", "\r\n"].flatMap((ending) =>
        ["", "\ufeff"].flatMap((mark) =>
          [true, false].map((isEnded) => {
            const line = lines[at] ?? "";
            const whole = (parts: readonly string[]) =>
              mark + parts.join(ending) + (isEnded ? ending : "");
            // Deleting a line takes one of its line endings along.
            const isLast = at === lines.length - 1;
            const changed = change(line).join("\n");
            const isDeleted = operation === "delete";
            const oldText = isDeleted ? (isLast ? `\n${line}` : `${line}\n`) : line;
            return {
              kind: `made: ${operation}`,
              name: `line ${at + 1}, ${JSON.stringify(mark + ending)}, ${isEnded ? "ended" : "not ended"}`,
              file: whole(lines),
              edits: [{ oldText, newText: isDeleted ? "" : changed }],
              edited: whole(lines.toSpliced(at, 1, ...change(line))),
              line: at + 1,
            };
          }),
        ),
      ),
    ),
  );
}

function languageCases(): EditCase[] {
  const table: [name: string, file: string, oldText: string, newText: string, edited: string][] = [
    [
      "Python, from a nested block",
      "class A:\n    def f(self):\n        if x:\n            return 1\n",
      "if x:\n    return 1",
      "if x:\n    y()\n    return 2",
      "class A:\n    def f(self):\n        if x:\n            y()\n            return 2\n",
    ],
    [
      "Go, tabs written as four spaces",
      "func f() {\n\tif x {\n\t\treturn\n\t}\n}\n",
      "    if x {\n        return\n    }",
      "    if x {\n        g()\n        return\n    }",
      "func f() {\n\tif x {\n\t\tg()\n\t\treturn\n\t}\n}\n",
    ],
    [
      "Make, a recipe written with spaces",
      "all: a\n\tcc a\n\tcc b\n",
      "    cc a\n    cc b",
      "    cc a\n    cc c\n    cc b",
      "all: a\n\tcc a\n\tcc c\n\tcc b\n",
    ],
    [
      "Markdown, typographic text",
      "It\u2019s \u201cfine\u201d \u2014 or\u00a0is it?\nNext.\nEnd\n",
      'It\'s "fine" - or is it?\nNext.',
      'It\'s "fine" - or is it?\nThen.',
      "It\u2019s \u201cfine\u201d \u2014 or\u00a0is it?\nThen.\nEnd\n",
    ],
    [
      "JSON, one value",
      '{\n  "a": 1,\n  "b": [1, 2]\n}\n',
      '"b": [1, 2]',
      '"b": [1, 2, 3]',
      '{\n  "a": 1,\n  "b": [1, 2, 3]\n}\n',
    ],
    ["a regular expression in the text", "a.*b\naxxb\n", "a.*b", "c+", "c+\naxxb\n"],
    [
      "composed characters",
      "caf\u00e9 a\nb\n",
      "cafe\u0301 a\nb",
      "cafe\u0301 a\nc",
      "caf\u00e9 a\nc\n",
    ],
    ["an emoji", "one \u{1f9f5} two", "\u{1f9f5}", "\u{1f6e0}\ufe0f", "one \u{1f6e0}\ufe0f two"],
    ["mixed line endings", "a\r\nb\nc\r\nd\n", "b\nc", "b\nx\nc", "a\r\nb\nx\nc\r\nd\n"],
    ["a lone carriage return", "a\rb\nc\n", "b\nc", "d\nc", "a\rd\nc\n"],
    ["no line feed at the end", "a\nb", "b\n", "c\n", "a\nc"],
    ["white space only, exact", "a\n\n\n\nb\n", "a\n\n\n\nb", "a\n\nb", "a\n\nb\n"],
    ["NUL-like escapes", "x = '\\\\0'\n", "'\\\\0'", "'\\\\1'", "x = '\\\\1'\n"],
  ];
  return table.map(([name, file, oldText, newText, edited]) => {
    return { kind: "made: languages", name, file, edits: [{ oldText, newText }], edited, line: 1 };
  });
}

function hugeCases(): EditCase[] {
  const numbered = Array.from(
    { length: 200_000 },
    (_, index) => `line ${index} of a very large file`,
  );
  const file = numbered.join("\n");
  return [0, 100_000, 199_999].map((at) => {
    const line = numbered[at] ?? "";
    const edits = [{ oldText: `${line}${at === 199_999 ? "" : "\n"}`, newText: "" }];
    const edited =
      at === 199_999
        ? `${numbered.slice(0, at).join("\n")}\n`
        : numbered.toSpliced(at, 1).join("\n");
    return { kind: "made: huge file", name: `line ${at}`, file, edits, edited, line: at + 1 };
  });
}
