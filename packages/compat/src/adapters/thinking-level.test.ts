import { expect, test } from "vitest";
import { resolveThinkingLevel } from "./thinking-level.ts";

test.each([
  [undefined, "off"],
  ["off", "off"],
  ["minimal", "low"],
  ["low", "low"],
  ["medium", "medium"],
  ["high", "high"],
  ["xhigh", "high"],
] as const)("%s is %s", (level, step) => {
  expect(resolveThinkingLevel(level)).toBe(step);
});

test("an unknown word is an error, never another level", () => {
  expect(() => resolveThinkingLevel("max")).toThrow('"max" is no thinking level');
});
