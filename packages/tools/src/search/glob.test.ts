import fc from "fast-check";
import { expect, test } from "vitest";
import { globToRegExp } from "./glob.ts";

test("matches paths as a shell does", () => {
  const cases: [glob: string, matching: string[], other: string[]][] = [
    ["*.ts", ["a.ts", ".ts"], ["a.tsx", "b/a.ts"]],
    ["src/**/*.ts", ["src/a.ts", "src/b/c/a.ts"], ["lib/src/a.ts", "src/a.js"]],
    ["**/test", ["test", "a/b/test"], ["a/test/b", "atest"]],
    ["a/**", ["a/b", "a/b/c"], ["a", "b/a/c"]],
    ["?.md", ["a.md"], ["ab.md", "/.md", ".md"]],
    ["[a-c]x", ["ax", "cx"], ["dx"]],
    ["[!a]x", ["bx"], ["ax", "/x"]],
    ["[]]", ["]"], ["["]],
    ["[\\]a]", ["]", "a"], ["\\", "]a]"]],
    ["[[:alpha:]_][^[:digit:]]", ["ab", "_:"], ["1a", "a1", ":a", "a/"]],
    ["***/a/****", ["a/b", "x/a/b/c"], ["a"]],
    ["*.{js,ts}", ["a.js", "a.ts"], ["a.{js,ts}", "a.css"]],
    ["{a,b{c,d}}", ["a", "bc", "bd"], ["b", "c"]],
    ["a{b", ["a{b"], ["ab"]],
    ["a,b}", ["a,b}"], ["a"]],
    ["\\*", ["*"], ["a", "\\*"]],
    ["a.b(c)+$^|", ["a.b(c)+$^|"], ["axb(c)+$^|"]],
    ["a**b", ["axxb"], ["a/b"]],
  ];
  for (const [glob, matching, other] of cases) {
    const expression = globToRegExp(glob);
    const found = [...matching, ...other].filter((path) => expression.test(path));
    expect([glob, found]).toEqual([glob, matching]);
  }
});

test("a pattern without special characters matches itself and nothing else", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, other) => {
      fc.pre(!/[*?[\]{},\\]/.test(text));
      expect(globToRegExp(text).test(text)).toBe(true);
      expect(globToRegExp(text).test(other)).toBe(text === other);
    }),
  );
});

test("any text is a valid glob", () => {
  const part = fc.constantFrom(
    "*",
    "**",
    "/",
    "[",
    "]",
    "{",
    "}",
    ",",
    "!",
    "^",
    "\\",
    "-",
    "[:alpha:]",
    ":",
    "a",
    "(",
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      globToRegExp(parts.join("")).test("a");
    }),
  );
});
