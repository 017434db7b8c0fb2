import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareLessons, isMoreSpecific } from "./compare-lessons.ts";
import type { ComparedLesson } from "./lesson-content.ts";

function lesson(when: string, advice: string, rest: Partial<ComparedLesson> = {}): ComparedLesson {
  return { title: "", when, do: advice, tools: [], scope: "global", ...rest };
}

/** For both orders. */
function expectRelation(
  a: ComparedLesson,
  b: ComparedLesson,
  relation: ReturnType<typeof compareLessons>,
): void {
  expect([compareLessons(a, b), compareLessons(b, a)]).toEqual([relation, relation]);
}

describe("a contradiction", () => {
  const pairs: [string, string, string, string?][] = [
    ["installing dependencies", "Use npm install.", "Use pnpm install, not npm."],
    ["installing dependencies", "Use npm.", "Use pnpm."],
    ["committing", "Always run the linter.", "Never run the linter."],
    ["writing tests", "Mock the database.", "Do not mock the database."],
    ["writing tests", "Mock the database.", "You mustn’t mock the database."],
    ["searching the code", "Use grep.", "Use ripgrep instead of grep."],
    ["searching the code", "Use find.", "Prefer fd over find."],
    ["formatting code", "Use tabs for indentation.", "Use two spaces for indentation."],
    ["answering the user", "Answer in English.", "Answer in German."],
    ["calling the weather API", "Set the timeout to 30 seconds.", "Set the timeout to 60 seconds."],
    ["updating a feature branch", "Use git merge.", "Use git rebase."],
    ["saving reports", "Save reports in docs/.", "Save reports in build/."],
    ["configuring the server", "Use nginx as the proxy.", "Use Caddy as the proxy."],
    ["eine Nachricht an Kunden schreiben", "Kunden siezen.", "Kunden nie siezen."],
    ["部署到生产环境", "备份数据库", "不要备份数据库"],
  ];
  test.each(pairs)("%s: %s / %s", (when, advice, other) => {
    expectRelation(lesson(when, advice), lesson(when, other), "contradiction");
  });

  test("is there between a scope and what holds everywhere", () => {
    const [npm, pnpm] = [lesson("installing", "Use npm."), lesson("installing", "Use pnpm.")];
    expectRelation(npm, { ...pnpm, scope: "/project" }, "contradiction");
    expectRelation({ ...npm, scope: "/other" }, { ...pnpm, scope: "/project" }, undefined);
  });
});

describe("two lessons that can both be true are neither", () => {
  const pairs: [string, string, string][] = [
    ["running tests", "Run the unit tests first.", "Run the integration tests with Docker."],
    ["calling the weather API", "Use a timeout of 10 s.", "Use the cached token."],
    ["pushing to main", "Do not force-push to main.", "Push to main after the tests pass."],
    ["deleting files", "Ask before deleting files.", "Never delete files in the archive."],
    ["adding a dependency", "Use pnpm, not npm.", "Look the version up in the npm registry first."],
    ["running scripts", "Run `corepack enable` if it is not installed.", "Install corepack."],
    ["testing", "Use SQLite for unit tests.", "Use Postgres for integration tests."],
    ["pushing", "Do not push before running the tests.", "Push after running the tests."],
    ["pushing", "Push to main only when asked.", "Never push to main unless asked."],
    ["a request fails", "Retry on 429.", "Retry on 503."],
    ["reading settings", "Run `pnpm test --filter api`.", "Run `pnpm test --filter web`."],
    ["fetching pages", "Do it.", "Do that."],
  ];
  test.each(pairs)("%s: %s / %s", (when, advice, other) => {
    expectRelation(lesson(when, advice), lesson(when, other), undefined);
  });

  test("also when a situation says nothing", () => {
    const always = lesson("always", "Use yarn for it.", { title: "Yarn for knitting patterns" });
    const other = lesson("always", "Use npm for it.", { title: "npm for websites" });
    expectRelation(always, other, undefined);
  });

  test("also when only the advice is the same", () => {
    const advice = "Run the linter before handing over.";
    expectRelation(lesson("editing Rust", advice), lesson("writing an invoice", advice), undefined);
  });
});

describe("a duplicate", () => {
  const pairs: [ComparedLesson, ComparedLesson][] = [
    [
      lesson("committing", "Don't forget to run the linter."),
      lesson("committing changes", "Run the linter."),
    ],
    [
      lesson("installing packages", "Run pnpm install", { title: "Use pnpm" }),
      lesson("installing dependencies", "Use pnpm install, not npm", { title: "pnpm installs" }),
    ],
    [
      lesson("deploying to production", "Run the smoke tests on staging first."),
      lesson("deploying to production", "First run the smoke tests on staging."),
    ],
    [
      lesson("writing a commit message", "Start with a verb in the imperative."),
      lesson("writing commit messages", "Start the message with an imperative verb."),
    ],
    [lesson("pushing", "Never push to main."), lesson("pushing a branch", "Do not push to main!")],
  ];
  test.each(pairs)("%o / %o", (a, b) => expectRelation(a, b, "duplicate"));

  test("is not there when the tools are others, or numbers or options differ", () => {
    const whole = lesson("reading a log", "Read the last 100 lines first.", { tools: ["bash"] });
    expectRelation(whole, { ...whole, do: "Read the last lines first, 100." }, "duplicate");
    expectRelation(
      whole,
      { ...whole, do: "Read the last lines first, 100.", tools: ["read_file"] },
      undefined,
    );
    expectRelation(
      lesson("building", "Build with `make --silent all`."),
      lesson("building", "Build with `make --trace all`."),
      undefined,
    );
  });
});

test("a lesson for a part of the situations is more specific", () => {
  const general = lesson("writing tests", "Use Vitest.");
  const specific = lesson("writing tests of React components", "Use Vitest.");
  expect([isMoreSpecific(specific, general), isMoreSpecific(general, specific)]).toEqual([
    true,
    false,
  ]);
  const scoped = { ...general, scope: "/project" };
  expect([isMoreSpecific(scoped, specific), isMoreSpecific(specific, scoped)]).toEqual([
    true,
    false,
  ]);
  const withTool = { ...general, tools: ["bash"] };
  expect([isMoreSpecific(withTool, general), isMoreSpecific(general, withTool)]).toEqual([
    true,
    false,
  ]);
  expect(isMoreSpecific(general, general)).toBe(false);
  expect(isMoreSpecific(lesson("reading mail", "x"), general)).toBe(false);
});

test("whatever the texts are: the order does not matter, and nothing contradicts itself", () => {
  const words = fc.constantFrom(
    ..."use never not npm pnpm instead of tests before 5 s `--all` , . 数据 für the".split(" "),
  );
  const text = fc.oneof(
    fc.array(words, { maxLength: 8 }).map((all) => all.join(" ")),
    fc.string({ unit: "binary" }),
  );
  const anyLesson = fc.record({
    title: text,
    when: text,
    do: text,
    tools: fc.array(text, { maxLength: 2 }),
    scope: fc.constantFrom("global", "a", "b"),
  });
  fc.assert(
    fc.property(anyLesson, anyLesson, (a, b) => {
      expect(compareLessons(a, b)).toBe(compareLessons(b, a));
      expect(isMoreSpecific(a, b) && isMoreSpecific(b, a)).toBe(false);
    }),
  );
});
