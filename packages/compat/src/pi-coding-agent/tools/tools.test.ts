import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { argent, outcome, testBoth } from "../../../test/coding-agent/both-sides.ts";
import { workspace } from "../../../test/coding-agent/workspace.ts";
import type { Loose } from "../../pi-ai/loose.ts";

const { coding } = argent;
const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`);
/** Each side works in a folder of its own. */
const relative = (folder: string, value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? null).replaceAll(folder, "<cwd>"));

function inFolder(
  files: Record<string, string | Uint8Array>,
  work: (run: (tool: string, params: unknown) => Promise<unknown>, folder: string) => unknown,
) {
  return async (pi: typeof argent) => {
    using folder = workspace(files);
    const tools: Loose[] = [
      ...pi.coding.createCodingTools(folder.path),
      ...pi.coding.createReadOnlyTools(folder.path),
    ];
    const run = (name: string, params: unknown) =>
      outcome(() => tools.find((tool) => tool.name === name).execute("1", params));
    return relative(folder.path, await work(run, folder.path));
  };
}

describe("the tools give what Pi's give:", () => {
  testBoth("names and parameters", async ({ coding: { createCodingTools, createReadOnlyTools } }) =>
    [...createCodingTools("/x"), ...createReadOnlyTools("/x")].map(
      ({ name, label, parameters }: Loose) => ({
        name,
        label,
        required: parameters.required ?? [],
        types: Object.entries<Loose>(parameters.properties).map(([key, { type }]) => [key, type]),
      }),
    ),
  );

  testBoth(
    "read: whole files, parts, what is left out, and what lies behind the end",
    inFolder(
      {
        "short.txt": "one\ntwo\n",
        "empty.txt": "",
        "long.txt": `${lines(2500).join("\n")}\n`,
        "wide.txt": `${"x".repeat(60_000)}\nnext`,
        "big.txt": lines(3000)
          .map((line) => line.padEnd(60))
          .join("\n"),
      },
      async (run) => [
        await run("read", { path: "short.txt" }),
        await run("read", { path: "@short.txt", offset: 2 }),
        await run("read", { path: "short.txt", limit: 1 }),
        await run("read", { path: "short.txt", offset: 9 }),
        await run("read", { path: "empty.txt" }),
        await run("read", { path: "long.txt" }),
        await run("read", { path: "long.txt", offset: 2400 }),
        await run("read", { path: "wide.txt" }),
        await run("read", { path: "big.txt" }),
        await run("read", { path: "missing.txt" }),
      ],
    ),
  );

  testBoth(
    "write and edit: results, failures and the files",
    inFolder({ "a.txt": "one\ntwo\ntwo\nthree\n" }, async (run, folder) => [
      await run("write", { path: "deep/new.txt", content: "hello" }),
      await run("edit", { path: "a.txt", edits: [{ oldText: "one", newText: "$& 1" }] }),
      await run("edit", {
        path: "a.txt",
        edits: [
          { oldText: "$& 1", newText: "uno" },
          { oldText: "three", newText: "tres" },
        ],
      }),
      await run("edit", { path: "none.txt", edits: [{ oldText: "a", newText: "b" }] }),
      readFileSync(`${folder}/a.txt`, "utf8"),
      readFileSync(`${folder}/deep/new.txt`, "utf8"),
    ]),
  );

  testBoth(
    "bash: output, exit codes, timeouts and truncation",
    inFolder({}, async (run) => {
      const results = [
        await run("bash", { command: "echo out; echo err >&2" }),
        await run("bash", { command: "true" }),
        await run("bash", { command: "echo no; exit 3" }),
        await run("bash", { command: "echo waiting; sleep 20", timeout: 0.3 }),
        await run("bash", { command: "seq 1 3000" }),
        await run("bash", { command: "seq 1 3000; exit 1" }),
        await run("bash", { command: "head -c 70000 /dev/zero | tr '\\0' x" }),
      ];
      return JSON.parse(
        JSON.stringify(results).replaceAll(/\/[\w/.-]*pi-bash-[0-9a-f]+\.log/g, "<log>"),
      );
    }),
  );

  testBoth("ls: order, folders, limits, and what is no folder", async (pi) => {
    using folder = workspace({ "b.txt": "", "A.txt": "", ".hidden": "", "c.txt": "" });
    mkdirSync(folder.at("dir"));
    mkdirSync(folder.at("empty"));
    symlinkSync(folder.at("dir"), folder.at("link"));
    const tool: Loose = pi.coding.createLsTool(folder.path);
    const run = (params: unknown) => outcome(() => tool.execute("1", params));
    return relative(folder.path, [
      await run({}),
      await run({ limit: 2 }),
      await run({ path: "empty" }),
      await run({ path: "b.txt" }),
      await run({ path: "missing" }),
    ]);
  });

  testBoth("find over a host's own backend", async (pi) => {
    const operations = {
      exists: (path: string) => path !== "/far/missing",
      glob: (pattern: string, root: string) =>
        pattern === "none" ? [] : [`${root}/a.ts`, `${root}/b/c.ts`],
    };
    const tool: Loose = pi.coding.createFindTool("/far", { operations });
    const run = (params: unknown) => outcome(() => tool.execute("1", params));
    return [
      await run({ pattern: "*.ts" }),
      await run({ pattern: "*.ts", limit: 2 }),
      await run({ pattern: "none" }),
      await run({ pattern: "x", path: "missing" }),
    ];
  });

  testBoth("read, write and edit over a host's own backend", async (pi) => {
    const files = new Map([["/far/a.txt", "one\ntwo\n"]]);
    const written: string[] = [];
    const readFile = async (path: string) => {
      const text = files.get(path);
      if (text === undefined) throw new Error(`there is no ${path}`);
      return Buffer.from(text);
    };
    const operations = {
      readFile,
      access: async (path: string) => void (await readFile(path)),
      writeFile: async (path: string, content: string) => void files.set(path, content),
      mkdir: async (path: string) => void written.push(path),
    };
    const { createReadTool, createWriteTool, createEditTool } = pi.coding;
    const read: Loose = createReadTool("/far", { operations });
    const write: Loose = createWriteTool("/far", { operations });
    const edit: Loose = createEditTool("/far", { operations });
    return [
      await read.execute("1", { path: "a.txt" }),
      await outcome(() => read.execute("1", { path: "b.txt" })),
      await write.execute("1", { path: "sub/b.txt", content: "new" }),
      await edit.execute("1", { path: "a.txt", edits: [{ oldText: "two", newText: "2" }] }),
      [...files],
      written,
    ];
  });

  testBoth("bash over a host's own backend, with its prefix and its hook", async (pi) => {
    const seen: unknown[] = [];
    const tool: Loose = pi.coding.createBashTool("/far", {
      commandPrefix: "set -e",
      spawnHook: (context) => ({ ...context, cwd: "/other", env: { ONLY: "this" } }),
      operations: {
        exec: async (command, cwd, { onData, timeout, env }) => {
          seen.push({ command, cwd, timeout, env });
          onData(Buffer.from("from afar\n"));
          return { exitCode: 0 };
        },
      },
    });
    return [await tool.execute("1", { command: "ls", timeout: 5 }), seen];
  });

  testBoth("the helpers for truncation and sizes", async ({ coding: pi }) => {
    const text = lines(30).join("\n");
    return [
      pi.truncateHead(text, { maxLines: 3 }),
      pi.truncateHead(text, { maxBytes: 20 }),
      pi.truncateHead(text),
      pi.truncateHead("äöü".repeat(10), { maxBytes: 10 }),
      pi.truncateTail(text, { maxLines: 3 }),
      pi.truncateTail(text, { maxBytes: 20 }),
      pi.truncateTail("äöü".repeat(10), { maxBytes: 11 }),
      pi.truncateTail("a\n", { maxBytes: 1 }),
      pi.truncateLine("x".repeat(600)),
      pi.truncateLine("short"),
      [0, 1023, 1024, 1_500_000].map((bytes) => pi.formatSize(bytes)),
      [pi.DEFAULT_MAX_BYTES, pi.DEFAULT_MAX_LINES],
    ];
  });
});

test("grep and find search this machine and say what they left out", async () => {
  using folder = workspace({
    "a.txt": "needle 1\nother\n",
    "sub/b.ts": "needle 2\n",
    ".gitignore": "ignored\n",
    "ignored/c.txt": "needle 3\n",
  });
  const grep: Loose = coding.createGrepTool(folder.path);
  const find: Loose = coding.createFindTool(folder.path);
  expect(await grep.execute("1", { pattern: "needle", glob: "*.txt" })).toMatchObject({
    content: [{ text: "a.txt:1: needle 1" }],
  });
  expect(await grep.execute("1", { pattern: "needle", limit: 1 })).toMatchObject({
    details: { matchLimitReached: 1 },
  });
  await expect(grep.execute("1", { pattern: "x", path: "none" })).rejects.toThrow("Path not found");
  expect(await find.execute("1", { pattern: "*.ts" })).toMatchObject({
    content: [{ text: "sub/b.ts" }],
  });
  await expect(find.execute("1", { pattern: "x", path: "none" })).rejects.toThrow("Path not found");
});

test("an aborted command is ended with everything it started, and says so", async () => {
  using folder = workspace();
  const bash: Loose = coding.createBashTool(folder.path);
  const abort = new AbortController();
  const running = bash.execute(
    "1",
    { command: "echo begun; (sleep 60 & echo $! > child.pid; wait)" },
    abort.signal,
    ({ content }: Loose) => {
      if (content[0]?.text.includes("begun")) abort.abort();
    },
  );
  await expect(running).rejects.toThrow("begun\n\n\nCommand aborted");
  const child = Number(readFileSync(folder.at("child.pid"), "utf8"));
  // What was killed is there until its parent, or the system in its place, has taken note.
  const isGone = () => expect(() => process.kill(child, 0)).toThrow("ESRCH");
  await vi.waitFor(isGone, { timeout: 10_000 });
});

test("keys of the environment do not reach a command", async () => {
  using folder = workspace();
  process.env.SOME_API_KEY = "sk-ant-REDACTED";
  try {
    const bash: Loose = coding.createBashTool(folder.path);
    const { content } = await bash.execute("1", { command: 'echo "[$SOME_API_KEY]"' });
    expect(content[0].text).toBe("[]\n");
  } finally {
    delete process.env.SOME_API_KEY;
  }
});

test("a binary file is named as one and not shown as text", async () => {
  using folder = workspace({ "a.bin": new Uint8Array([0, 1, 2, 0]) });
  const read: Loose = coding.createReadTool(folder.path);
  await expect(read.execute("1", { path: "a.bin" })).rejects.toThrow("is a binary file");
});

test("an image is given as one, with a note for a model that sees none", async () => {
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
    "base64",
  );
  using folder = workspace({ "a.png": png });
  const read: Loose = coding.createReadToolDefinition(folder.path);
  const context = { model: { input: ["text"] } };
  const { content } = await read.execute("1", { path: "a.png" }, undefined, undefined, context);
  expect(content[0].text).toContain("Read image file [image/png]\n[Current model does not support");
  expect(content[1]).toMatchObject({ type: "image", mimeType: "image/png" });
});

test("writers of one file wait for each other, also when the path is another", async () => {
  using folder = workspace({ "a.txt": "" });
  symlinkSync(folder.at("a.txt"), folder.at("b.txt"));
  const order: string[] = [];
  const first = coding.withFileMutationQueue(folder.at("a.txt"), async () => {
    await new Promise((resolve) => setImmediate(resolve));
    order.push("first");
    throw new Error("it failed");
  });
  const second = coding.withFileMutationQueue(folder.at("b.txt"), async () => order.push("second"));
  await expect(first).rejects.toThrow("it failed");
  await second;
  expect(order).toEqual(["first", "second"]);
});
