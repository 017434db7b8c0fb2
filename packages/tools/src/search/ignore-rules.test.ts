import { expect, test } from "vitest";
import { parseIgnoreRules } from "./ignore-rules.ts";

test("decides as git does", () => {
  const cases: [rules: string, path: string, isFolder: boolean, decision: boolean | undefined][] = [
    ["*.log", "a.log", false, true],
    ["*.log", "deep/a.log", false, true],
    ["/*.log", "deep/a.log", false, undefined],
    ["build/", "build", true, true],
    ["build/", "build", false, undefined],
    ["build/", "a/build", true, true],
    ["a/b", "a/b", false, true],
    ["a/b", "x/a/b", false, undefined],
    ["**/b", "x/a/b", false, true],
    ["a/**", "a/b/c", false, true],
    ["a/**", "a", true, undefined],
    ["*.log\n!keep.log", "keep.log", false, false],
    ["!keep.log\n*.log", "keep.log", false, true],
    ["# comment\n\n  \n", "# comment", false, undefined],
    ["\\#file", "#file", false, true],
    ["\\!file", "!file", false, true],
    ["trailing  \r\nother", "trailing", false, true],
    ["[Bb]in/", "x/Bin", true, true],
    ["[[:upper:]]*.[{o]", "Main.o", false, true],
    ["[[:upper:]]*.[{o]", "main.{", false, undefined],
    ["{a,b}", "a", false, undefined],
    ["{a,b}", "{a,b}", false, true],
  ];
  for (const [rules, path, isFolder, decision] of cases) {
    const label = `${JSON.stringify(rules)} ${path}`;
    expect([label, parseIgnoreRules(rules).decide(path, isFolder)]).toEqual([label, decision]);
  }
});
