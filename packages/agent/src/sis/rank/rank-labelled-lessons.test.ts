import { expect, test } from "vitest";
import { labelledLessons } from "../../../test/lessons/labelled-lessons.ts";
import {
  type LabelledPrompt,
  labelledPrompts,
  toolsInPlay,
} from "../../../test/lessons/labelled-prompts.ts";
import { rankLessons } from "./rank-lessons.ts";

/** The weights of the ranking were chosen on the even prompts; the odd ones check them. */
const halves = [
  { name: "the prompts that the weights were chosen on", isOdd: 0 },
  { name: "the prompts that nothing was chosen on", isOdd: 1 },
];

test("labels name lessons that there are", () => {
  const ids = new Set(labelledLessons.map(({ id }) => id));
  expect(ids.size).toBe(labelledLessons.length);
  const known = labelledPrompts.every((prompt) => prompt.ids.every((id) => ids.has(id)));
  expect(known).toBe(true);
});

test.each(halves)("nine of ten lessons that fit are among the best three: $name", ({ isOdd }) => {
  const prompts = labelledPrompts.filter(({ ids }) => ids.length > 0);
  const recalls = half(prompts, isOdd).map(({ prompt, ids }) => {
    const found = bestThree(prompt);
    return ids.filter((id) => found.includes(id)).length / ids.length;
  });
  expect(recalls.length).toBeGreaterThan(40);
  expect(mean(recalls)).toBeGreaterThanOrEqual(0.9);
});

test("nothing comes for 95 of 100 prompts that no lesson is for", () => {
  const prompts = labelledPrompts.filter(({ ids }) => ids.length === 0);
  const silent = prompts.filter(({ prompt }) => bestThree(prompt).length === 0);
  expect(silent.length / prompts.length).toBeGreaterThanOrEqual(0.95);
});

test("a lesson that is the only one is found by the same prompts, and by no others", () => {
  let [wanted, found, unwanted, shown] = [0, 0, 0, 0];
  for (const { prompt, ids } of labelledPrompts) {
    for (const lesson of labelledLessons) {
      const isShown = rankLessons([lesson], { prompt, tools: toolsInPlay }).length > 0;
      if (ids.includes(lesson.id)) {
        wanted++;
        if (isShown) found++;
      } else if (ids.length === 0) {
        unwanted++;
        if (isShown) shown++;
      }
    }
  }
  expect(found / wanted).toBeGreaterThanOrEqual(0.9);
  expect(shown / unwanted).toBeLessThanOrEqual(0.01);
});

function half(prompts: readonly LabelledPrompt[], isOdd: number): LabelledPrompt[] {
  return prompts.filter((_, index) => index % 2 === isOdd);
}

function bestThree(prompt: string): string[] {
  const ranked = rankLessons(labelledLessons, { prompt, tools: toolsInPlay }, { limit: 3 });
  return ranked.map(({ lesson }) => lesson.id);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
