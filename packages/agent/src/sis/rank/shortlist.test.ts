import { expect, test } from "vitest";
import { lesson } from "../../../test/sis-kit.ts";
import type { Lesson } from "../lesson.ts";
import { createShortlist } from "./shortlist.ts";

/** A lesson that tells how often its situation was read. */
function watched(id: string, when: string) {
  let reads = 0;
  const made: Lesson = Object.defineProperty(lesson(id), "when", {
    get: () => {
      reads++;
      return when;
    },
  });
  return { lesson: made, reads: () => reads };
}

test("lessons are read once, as long as they are the same", async () => {
  const shortlist = createShortlist(undefined);
  const invoices = watched("invoices", "reading the invoices of a shop");
  const others = Array.from({ length: 5 }, (_, index) => lesson(`other-${index}`));
  const idsFor = async (prompt: string, lessons: readonly Lesson[]) =>
    (await shortlist(lessons, { prompt }, 0)).map(({ lesson: { id } }) => id);

  expect(await idsFor("bake a cake", [invoices.lesson, ...others])).toEqual([]);
  const first = invoices.reads();
  expect(await idsFor("bake a pie", [invoices.lesson, ...others])).toEqual([]);
  expect(invoices.reads()).toBe(first);

  const cake = lesson("cake", { when: "baking a cake" });
  expect(await idsFor("bake a cake", [invoices.lesson, ...others, cake])).toEqual(["cake"]);
  expect(await idsFor("bake a cake", [invoices.lesson, ...others])).toEqual([]);
  const retired = lesson("cake", { when: "baking a cake", status: "retired" });
  expect(await idsFor("bake a cake", [invoices.lesson, ...others, retired])).toEqual([]);
});
