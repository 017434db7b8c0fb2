import { describeExecutionEnv, ok } from "@argent/agent/env";
import { describe, expect, test } from "vitest";
import { memoryEnv } from "./memory-env.ts";

describeExecutionEnv("memoryEnv", () => memoryEnv(), { describe, test });

test("starts with the files it is given, relative ones below the working folder", async () => {
  const env = memoryEnv({ "a/b.txt": "one", "/etc/motd": Uint8Array.of(104, 105) });
  expect(await env.readFile("/workspace/a/b.txt")).toEqual(ok(new TextEncoder().encode("one")));
  expect(await env.readFile("../etc/motd")).toEqual(ok(new TextEncoder().encode("hi")));
});

test("gives every change another time, also within one millisecond", async () => {
  const clock = { now: () => 5, after: () => () => undefined };
  const env = memoryEnv({ file: "1" }, { clock });
  const before = await env.stat("file");
  await env.writeFile("file", "2");
  expect(await env.stat("file")).not.toEqual(before);
});

test("lets the caller answer commands", async () => {
  const env = memoryEnv({}, { exec: async (command) => ok({ exitCode: command.length }) });
  expect(await env.exec("four")).toEqual(ok({ exitCode: 4 }));
});
