import { mkdtempDisposableSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createCodingTools } from "./coding-tools.ts";
import { memoryEnv } from "./env/memory-env.ts";

const cwd = "/workspace";

test("gives the seven tools, under our names or Pi's", () => {
  const env = memoryEnv();
  const namesOf = (names?: "pi") => createCodingTools({ cwd, env, names }).map(({ name }) => name);
  expect(namesOf()).toEqual(["read_file", "write_file", "edit_file", "bash", "grep", "find", "ls"]);
  expect(namesOf("pi")).toEqual(["read", "write", "edit", "bash", "grep", "find", "ls"]);
});

test("every tool declares its effect, and writers are not interrupted", () => {
  const tools = createCodingTools({ cwd, env: memoryEnv() });
  expect(Object.fromEntries(tools.map(({ name, effect }) => [name, effect]))).toEqual({
    read_file: "read",
    write_file: "write",
    edit_file: "write",
    bash: "external",
    grep: "read",
    find: "read",
    ls: "read",
  });
  expect(tools.filter((tool) => tool.interruptible === false).map(({ name }) => name)).toEqual([
    "write_file",
    "edit_file",
  ]);
});

test("the writing tools of a set share their locks and what was seen", async () => {
  const env = memoryEnv({ file: "0" });
  const tools = createCodingTools({ cwd, env, refuseChanged: true });
  const call = (name: string, params: object) =>
    tools.find((tool) => tool.name === name)?.execute("id", params);
  await Promise.all([
    call("write_file", { path: "file", content: "1" }),
    call("edit_file", { path: "file", edits: [{ oldText: "1", newText: "2" }] }),
  ]);
  await env.writeFile("file", "by somebody else");
  await expect(call("write_file", { path: "file", content: "3" })).rejects.toMatchObject({
    code: "changed",
  });
  await call("read_file", { path: "file" });
  await call("write_file", { path: "file", content: "3" });
});

test("works on the local disk by default", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const tools = createCodingTools({ cwd: folder.path, limits: { lines: 2 } });
  const call = (name: string, params: object) =>
    tools.find((tool) => tool.name === name)?.execute("id", params);
  await call("write_file", { path: "file", content: "1\n2\n3\n" });
  expect(await call("bash", { command: "cat file | wc -l" })).toMatchObject({
    content: [{ text: "3\n" }],
  });
  expect(await call("read_file", { path: "file" })).toMatchObject({
    content: [{ text: "1\n2\n\n[Showing lines 1-2 of 3. Use offset=3 to continue.]" }],
  });
});
