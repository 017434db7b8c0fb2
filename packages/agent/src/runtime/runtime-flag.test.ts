import { expect, test } from "vitest";
import { readRuntimeFlag } from "./runtime-flag.ts";

test.each([
  ["argent", ["true", "1", "yes", "on", "argent", " ON "]],
  ["pi", ["false", "0", "no", "off", "pi"]],
  ["shadow", ["shadow"]],
  [undefined, ["", "  ", undefined]],
] as const)("%s is written as %j", (choice, values) => {
  for (const value of values)
    expect(readRuntimeFlag({ ARGENT_RUNTIME: value }).choice).toBe(choice);
});

test.each([
  ["pi_only", "pi", false],
  ["argent_with_fallback", "argent", true],
  ["argent_strict", "argent", false],
])("the mode %s wins over the flag", (mode, choice, fallback) => {
  const flag = readRuntimeFlag({ ARGENT_RUNTIME_MODE: mode, ARGENT_RUNTIME: "shadow" });
  expect(flag).toEqual({ choice, fallback, reason: `ARGENT_RUNTIME_MODE=${mode}` });
});

test("any other value is an error that names the accepted ones", () => {
  expect(() => readRuntimeFlag({ ARGENT_RUNTIME: "maybe" })).toThrow(/"maybe".*true.*off.*shadow/);
  expect(() => readRuntimeFlag({ ARGENT_RUNTIME_MODE: "fast" })).toThrow(
    /"fast".*pi_only.*argent_strict/,
  );
});
