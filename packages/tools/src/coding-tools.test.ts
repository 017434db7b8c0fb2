import { mkdtempDisposableSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Approval, createApproval } from "./approval/approval.ts";
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

test("a search shows nothing of files that could not be read by themselves", async () => {
  const env = memoryEnv({
    "open.txt": "needle",
    "secrets/key.txt": "needle",
    "asked.txt": "needle",
  });
  const toolsWith = (approval: Approval) => {
    const tools = createCodingTools({ cwd, env, approval });
    return (params: object) => tools.find(({ name }) => name === "grep")?.execute("id", params);
  };
  const guarded = toolsWith(
    createApproval({
      rules: [
        { decision: "deny", paths: [`${cwd}/secrets/**`] },
        { decision: "ask", paths: [`${cwd}/asked.txt`] },
      ],
    }),
  );
  const text = "open.txt:1: needle\n\n[2 files with matches must not be shown]";
  for (const path of [undefined, ".", cwd]) {
    expect(await guarded({ pattern: "needle", path })).toMatchObject({ content: [{ text }] });
  }
  for (const path of ["secrets", "secrets/key.txt", "asked.txt"]) {
    await expect(guarded({ pattern: "needle", path })).rejects.toMatchObject({ code: "denied" });
  }
  const closed = toolsWith(createApproval({ rules: [{ decision: "deny", paths: [`${cwd}/**`] }] }));
  await expect(closed({ pattern: "needle" })).rejects.toMatchObject({ code: "denied" });
  const asks = toolsWith(
    createApproval({
      rules: [{ decision: "ask", effects: ["read"] }],
      ask: async () => ({ allow: true }),
    }),
  );
  expect(await asks({ pattern: "needle" })).toMatchObject({ details: { lines: 3 } });
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
