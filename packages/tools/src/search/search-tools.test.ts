import { mkdirSync, mkdtempDisposableSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentToolResult } from "@argent/agent";
import { type ExecutionEnv, failed } from "@argent/agent/env";
import { expect, test } from "vitest";
import { localEnv } from "../env/local-env.ts";
import { memoryEnv } from "../env/memory-env.ts";
import { createFindTool } from "./find-tool.ts";
import { createGrepTool } from "./grep-tool.ts";
import { createLsTool } from "./ls-tool.ts";

const repository = {
  ".git/config": "needle",
  ".gitignore": "dist/\n*.log\n",
  "a.ts": "one\nneedle two\nthree\nfour\nneedle (five)\n",
  "b.log": "needle",
  "dist/out.ts": "needle",
  "src/.gitignore": "!kept.log\nlocal.ts\n",
  "src/kept.log": "Needle\r\n",
  "src/local.ts": "needle",
  "src/deep/c.test.ts": `needle ${"x".repeat(600)}`,
  "src/binary": Uint8Array.from([...Buffer.from("needle"), 0]),
};
const env = memoryEnv(repository);
const [grep, find, ls] = [createGrepTool({ env }), createFindTool({ env }), createLsTool({ env })];

async function text(result: Promise<AgentToolResult>): Promise<string> {
  const [block] = (await result).content;
  return block?.type === "text" ? block.text : expect.fail("no text");
}

test("grep shows lines with their place, without what git ignores", async () => {
  expect(await text(grep.execute("id", { pattern: "needle t|five" }))).toBe(
    "a.ts:2: needle two\na.ts:5: needle (five)",
  );
  const all = await text(grep.execute("id", { pattern: "needle", ignoreCase: true }));
  expect(all).toBe(
    [
      "a.ts:2: needle two",
      "a.ts:5: needle (five)",
      `src/deep/c.test.ts:1: needle ${"x".repeat(493)}... [truncated]`,
      "src/kept.log:1: Needle",
      "",
      "[Some lines truncated to 500 chars. Read the file to see them]",
    ].join("\n"),
  );
});

test("grep takes literal text, globs, single files, and rules of the folders above", async () => {
  expect(await text(grep.execute("id", { pattern: "(five)", literal: true }))).toBe(
    "a.ts:5: needle (five)",
  );
  expect(await text(grep.execute("id", { pattern: "needle", path: "src", glob: "*.log" }))).toBe(
    "No matches found",
  );
  expect(
    await text(grep.execute("id", { pattern: "(?i)needle", path: "src", glob: "*.log" })),
  ).toBe("kept.log:1: Needle");
  expect(await text(grep.execute("id", { pattern: "needle", path: "src/local.ts" }))).toBe(
    "local.ts:1: needle",
  );
});

test("grep shows context once, and stops at its limit", async () => {
  expect(await text(grep.execute("id", { pattern: "needle", path: "a.ts", context: 1 }))).toBe(
    [
      "a.ts-1- one",
      "a.ts:2: needle two",
      "a.ts-3- three",
      "a.ts-4- four",
      "a.ts:5: needle (five)",
    ].join("\n"),
  );
  const limited = await grep.execute("id", { pattern: "needle", limit: 1 });
  expect(limited.details).toEqual({ lines: 1, truncatedBy: "results" });
  expect(await text(Promise.resolve(limited))).toBe(
    "a.ts:2: needle two\n\n[1 matches limit reached. Use limit=2 for more, or refine pattern]",
  );
  const exact = await grep.execute("id", { pattern: "needle", path: "a.ts", limit: 2 });
  expect(exact.details).toEqual({ lines: 2, truncatedBy: null });
  const more = await grep.execute("id", { pattern: "needle", limit: 2 });
  expect(more.details).toEqual({ lines: 2, truncatedBy: "results" });
});

test("grep shows the part of a long line that matches", async () => {
  const line = (before: number, after: number) => `${"x".repeat(before)}needle${"y".repeat(after)}`;
  const grepIn = async (file: string) => {
    const tool = createGrepTool({ env: memoryEnv({ file }) });
    return (await text(tool.execute("id", { pattern: "needle" }))).split("\n", 1)[0];
  };
  expect(await grepIn(line(2000, 2000))).toBe(
    `file:1: [truncated] ...${line(100, 394)}... [truncated]`,
  );
  expect(await grepIn(line(2000, 10))).toBe(`file:1: [truncated] ...${line(484, 10)}`);
  expect(await grepIn(line(300, 2000))).toBe(`file:1: ${line(300, 194)}... [truncated]`);
});

test("grep says what it did not search", async () => {
  const files = memoryEnv({ "a.txt": "needle", "b.txt": "needle", huge: Buffer.alloc(33 << 20) });
  const env: ExecutionEnv = {
    ...files,
    readFile: async (path, options) =>
      path.endsWith("b.txt")
        ? failed({ code: "permission_denied", message: "not for you" })
        : files.readFile(path, options),
  };
  const tool = createGrepTool({ env });
  expect(await text(tool.execute("id", { pattern: "needle" }))).toBe(
    "a.txt:1: needle\n\n[1 files over 32.0MB left out. 1 files could not be read]",
  );
  const only = (path: string) => tool.execute("id", { pattern: "needle", path });
  await expect(only("b.txt")).rejects.toMatchObject({ code: "permission_denied" });
  await expect(only("huge")).rejects.toMatchObject({ code: "invalid" });
  await expect(grep.execute("id", { pattern: "needle", path: "src/binary" })).rejects.toMatchObject(
    { code: "binary", message: expect.stringContaining("grep -a") },
  );
  expect(await text(grep.execute("id", { pattern: "one\\nneedle" }))).toMatch(
    /Each line is searched on its own/,
  );
});

test("grep ends a pattern that never finishes, and explains a broken one", async () => {
  const slow = createGrepTool({ env: memoryEnv({ file: `${"a".repeat(60)}!` }) });
  await expect(slow.execute("id", { pattern: "(a+)+$" })).rejects.toMatchObject({
    code: "timeout",
  });
  await expect(grep.execute("id", { pattern: "(" })).rejects.toThrow("Set literal");
});

test("find finds files and folders by name or path", async () => {
  const cases = [
    ["*.ts", "a.ts\nsrc/deep/c.test.ts"],
    ["deep", "src/deep/"],
    ["src/**/*.ts", "src/deep/c.test.ts"],
    ["**/c.*", "src/deep/c.test.ts"],
    ["/a.ts", "a.ts"],
    ["*.log", "src/kept.log"],
    ["nothing", "No files found matching pattern"],
    ["./src/*.log", "src/kept.log"],
    ["./*.log", "No files found matching pattern"],
    ["/workspace/src/*.log", "src/kept.log"],
    ["/etc/*", "No files found matching pattern, which begins at /workspace"],
  ];
  for (const [pattern = "", found] of cases) {
    expect(await text(find.execute("id", { pattern }))).toBe(found);
  }
  expect(await text(find.execute("id", { pattern: "*", limit: 2 }))).toBe(
    ".gitignore\na.ts\n\n[2 results limit reached. Use limit=4 for more, or refine pattern]",
  );
  await expect(find.execute("id", { pattern: "../*" })).rejects.toThrow("Give the other folder");
  await expect(find.execute("id", { pattern: "*", path: "nowhere" })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("ls lists everything in alphabetical order", async () => {
  const tool = createLsTool({ env: memoryEnv({ B: "", a: "", ".c": "", "d/e": "" }) });
  expect(await text(tool.execute("id", {}))).toBe(".c\na\nB\nd/");
  expect(await text(tool.execute("id", { limit: 2 }))).toBe(
    ".c\na\n\n[2 entries limit reached. Use limit=4 for more]",
  );
  expect(await text(ls.execute("id", { path: "src/deep" }))).toBe("c.test.ts");
  await expect(ls.execute("id", { path: "a.ts" })).rejects.toMatchObject({ code: "not_directory" });
  const empty = createLsTool({ env: memoryEnv() });
  expect(await text(empty.execute("id", {}))).toBe("(empty directory)");
});

test("ls leaves out what git ignores, says so, and lists it when asked", async () => {
  const left = (names: string) =>
    `ignored by git are left out: ${names}. Use all=true to list them]`;
  expect(await text(ls.execute("id", {}))).toBe(
    `.git/\n.gitignore\na.ts\nsrc/\n\n[2 ${left("b.log, dist/")}`,
  );
  expect(await text(ls.execute("id", { all: true }))).toBe(
    ".git/\n.gitignore\na.ts\nb.log\ndist/\nsrc/",
  );
  expect(await text(ls.execute("id", { path: "src" }))).toBe(
    `.gitignore\nbinary\ndeep/\nkept.log\n\n[1 ${left("local.ts")}`,
  );
  const odd = createLsTool({ env: memoryEnv({ ".gitignore": "a*", "a\n[b]": "" }) });
  expect(await text(odd.execute("id", {}))).toBe(`.gitignore\n\n[1 ${left("a\\n[b]")}`);
});

test("results stay within the limit of bytes", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [`${"n".repeat(90)}${index}`, ""]),
  );
  const tool = createLsTool({ env: memoryEnv(files), limits: { lines: 1, bytes: 1024 } });
  const result = await tool.execute("id", {});
  expect(result.details).toEqual({ lines: 11, truncatedBy: "bytes" });
  expect(await text(Promise.resolve(result))).toMatch(/\n\n\[1\.0KB limit reached\]$/);
});

test("links are shown and not followed", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  mkdirSync(join(folder.path, "real"));
  writeFileSync(join(folder.path, "real/file"), "needle");
  symlinkSync("..", join(folder.path, "real/loop"));
  const local = localEnv({ cwd: folder.path });
  expect(await text(createGrepTool({ env: local }).execute("id", { pattern: "needle" }))).toBe(
    "real/file:1: needle",
  );
  expect(await text(createFindTool({ env: local }).execute("id", { pattern: "*" }))).toBe(
    "real/\nreal/file\nreal/loop",
  );
  expect(await text(createLsTool({ env: local }).execute("id", { path: "real" }))).toBe(
    "file\nloop/",
  );
});

test("a search stops when it is aborted", async () => {
  const result = grep.execute("id", { pattern: "x" }, AbortSignal.abort());
  await expect(result).rejects.toMatchObject({ code: "aborted" });
});
