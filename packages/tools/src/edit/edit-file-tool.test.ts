import type { ExecutionEnv } from "@argent/agent/env";
import { applyPatch } from "diff";
import { expect, test } from "vitest";
import { memoryEnv } from "../env/memory-env.ts";
import { createReadFileTool } from "../read/read-file-tool.ts";
import { createSeenFiles } from "../seen-files.ts";
import { createEditFileTool } from "./edit-file-tool.ts";

async function contentOf(env: ExecutionEnv, path: string): Promise<string> {
  const read = await env.readFile(path);
  return read.ok ? Buffer.from(read.value).toString() : expect.fail(read.error.message);
}

test("edits a file and shows a diff that turns the old into the new", async () => {
  const before = Array.from({ length: 60 }, (_, index) => `line ${index + 1}\n`).join("");
  const env = memoryEnv({ file: before });
  const result = await createEditFileTool({ env }).execute("id", {
    path: "file",
    edits: [
      { oldText: "line 50\n", newText: "fifty\nand more\n" },
      { oldText: "line 7\n", newText: "" },
    ],
  });
  const after = await contentOf(env, "file");
  expect(after).toBe(before.replace("line 50", "fifty\nand more").replace("line 7\n", ""));
  expect(result.content).toEqual([
    { type: "text", text: "Successfully replaced 2 block(s) in file." },
  ]);
  expect(result.details).toMatchObject({ path: "/workspace/file", edits: 2, firstChangedLine: 7 });
  expect(applyPatch(before, result.details?.diff ?? "")).toBe(after);
});

test("keeps a byte order mark", async () => {
  const env = memoryEnv({ file: "\ufefffirst\r\nsecond\r\n" });
  const edits = [{ oldText: "first \nsecond", newText: "1\n2" }];
  await createEditFileTool({ env }).execute("id", { path: "file", edits });
  expect(await contentOf(env, "file")).toBe("\ufeff1\r\n2\r\n");
});

test("refuses a file that is too large to look for a text in", async () => {
  const large = Buffer.alloc(16 * 1024 * 1024 + 1, "a\n");
  const tool = createEditFileTool({ env: memoryEnv({ large }) });
  const edits = [{ oldText: "b", newText: "c" }];
  await expect(tool.execute("id", { path: "large", edits })).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringMatching(/^large has 16\.0MB; .*sed/),
  });
});

test("refuses what is not UTF-8 text", async () => {
  const env = memoryEnv({ wide: Buffer.from("\ufeffab", "utf16le"), data: Uint8Array.of(0, 1) });
  const tool = createEditFileTool({ env });
  for (const path of ["wide", "data"]) {
    const edits = [{ oldText: "a", newText: "b" }];
    await expect(tool.execute("id", { path, edits })).rejects.toMatchObject({ code: "binary" });
  }
});

test("leaves bytes alone that are not UTF-8, and refuses what would stand for them", async () => {
  const env = memoryEnv({ file: Buffer.from("caf\xe9 a\nb\n", "latin1") });
  const edit = (oldText: string, newText: string) =>
    createEditFileTool({ env }).execute("id", { path: "file", edits: [{ oldText, newText }] });
  await expect(edit("caf\ufffd a\nb", "caf\ufffd c\nb")).rejects.toMatchObject({ code: "invalid" });
  await edit("caf\ufffd a\nb", "caf\ufffd a\nc");
  const read = await env.readFile("file");
  expect(read.ok && Buffer.from(read.value).toString("latin1")).toBe("caf\xe9 a\nc\n");
});

test("refuses text that stands for omitted text, unless it was there before", async () => {
  const env = memoryEnv({ file: "a\n// ... rest of code ...\nb\n" });
  const tool = createEditFileTool({ env });
  const placeholder = "// ... rest of code ...";
  await expect(
    tool.execute("id", { path: "file", edits: [{ oldText: "a", newText: `c\n${placeholder}` }] }),
  ).rejects.toThrow(placeholder);
  const edits = [{ oldText: `a\n${placeholder}`, newText: `c\n${placeholder}` }];
  await tool.execute("id", { path: "file", edits });
  expect(await contentOf(env, "file")).toBe(`c\n${placeholder}\nb\n`);
});

test("calls at the same time do not undo each other", async () => {
  const names = Array.from({ length: 20 }, (_, index) => `<${index}>`);
  const env = memoryEnv({ file: names.join("\n") });
  const tool = createEditFileTool({ env });
  await Promise.all(
    names.map((name, index) =>
      tool.execute(`id ${index}`, {
        path: index % 2 ? "file" : "/workspace/./file",
        edits: [{ oldText: name, newText: `done ${index}` }],
      }),
    ),
  );
  expect(await contentOf(env, "file")).toBe(names.map((_, index) => `done ${index}`).join("\n"));
});

test("a failed call does not block the next", async () => {
  const env = memoryEnv({ file: "a" });
  const tool = createEditFileTool({ env });
  const edit = (oldText: string) =>
    tool.execute("id", { path: "file", edits: [{ oldText, newText: "b" }] });
  const results = await Promise.allSettled([edit("missing"), edit("a"), edit("a")]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected"]);
});

test("refuses a file that another program changes meanwhile", async () => {
  const inner = memoryEnv({ file: "a b" });
  const env: ExecutionEnv = {
    ...inner,
    async readFile(path, options) {
      const read = await inner.readFile(path, options);
      await inner.writeFile("file", "a b, changed by somebody else");
      return read;
    },
  };
  const edits = [{ oldText: "a", newText: "c" }];
  const result = createEditFileTool({ env }).execute("id", { path: "file", edits });
  await expect(result).rejects.toMatchObject({ code: "changed" });
  expect(await contentOf(inner, "file")).toBe("a b, changed by somebody else");
});

test("refuses a file that changed since it was read, when asked to", async () => {
  const env = memoryEnv({ file: "a b" });
  const seen = createSeenFiles();
  const tool = createEditFileTool({ env, seen });
  const edit = (oldText: string, newText: string) =>
    tool.execute("id", { path: "file", edits: [{ oldText, newText }] });
  const read = () => createReadFileTool({ env, seen }).execute("id", { path: "file" });

  await edit("a", "c"); // never read, nothing to compare with
  await edit("c", "d"); // its own change
  await env.writeFile("file", "d b, other");
  await expect(edit("d", "e")).rejects.toMatchObject({ code: "changed" });
  await read();
  await edit("d", "e");
  expect(await contentOf(env, "file")).toBe("e b, other");
});

test("brings the forms that models use into one", () => {
  const prepare = createEditFileTool({ env: memoryEnv() }).prepareArguments;
  const edit = { oldText: "a", newText: "b" };
  const wanted = { path: "p", edits: [edit] };
  const forms: unknown[] = [
    wanted,
    { path: "p", ...edit },
    { path: "p", edits: edit },
    { path: "p", edits: JSON.stringify([edit]) },
    { path: "p", edits: JSON.stringify(edit) },
    { path: "p", edits: [], ...edit },
  ];
  for (const form of forms) expect(prepare?.(form)).toEqual(wanted);
  const both = { path: "p", edits: [edit], oldText: "c", newText: "d" };
  expect(prepare?.(both)).toEqual({
    path: "p",
    edits: [edit, { oldText: "c", newText: "d" }],
  });
  for (const broken of [null, "text", [], { path: "p" }, { path: "p", edits: "not JSON" }]) {
    expect(prepare?.(broken)).toEqual(broken);
  }
});

test("is a write that steering does not cancel half-way", () => {
  expect(createEditFileTool({ env: memoryEnv() })).toMatchObject({
    effect: "write",
    interruptible: false,
  });
});
