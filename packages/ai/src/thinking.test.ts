import { describe, expect, test } from "vitest";
import { clampThinkingLevel, supportedThinkingLevels, thinkingBudget } from "./thinking.ts";

const reasoning = { reasoning: true };

describe("supportedThinkingLevels", () => {
  test("a model that does not reason is only off", () => {
    expect(supportedThinkingLevels({ reasoning: false, thinkingLevels: { high: "high" } })).toEqual(
      ["off"],
    );
  });
  test("xhigh must be named, the others must not be denied", () => {
    expect(supportedThinkingLevels(reasoning)).toEqual(["off", "minimal", "low", "medium", "high"]);
    expect(
      supportedThinkingLevels({ ...reasoning, thinkingLevels: { xhigh: "max", minimal: null } }),
    ).toEqual(["off", "low", "medium", "high", "xhigh"]);
  });
  test("a model that cannot stop thinking has no off", () => {
    expect(supportedThinkingLevels({ ...reasoning, thinkingLevels: { off: null } })[0]).toBe(
      "minimal",
    );
  });
});

describe("clampThinkingLevel", () => {
  test.each([
    [{ off: null }, "off", "minimal"],
    [{ minimal: null, low: null }, "minimal", "medium"],
    [{}, "xhigh", "high"],
    [{ high: null, medium: null }, "high", "low"],
    [{}, "medium", "medium"],
  ] as const)("with %j, %s becomes %s", (thinkingLevels, level, expected) => {
    expect(clampThinkingLevel({ ...reasoning, thinkingLevels }, level)).toBe(expected);
  });
});

describe("thinkingBudget", () => {
  test("rises with the level and is the caller's where given", () => {
    expect(thinkingBudget("low", 64_000)).toBeLessThan(thinkingBudget("high", 64_000));
    expect(thinkingBudget("low", 64_000, { low: 5_000 })).toBe(5_000);
  });
  test("leaves room for the answer and never goes below the least that vendors take", () => {
    expect(thinkingBudget("high", 8_192)).toBe(8_192 - 1_024);
    expect(thinkingBudget("high", 1_500)).toBe(1_024);
  });
});
