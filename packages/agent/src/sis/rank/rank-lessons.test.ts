import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { labelledLessons } from "../../../test/lessons/labelled-lessons.ts";
import { labelledPrompts, toolsInPlay } from "../../../test/lessons/labelled-prompts.ts";
import type { Lesson } from "../lesson.ts";
import { rankLessons, relevanceOf } from "./rank-lessons.ts";

const day = 24 * 60 * 60 * 1000;
const pnpm = lesson("pnpm", {
  title: "Use pnpm",
  when: "installing dependencies",
  do: "Run `pnpm install` and never write another lockfile.",
  tools: ["bash"],
});

function lesson(id: string, rest: Partial<Lesson> = {}): Lesson {
  return {
    id,
    title: "",
    when: "",
    do: "",
    tags: [],
    tools: [],
    scope: "global",
    status: "active",
    createdAt: 0,
    evidence: [],
    ...rest,
  };
}

function idsFor(prompt: string, lessons: readonly Lesson[], tools?: readonly string[]): string[] {
  return rankLessons(lessons, { prompt, tools }).map(({ lesson: { id } }) => id);
}

test("a lesson fits a prompt that names what it is about, in another form too", () => {
  for (const prompt of ["install lodash with pnpm", "Installed a dependency", "PNPM fails"]) {
    expect(idsFor(prompt, [pnpm])).toEqual(["pnpm"]);
  }
});

test("a lesson does not fit what has nothing to do with it", () => {
  for (const prompt of ["hello", "write a poem about the sea", "", "?!", "run it"]) {
    expect(idsFor(prompt, [pnpm])).toEqual([]);
  }
});

test("a tool in play makes no lesson fit", () => {
  expect(idsFor("hello", [pnpm], ["bash"])).toEqual([]);
  expect(idsFor("hello", labelledLessons, toolsInPlay)).toEqual([]);
});

test("of two lessons that fit alike, the one about a rare tool in play is better", () => {
  const [a, b] = [
    lesson("a", { when: "reading invoices", do: "Look at the totals.", tools: ["bash"] }),
    lesson("b", { when: "reading invoices", do: "Look at the dates.", tools: ["ocr"] }),
  ];
  const others = ["c", "d", "e"].map((id) => lesson(id, { title: id, tools: ["bash"] }));
  expect(idsFor("read the invoices", [a, b, ...others], ["bash"])).toEqual(["a", "b"]);
  expect(idsFor("read the invoices", [a, b, ...others], ["bash", "ocr"])).toEqual(["b", "a"]);
});

test("one everyday word is not enough, unless few of many lessons have it or another hit backs it", () => {
  const tests = lesson("tests", {
    title: "Look at the report of a test",
    when: "a test of the scheduler ends",
    do: "Read the summary.",
    tags: ["test"],
  });
  expect(idsFor("test the parser of invoices", [tests, pnpm])).toEqual([]);
  expect(idsFor("test the scheduler of invoices", [tests, pnpm])).toEqual(["tests"]);
  const many = Array.from({ length: 2000 }, (_, index) =>
    lesson(`other-${index}`, { title: `Subject${index}`, when: `subject${index} happens` }),
  );
  expect(idsFor("test the parser of invoices", [tests, ...many])).toEqual(["tests"]);
});

test("the more of a prompt a lesson is about, the better it is", () => {
  const [git, push] = [
    lesson("git", { title: "Git", when: "using git", do: "Look at the state first." }),
    lesson("push", { title: "Push with lease", when: "pushing with git", do: "Keep the lease." }),
  ];
  expect(idsFor("push with git", [git, push])).toEqual(["push", "git"]);
  const [first, second] = rankLessons([git, push], { prompt: "push with git" });
  expect(first?.score).toBeGreaterThan(second?.score ?? 1);
  expect(first?.score).toBeLessThanOrEqual(1);
});

test("lessons that say the same are there once, as the best of them", () => {
  const same = lesson("same", {
    title: "pnpm",
    when: "installing packages and dependencies",
    do: "Use pnpm install.",
  });
  const [best] = rankLessons([pnpm, same], { prompt: "install dependencies" });
  expect(idsFor("install dependencies", [pnpm, same])).toEqual([best?.lesson.id]);
  expect(idsFor("install dependencies", [same, pnpm])).toEqual([best?.lesson.id]);
});

describe("of lessons that contradict each other", () => {
  const older = lesson("older", {
    title: "npm installs dependencies",
    when: "installing dependencies",
    do: "Use npm install.",
    createdAt: 1 * day,
  });
  const newer = lesson("newer", {
    title: "pnpm",
    when: "installing dependencies or tools",
    do: "Use pnpm, never npm install.",
    createdAt: 2 * day,
  });
  const unlike = lesson("unlike", {
    title: "Dependencies in order",
    when: "installing dependencies",
    do: "Sort the manifest by name.",
  });

  test("the newer one is directly before the other, and its score is no lower", () => {
    const [alone] = rankLessons([older], { prompt: "npm install dependencies" });
    const lessons = [older, unlike, newer];
    const ranked = rankLessons(lessons, { prompt: "npm install dependencies" });
    const ids = ranked.map((one) => one.lesson.id);
    expect(ids.indexOf("newer")).toBe(ids.indexOf("older") - 1);
    expect(ids).toContain("unlike");
    expect(alone?.score).toBeGreaterThan(0);
    expect(ranked.map(({ score }) => score)).toEqual(
      ranked.map(({ score }) => score).toSorted((a, b) => b - a),
    );
  });

  test("the one for a project is before the one for everything, though it is older", () => {
    const scoped = { ...older, scope: "/project" };
    expect(idsFor("npm install dependencies", [newer, scoped])).toEqual(["older", "newer"]);
  });

  test("a limit leaves out the overruled one first", () => {
    const ranked = rankLessons([older, newer], { prompt: "npm install" }, { limit: 1 });
    expect(ranked.map((one) => one.lesson.id)).toEqual(["newer"]);
  });
});

test("retired, rejected and superseded lessons never appear, and do not count", () => {
  const gone: Lesson[] = [
    { ...pnpm, id: "retired", status: "retired" },
    { ...pnpm, id: "rejected", status: "rejected" },
    { ...pnpm, id: "superseded", supersededBy: "pnpm" },
  ];
  expect(idsFor("pnpm install", gone)).toEqual([]);
  expect(rankLessons([...gone, pnpm], { prompt: "pnpm install" })).toEqual(
    rankLessons([pnpm], { prompt: "pnpm install" }),
  );
});

test("age decides between equals when the time is given, and is nothing otherwise", () => {
  const [a, b] = [
    lesson("a", { when: "reading invoices", do: "Look at the totals.", createdAt: 0 }),
    lesson("b", { when: "reading invoices", do: "Look at the dates.", createdAt: 90 * day }),
  ];
  const context = { prompt: "read the invoices" };
  const ids = (now?: number) => rankLessons([a, b], context, { now }).map((r) => r.lesson.id);
  expect(ids()).toEqual(["a", "b"]);
  expect(ids(91 * day)).toEqual(["b", "a"]);
  const better = { ...a, title: "Invoices" };
  const ranked = rankLessons([better, b], context, { now: 10_000 * day });
  expect(ranked[0]?.lesson.id).toBe("a");
});

test("what was asked before and after a long text is found", () => {
  const log = "The gulls circled above the chimneys and a bell rang behind the warehouses. ".repeat(
    300,
  );
  expect(idsFor(`pnpm install fails:\n${log}`, [pnpm])).toEqual(["pnpm"]);
  expect(idsFor(`${log}\nWhy does pnpm install fail?`, [pnpm])).toEqual(["pnpm"]);
});

test("a lesson without its optional parts is ranked by what it has", () => {
  const bare: Lesson = JSON.parse('{"id":"bare","title":"Use pnpm"}');
  const empty: Lesson = JSON.parse('{"id":"empty"}');
  const odd: Lesson = JSON.parse('{"id":"odd","title":7,"tags":"pnpm","tools":[null],"when":null}');
  expect(idsFor("pnpm", [bare, empty, odd]).toSorted()).toEqual(["bare", "odd"]);
});

test("why a lesson fits can be told, and that it does not", () => {
  expect(relevanceOf(pnpm, [pnpm], { prompt: "Installing with PNPM" })).toEqual({
    score: rankLessons([pnpm], { prompt: "Installing with PNPM" })[0]?.score,
    matches: ["PNPM", "Installing"],
  });
  expect(relevanceOf(pnpm, [], { prompt: "write a poem" })).toEqual({
    score: 0,
    matches: ["write"],
  });
  expect(relevanceOf(pnpm, [pnpm], { prompt: "hello" })).toEqual({ score: 0, matches: [] });
});

describe("whatever the lessons and the prompt are", () => {
  const words = fc.constantFrom(
    ..."pnpm npm install use never not file test deploy git push 数据 für invoice instead of the".split(
      " ",
    ),
  );
  const text = fc.oneof(
    fc.array(words, { maxLength: 6 }).map((all) => all.join(" ")),
    fc.string({ unit: "binary", maxLength: 20 }),
  );
  const anyLesson: fc.Arbitrary<Lesson> = fc.record({
    id: fc.uuid(),
    title: text,
    when: text,
    do: text,
    tags: fc.array(text, { maxLength: 2 }),
    tools: fc.array(fc.constantFrom("bash", "grep", "read_file"), { maxLength: 2 }),
    scope: fc.constantFrom("global", "project"),
    status: fc.constantFrom("candidate", "trial", "active", "retired", "rejected"),
    createdAt: fc.oneof(fc.integer(), fc.double()),
    evidence: fc.constant([]),
  });
  const lessons = fc.uniqueArray(anyLesson, { maxLength: 12, selector: ({ id }) => id });

  test("the answer is the same in any order, best first, in use, once, within the limit", () => {
    fc.assert(
      fc.property(lessons, text, fc.nat(6), fc.option(fc.integer()), (all, prompt, limit, now) => {
        const options = { limit, now: now ?? undefined };
        const ranked = rankLessons(all, { prompt, tools: ["bash"] }, options);
        const reversed = rankLessons(all.toReversed(), { prompt, tools: ["bash"] }, options);
        expect(ranked).toEqual(reversed);
        expect(ranked.length).toBeLessThanOrEqual(limit);
        expect(new Set(ranked.map((one) => one.lesson.id)).size).toBe(ranked.length);
        for (const [index, { lesson: one, score }] of ranked.entries()) {
          expect(["candidate", "trial", "active"]).toContain(one.status);
          expect(score).toBeGreaterThan(0);
          expect(score).toBeLessThanOrEqual(ranked[index - 1]?.score ?? 1);
        }
      }),
    );
  });

  test("a lesson about something else makes none that fits disappear", () => {
    const prompts = labelledPrompts.filter(({ ids }) => ids.length > 0);
    fc.assert(
      fc.property(
        fc.constantFrom(...prompts),
        fc.subarray([...labelledLessons]),
        fc.nat(30),
        ({ prompt }, some, count) => {
          const others = Array.from({ length: count }, (_, index) =>
            lesson(`z-${index}`, { title: `Qqxyz${index}`, when: `qqxyz${index} happens twice` }),
          );
          const before = idsFor(prompt, some, toolsInPlay);
          const after = idsFor(prompt, [...others, ...some], toolsInPlay);
          expect(after).toEqual(expect.arrayContaining(before));
        },
      ),
    );
  });
});

test("of thousands of lessons for one situation not each is compared with each", () => {
  const when = "installing dependencies of the client";
  let compared = 0;
  const lessons = Array.from({ length: 25_000 }, (_, index) =>
    Object.defineProperty(lesson(`${index}`, { when, do: `Run step${index} first.` }), "scope", {
      get: () => {
        compared++;
        return "global";
      },
    }),
  );
  const ids = idsFor("install the dependencies of the client", lessons);
  expect(new Set(ids).size).toBe(100);
  expect(compared).toBeLessThan(21_000);
});

test("lessons that contradict each other in turn are ranked, however many they are", () => {
  const when = "installing dependencies of the client";
  const lessons = Array.from({ length: 20_000 }, (_, index) =>
    lesson(`${index}`, { when, createdAt: index, do: index % 2 ? "Never use yarn." : "Use yarn." }),
  );
  expect(idsFor("install the dependencies of the client", lessons)).toHaveLength(100);
});
