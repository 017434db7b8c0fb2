import { applyPatch } from "diff";
import { expect, test } from "vitest";
import { memoryEnv } from "../env/memory-env.ts";
import { createSeenFiles } from "../seen-files.ts";
import { omissionPlaceholder } from "./omission-placeholder.ts";
import { createWriteFileTool } from "./write-file-tool.ts";

async function write(files: Record<string, string | Uint8Array>, path: string, content: string) {
  const env = memoryEnv(files);
  const result = await createWriteFileTool({ env }).execute("id", { path, content });
  const read = await env.readFile(path);
  return { result, content: read.ok && Buffer.from(read.value).toString() };
}

test("creates a file and its folders, and counts bytes", async () => {
  const { result, content } = await write({}, "new/folder/file", "grün €");
  expect(content).toBe("grün €");
  expect(result).toEqual({
    content: [{ type: "text", text: "Successfully wrote 9 bytes to new/folder/file" }],
    details: { path: "/workspace/new/folder/file", bytes: 9, created: true },
  });
});

test("takes the @ off a new name, unless its folder has one", async () => {
  const env = memoryEnv({ "@types/index.d.ts": "" });
  const tool = createWriteFileTool({ env });
  for (const path of ["@notes.md", "@types/new.d.ts", "@docs/new.md"]) {
    await tool.execute("id", { path, content: path });
  }
  const written = await Promise.all(
    ["notes.md", "@types/new.d.ts", "docs/new.md"].map((path) => env.stat(path)),
  );
  expect(written.map(({ ok }) => ok)).toEqual([true, true, true]);
});

test("shows what overwriting changed", async () => {
  const before = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n";
  const after = "one\n2\nthree\nfour\nfive\nsix\nseven\neight";
  const { result } = await write({ file: before }, "file", after);
  expect(result.details).toMatchObject({ created: false, firstChangedLine: 2 });
  expect(applyPatch(before, result.details?.diff ?? "")).toBe(after);
});

test("keeps CRLF line endings and a byte order mark that the whole file has", async () => {
  const cases = [
    ["a\r\nb\r\n", "a\nc\n", "a\r\nc\r\n", " (kept: CRLF line endings)"],
    ["\ufeffa\n", "b\n", "\ufeffb\n", " (kept: byte order mark)"],
    ["\ufeffa\r\n", "b\n", "\ufeffb\r\n", " (kept: CRLF line endings, byte order mark)"],
    ["\ufeffa\r\n", "\ufeffb\r\nc", "\ufeffb\r\nc", ""],
    ["a\r\nb\n", "a\nc\n", "a\nc\n", ""],
    ["a\n", "a\r\n", "a\r\n", ""],
  ] as const;
  for (const [before, content, after, note] of cases) {
    const written = await write({ file: before }, "file", content);
    expect(written.content).toBe(after);
    const bytes = Buffer.byteLength(after);
    const text = `Successfully wrote ${bytes} bytes to file${note}`;
    expect(written.result).toMatchObject({ content: [{ text }], details: { bytes } });
  }
});

test("refuses what stands for bytes that were not shown, and the name of a folder", async () => {
  const files = { file: Buffer.from("caf\xe9\n", "latin1"), utf8: "caf\ufffd\n" };
  await expect(write(files, "file", "caf\ufffd!\n")).rejects.toThrow("not UTF-8");
  expect((await write(files, "file", "caf\u00e9\n")).content).toBe("caf\u00e9\n");
  expect((await write(files, "utf8", "\ufffd\n")).content).toBe("\ufffd\n");
  await expect(write({}, "folder/", "x")).rejects.toMatchObject({ code: "is_directory" });
  await expect(write({}, ".", "x")).rejects.toMatchObject({
    code: "is_directory",
    message: expect.stringMatching(/^\. names a folder/),
  });
});

test("overwrites what is not text, or the same, without a diff", async () => {
  const binary = await write({ file: Uint8Array.of(0, 1) }, "file", "text");
  expect(binary.content).toBe("text");
  expect(binary.result.details?.diff).toBeUndefined();
  expect((await write({ file: "same" }, "file", "same")).result.details?.diff).toBeUndefined();
});

test("refuses to overwrite with text that stands for omitted text", async () => {
  const files = { file: "a\nb\nc\n" };
  await expect(write(files, "file", "a\n// ... rest of the code ...\n")).rejects.toMatchObject({
    code: "invalid",
  });
  expect((await write({}, "new", "// ... rest of the code ...\n")).result.isError).toBeUndefined();
});

test("knows placeholders from ordinary lines", () => {
  const placeholders = [
    "// ... rest of code ...",
    "// ... existing code ...",
    "  # ... (rest of the file unchanged)",
    "/* ... keep the existing styles ... */",
    "<!-- ... remaining items ... -->",
    "# rest of the function remains the same",
    "// the rest of the file stays unchanged.",
    "[... rest omitted ...]",
    "{/* ... existing JSX ... */}",
    "// … other methods",
    "  [rest of the file unchanged]",
    "/* rest of file omitted for brevity */",
    "# the rest of the code goes here",
    "(remaining content...)",
  ];
  const ordinary = [
    "...",
    "const [first, ...rest] = list;",
    "  ...existing,",
    "f(...rest);",
    "...remaining",
    "// the rest of the file is parsed lazily",
    "// keep existing connections open",
    "Loading...",
    "# previous releases",
    "// the rest of the file has the same owner",
    "print('... rest of code ...')",
    "// rest parameters are not supported",
  ];
  for (const line of placeholders)
    expect([line, omissionPlaceholder(`a\n${line}\nb`, "")]).toEqual([line, line.trim()]);
  for (const line of ordinary)
    expect([line, omissionPlaceholder(`a\n${line}\nb`, "")]).toEqual([line, undefined]);
  expect(omissionPlaceholder("// ... rest ...", "x\n  // ... rest ...\n")).toBeUndefined();
});

test("refuses to overwrite a file that changed since it was seen, when asked to", async () => {
  const env = memoryEnv();
  const tool = createWriteFileTool({ env, seen: createSeenFiles() });
  const write = (content: string) => tool.execute("id", { path: "file", content });
  await write("1");
  await write("2");
  await env.writeFile("file", "by somebody else");
  await expect(write("3")).rejects.toMatchObject({ code: "changed" });
});

test("fails with the code of the environment", async () => {
  await expect(write({ "folder/file": "" }, "folder", "x")).rejects.toMatchObject({
    code: "is_directory",
  });
  await expect(write({ file: "" }, "file/below", "x")).rejects.toMatchObject({
    code: "not_directory",
  });
});
