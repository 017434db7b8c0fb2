import { expect, test } from "vitest";
import { decide } from "./decide.ts";

test("nobody is disturbed who did not choose, on any version of Node", () => {
  expect(decide({}, "16.0.0", "1.0.0")).toEqual({ action: "nothing" });
});

test.each([
  ["argent", "redirect"],
  ["pi", "keep"],
  ["shadow", "shadow"],
] as const)("%s means %s", (value, action) => {
  expect(decide({ ARGENT_RUNTIME: value }, "24.1.0", "1.2.3")).toMatchObject({
    action,
    message: expect.stringContaining(`ARGENT_RUNTIME=${value}`),
  });
});

test.each([
  ["argent_with_fallback", "redirect"],
  ["argent_strict", "redirect"],
  ["pi_only", "keep"],
])("the mode %s wins", (mode, action) => {
  const env = { ARGENT_RUNTIME_MODE: mode, ARGENT_RUNTIME: "shadow" };
  expect(decide(env, "24.1.0", "1.2.3").action).toBe(action);
});

test.each([
  ["20.19.0", "refuse"],
  ["22.17.9", "refuse"],
  ["22.18.0", "redirect"],
  ["24.0.0", "redirect"],
])("Node %s: %s", (version, action) => {
  expect(decide({ ARGENT_RUNTIME: "on" }, version, "1.2.3").action).toBe(action);
});

test("a refusal has a code, and says what was wanted, what came and what to do", () => {
  expect(decide({ ARGENT_RUNTIME_MODE: "argent_strict" }, "20.19.0", "1.0.0")).toEqual({
    action: "refuse",
    message:
      "node_too_old: @argent/compat/register needs Node 22.18 or newer, and this is Node 20.19.0. Update Node, or unset ARGENT_RUNTIME_MODE to stay on Pi.",
  });
  expect(decide({ ARGENT_RUNTIME: "maybe" }, "24.0.0", "1.0.0")).toMatchObject({
    action: "refuse",
    message: expect.stringMatching(/^invalid_flag: ARGENT_RUNTIME is "maybe".*shadow/),
  });
});
