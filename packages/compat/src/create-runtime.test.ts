import { expect, test } from "vitest";
import { createRuntime } from "./create-runtime.ts";

const options = { cwd: "/", sessionFolder: "/nowhere" };

test.each([
  {},
  { ARGENT_RUNTIME: "on" },
  { ARGENT_RUNTIME: "pi", ARGENT_RUNTIME_MODE: "argent_strict" },
])("%j is Argent", (env) => {
  expect(createRuntime({ ...options, env }).id).toBe("argent");
});

test.each([
  { ARGENT_RUNTIME: "pi" },
  { ARGENT_RUNTIME_MODE: "pi_only" },
  { ARGENT_RUNTIME: "shadow" },
])("%j names the runtime that is not there and what to do", (env) => {
  expect(() => createRuntime({ ...options, env })).toThrow(
    /asks for the (pi|shadow) runtime.*ARGENT_RUNTIME=argent/,
  );
});
