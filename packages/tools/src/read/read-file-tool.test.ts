import { closeSync, ftruncateSync, mkdtempDisposableSync, openSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExecutionEnv } from "@argent/agent/env";
import { expect, test } from "vitest";
import { tinyImages } from "../../test/tiny-images.ts";
import { localEnv } from "../env/local-env.ts";
import { memoryEnv } from "../env/memory-env.ts";
import { createReadFileTool } from "./read-file-tool.ts";

type Files = Record<string, string | Uint8Array>;

async function read(files: Files, params: { path: string; offset?: number; limit?: number }) {
  return createReadFileTool({ env: memoryEnv(files) }).execute("id", params);
}

async function textOf(files: Files, params: { path: string; offset?: number; limit?: number }) {
  const [block] = (await read(files, params)).content;
  return block?.type === "text" ? block.text : undefined;
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, i) => `line ${i + 1}`).join("\n");

test("shows a short file as it is", async () => {
  for (const content of ["one", "one\ntwo\n", "a\r\nb\r\n", "\n\n", "héllo 😀\n"]) {
    expect(await textOf({ file: content }, { path: "file" })).toBe(content);
  }
  expect(await textOf({ file: "" }, { path: "file" })).toBe("(empty file)");
});

test("tells how to go on, in Pi's words", async () => {
  const files = { long: numbered(3000), wide: `${"x".repeat(99)}\n`.repeat(1000) };
  const cases: [{ path: string; offset?: number; limit?: number }, string][] = [
    [
      { path: "long" },
      "\nline 2000\n\n[Showing lines 1-2000 of 3000. Use offset=2001 to continue.]",
    ],
    [{ path: "long", offset: 2001 }, "line 2999\nline 3000"],
    [
      { path: "long", limit: 2 },
      "line 1\nline 2\n\n[2998 more lines in file. Use offset=3 to continue.]",
    ],
    [{ path: "long", offset: 3000, limit: 5 }, "line 3000"],
    [
      { path: "long", limit: 5000 },
      "\nline 2000\n\n[Showing lines 1-2000 of 3000. Use offset=2001 to continue.]",
    ],
    [
      { path: "wide" },
      "\n\n[Showing lines 1-512 of 1000 (50.0KB limit). Use offset=513 to continue.]",
    ],
  ];
  for (const [params, ending] of cases) {
    expect((await textOf(files, params))?.endsWith(ending)).toBe(true);
  }
});

test("reads on without a gap or an overlap", async () => {
  const content = numbered(4500);
  const shown: string[] = [];
  for (let offset = 1; offset <= 4500; ) {
    const text = (await textOf({ file: content }, { path: "file", offset })) ?? "";
    const [body = "", notice] = text.split("\n\n[");
    shown.push(body);
    offset = Number(/offset=(\d+)/.exec(notice ?? "")?.[1] ?? Number.POSITIVE_INFINITY);
  }
  expect(shown.join("\n")).toBe(content);
});

test("shows the beginning of a line that is too long, and says how long it is", async () => {
  const files = { "a file": `${"ä".repeat(100_000)}\nshort` };
  const text = (await textOf(files, { path: "a file" })) ?? "";
  expect(text).toMatch(/^ä{1000}\n\n\[Line 1 is 195\.3KB, exceeds 50\.0KB limit\. Use bash: /);
  expect(text).toContain("sed -n '1p' 'a file' | head -c 51200");
  expect(text).not.toContain("\ufffd");
  expect(await textOf(files, { path: "a file", offset: 2 })).toBe("short");
});

test("says where to read on after a line that is too long", async () => {
  const long = "x".repeat(60 * 1024);
  expect(await textOf({ file: `${long}\nshort\n` }, { path: "file" })).toMatch(
    /head -c 51200, or offset=2 for the lines after it\]$/,
  );
  expect(await textOf({ file: long }, { path: "file" })).toMatch(/\| head -c 51200\]$/);
});

test("says when what it shows is not what the file holds", async () => {
  const file = Buffer.from("caf\xe9\nnext\nlast\n", "latin1");
  expect(await textOf({ file }, { path: "file", limit: 1 })).toMatch(
    /^caf\ufffd\n\n\[2 more lines.*\]\n\[Some bytes are not UTF-8.*iconv/,
  );
  expect(await textOf({ file }, { path: "file", offset: 2 })).toBe("next\nlast\n");
  expect(await textOf({ file: "caf\ufffd\n" }, { path: "file" })).toBe("caf\ufffd\n");
});

test("refuses an offset behind the end", async () => {
  await expect(read({ file: "a\nb\n" }, { path: "file", offset: 3 })).rejects.toThrow(
    "Offset 3 is beyond end of file (2 lines total)",
  );
});

test("decodes UTF-16 and drops byte order marks", async () => {
  const little = Buffer.from("\ufeffgrün\n二\n", "utf16le");
  const big = Buffer.from(little).swap16();
  const files = { little, big, utf8: "\ufeffgrün\n二\n" };
  for (const path of Object.keys(files)) expect(await textOf(files, { path })).toBe("grün\n二\n");
  expect(await textOf(files, { path: "big", offset: 2 })).toBe("二\n");
});

test("refuses binary files and folders with a code", async () => {
  const files = { data: Uint8Array.of(1, 0, 2), "folder/file": "" };
  await expect(read(files, { path: "data" })).rejects.toMatchObject({ code: "binary" });
  await expect(read(files, { path: "folder" })).rejects.toMatchObject({ code: "is_directory" });
  await expect(read(files, { path: "missing" })).rejects.toMatchObject({ code: "not_found" });
});

test("shows images, recognised by their content", async () => {
  for (const [name, { mimeType, bytes }] of Object.entries(tinyImages)) {
    const { content, details } = await read({ "no-extension": bytes }, { path: "no-extension" });
    expect([name, content]).toEqual([
      name,
      [
        { type: "text", text: `Read image file [${mimeType}]` },
        { type: "image", data: bytes.toString("base64"), mimeType },
      ],
    ]);
    expect(details).toMatchObject({ kind: "image", mimeType, bytes: bytes.length });
  }
  expect(await textOf({ "fake.png": "text" }, { path: "fake.png" })).toBe("text");
});

test("refuses images that a vendor would refuse, and the whole conversation with them", async () => {
  for (const [name, { mimeType, bytes }] of Object.entries(tinyImages)) {
    const cut = read(
      { cut: bytes.subarray(0, mimeType === "image/gif" ? 9 : 15) },
      { path: "cut" },
    );
    await expect(cut, name).rejects.toMatchObject({
      code: "binary",
      message: expect.stringMatching(/^cut begins like an image \(image\/\w+\) and is cut off/),
    });
  }
  const wide = Buffer.from(tinyImages.png?.bytes ?? "");
  wide.writeUInt32BE(8001, 16);
  const tool = createReadFileTool({
    env: memoryEnv({ wide }),
    shrinkImage: async () => undefined,
  });
  await expect(tool.execute("id", { path: "wide" })).rejects.toThrow(/8001x2 pixels; at most/);
});

test("finds files under the names that models write", async () => {
  const files = {
    "plain.txt": "plain",
    "@types/index.d.ts": "types",
    "Screenshot 1.02.03\u202fPM.txt": "narrow space",
    [`${"é".normalize("NFD")}.txt`]: "decomposed",
    "it\u2019s.txt": "curly",
    "two words": "spaced",
  };
  const cases = [
    ["@plain.txt", "plain"],
    ["@types/index.d.ts", "types"],
    ["Screenshot 1.02.03 PM.txt", "narrow space"],
    ["é.txt", "decomposed"],
    ["it's.txt", "curly"],
    ["two\u00a0words", "spaced"],
  ];
  for (const [path = "", content] of cases) expect(await textOf(files, { path })).toBe(content);
});

test("reads the start and the end of a huge file without holding it", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const path = join(folder.path, "huge");
  const size = 3 * 1024 ** 3; // sparse; more than a string can hold
  const file = openSync(path, "w");
  ftruncateSync(file, size);
  writeSync(file, "first\n".repeat(5000), 0);
  closeSync(file);
  const tool = createReadFileTool({ env: localEnv({ cwd: folder.path }) });
  const result = await tool.execute("id", { path, offset: 2, limit: 2 });
  expect(result.content).toEqual([
    {
      type: "text",
      text: "first\nfirst\n\n[More lines in file of 3072.0MB. Use offset=4 to continue.]",
    },
  ]);
});

test("reads lines 10 to 20 of a huge file from its beginning only", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const path = join(folder.path, "huge");
  const file = openSync(path, "w");
  ftruncateSync(file, 1024 ** 3);
  writeSync(file, numbered(20_000), 0);
  closeSync(file);
  const inner = localEnv({ cwd: folder.path });
  let bytes = 0;
  const env: ExecutionEnv = {
    ...inner,
    async readFile(name, options) {
      const read = await inner.readFile(name, options);
      if (read.ok) bytes += read.value.length;
      return read;
    },
    async *readChunks(name, options) {
      for await (const chunk of inner.readChunks(name, options)) {
        if (chunk.ok) bytes += chunk.value.length;
        yield chunk;
      }
    },
  };
  const result = await createReadFileTool({ env }).execute("id", { path, offset: 10, limit: 11 });
  expect(result.content).toMatchObject([
    { text: expect.stringMatching(/^line 10\n(?:.*\n)*line 20\n\n/) },
  ]);
  expect(bytes).toBeLessThan(512 * 1024);
});

test("an image that is too large is made smaller, or refused with what to do", async () => {
  const png = Buffer.concat([tinyImages.png?.bytes ?? Buffer.of(), Buffer.alloc(4 * 1024 * 1024)]);
  const env = memoryEnv({ "large.png": png });
  const path = "large.png";
  const refused = createReadFileTool({ env, shrinkImage: async () => undefined });
  await expect(refused.execute("id", { path })).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining("image of 4.0MB, 3x2 pixels; at most 3.3MB"),
  });
  const broken = createReadFileTool({
    env,
    shrinkImage: () => Promise.reject(new Error("no image")),
  });
  await expect(broken.execute("id", { path })).rejects.toMatchObject({ code: "invalid" });
  const tool = createReadFileTool({
    env,
    async shrinkImage(image, mimeType, limits) {
      expect([image.length, mimeType, limits.pixels]).toEqual([png.length, "image/png", 2000]);
      return { data: Buffer.from("small"), mimeType: "image/jpeg" };
    },
  });
  expect(await tool.execute("id", { path })).toMatchObject({
    content: [
      { text: "Read image file [image/jpeg], made smaller, from 4.0MB" },
      { data: Buffer.from("small").toString("base64"), mimeType: "image/jpeg" },
    ],
    details: { mimeType: "image/jpeg", bytes: 5, originalBytes: png.length },
  });
});

test("stops when it is aborted", async () => {
  const tool = createReadFileTool({ env: memoryEnv({ file: "x" }) });
  const result = tool.execute("id", { path: "file" }, AbortSignal.abort());
  await expect(result).rejects.toMatchObject({ code: "aborted" });
});
