import fc from "fast-check";
import { expect, test } from "vitest";
import { isEveryday, termsOf } from "./lesson-terms.ts";

test("forms of a word have one term", () => {
  const families = [
    "cache caches cached caching",
    "commit commits committed committing",
    "name names named naming",
    "patch patches patched patching",
    "dependency dependencies deps",
    "retry retries retried retrying",
    "class classes",
    "write writes writing wrote written",
    "migrate migrates migrating migration migrations",
    "repository repositories repo repos",
    "deploy deploys deployed deployment deployments",
  ];
  for (const family of families) {
    const terms = family.split(" ").map((word) => termsOf(word).join());
    expect(new Set(terms).size, family).toBe(1);
  }
});

test("words that only look alike keep terms of their own", () => {
  for (const [a = "", b = ""] of [
    ["note", "not"],
    ["string", "strength"],
    ["status", "stat"],
    ["java", "javascript"],
    ["git", "github"],
    ["embed", "ember"],
    ["c++", "c#"],
  ]) {
    expect(termsOf(a)).not.toEqual(termsOf(b));
  }
});

test("stop words and single letters are left out, signs of languages are not", () => {
  expect(termsOf("What is the a of this? I don't, you're: x")).toEqual([]);
  expect(termsOf("C++, C# and F#")).toEqual(["c++", "c#", "f#"]);
});

test("identifiers and paths give their parts and themselves", () => {
  expect(termsOf("pnpm-lock.yaml")).toEqual(["pnpmlock.yaml", "pnpm", "lock", "yaml"]);
  expect(termsOf("src/parseHTTPHeader.py")).toEqual(
    expect.arrayContaining(["parsehttpheader.py", "pars", "http", "header", "python"]),
  );
  const styles = ["readFile", "read_file", "read-file", "ReadFile"].map(termsOf);
  for (const terms of styles) expect(terms).toEqual(["readfile", "read", "file"]);
});

test("short forms are what they stand for", () => {
  expect(termsOf("open a PR")).toEqual(termsOf("open a pull request"));
  expect(termsOf("k8s")).toEqual(termsOf("Kubernetes"));
  expect(termsOf("main.ts")).toContain("typescript");
});

test("accents and upper case do not matter", () => {
  expect(termsOf("RÉSUMÉ Größe")).toEqual(termsOf("resume große"));
});

test("scripts without spaces give pairs, also beside Latin words", () => {
  expect(termsOf("使用pnpm安装依赖")).toEqual(["使用", "pnpm", "安装", "装依", "依赖"]);
  expect(termsOf("テスト")).toEqual(["テス", "スト"]);
  expect(termsOf("猫")).toEqual(["猫"]);
});

test("everyday words are known in all their forms", () => {
  for (const text of ["files", "fixing", "tested", "changes", "messages", "17", "して"]) {
    expect(termsOf(text).every(isEveryday), text).toBe(true);
  }
  expect(termsOf("rebase lockfile kubernetes").some(isEveryday)).toBe(false);
});

test("of a long text both ends are read", () => {
  const terms = termsOf(`alpha ${"middle ".repeat(2000)} hidden ${"middle ".repeat(2000)} omega`);
  expect(terms).toContain("alpha");
  expect(terms).toContain("omega");
  expect(terms).not.toContain("hidden");
});

test("any text has terms of lower case letters, digits and signs within words", () => {
  const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(text, (value) => {
      for (const term of termsOf(value)) {
        expect(term).not.toMatch(/\s/);
        expect(term).toBe(term.toLowerCase());
        expect(term.length).toBeGreaterThan(0);
      }
      expect(termsOf(value)).toEqual(termsOf(value));
    }),
  );
});

test("a text of one character over and over is read", () => {
  for (const unit of ["a", "-", "a-", ".", "A", "漢", "é", "\ud800", "a/"]) {
    expect(termsOf(unit.repeat(100_000)).length).toBeLessThan(20_000);
  }
});
