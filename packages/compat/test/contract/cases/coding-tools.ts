import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Loose } from "../../../src/pi-ai/loose.ts";
import type { ContractCase, ContractCases } from "../contract.ts";
import { inFolder } from "../session-kit.ts";

const lines = (count: number) =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join("");

type Run = (tool: string, params: object, abort?: AbortController) => Promise<unknown>;

/** What tools give in a folder with these files, with `<cwd>` for the folder. A controller aborts at the first output. */
const inWorkspace =
  (
    files: Record<string, string>,
    work: (run: Run, folder: string) => Promise<unknown>,
  ): ContractCase =>
  ({ coding }) =>
    inFolder(async (folder) => {
      for (const [name, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, name)), { recursive: true });
        await writeFile(join(folder, name), text);
      }
      const tools: Loose[] = [
        ...coding.createCodingTools(folder),
        ...coding.createReadOnlyTools(folder),
      ];
      const run: Run = async (name, params, abort) => {
        const onUpdate = (update: Loose) => {
          if (update.content.some((block: Loose) => block.text)) abort?.abort();
        };
        const tool = tools.find((candidate) => candidate.name === name);
        try {
          const { content, details } = await tool.execute("1", params, abort?.signal, onUpdate);
          return { text: content.map((block: Loose) => block.text ?? block.type), details };
        } catch (cause) {
          return { failed: cause instanceof Error ? cause.message : String(cause) };
        }
      };
      const json = JSON.stringify((await work(run, folder)) ?? null);
      return JSON.parse(
        json.replaceAll(folder, "<cwd>").replaceAll(/[^"\s]*pi-bash-\w+\.log/g, "<log>"),
      );
    });

export const codingTools: ContractCases = {
  "the tools, and what they take": ({ coding }) =>
    [...coding.createCodingTools("/x"), ...coding.createReadOnlyTools("/x")].map((tool: Loose) => [
      tool.name,
      tool.label,
      Object.keys(tool.parameters.properties),
      tool.parameters.required ?? [],
    ]),

  "what read leaves out": inWorkspace(
    {
      "short.txt": "one\ntwo\n",
      "long.txt": lines(2_500),
      "wide.txt": `${"x".repeat(60_000)}\nnext`,
      "big.txt": `${"x".repeat(99)}\n`.repeat(1_000),
    },
    async (run) => ({
      whole: await run("read", { path: "short.txt" }),
      part: await run("read", { path: "long.txt", offset: 3, limit: 2 }),
      long: endOf(await run("read", { path: "long.txt" })),
      wide: await run("read", { path: "wide.txt" }),
      big: endOf(await run("read", { path: "big.txt" })),
      behind: await run("read", { path: "short.txt", offset: 9 }),
      missing: await run("read", { path: "none.txt" }),
    }),
  ),

  "what write says": inWorkspace({}, (run) =>
    run("write", { path: "new/b.txt", content: "hello" }),
  ),

  "what edit says": inWorkspace(
    { "a.txt": "one\ntwo\n", "crlf.txt": "one\r\ntwo\r\n" },
    async (run, folder) => ({
      edited: textOf(await run("edit", { path: "a.txt", edits: [change("two", "2")] })),
      none: await run("edit", { path: "a.txt", edits: [change("three", "3")] }),
      crlf: textOf(await run("edit", { path: "crlf.txt", edits: [change("two", "2")] })),
      missing: await run("edit", { path: "none.txt", edits: [change("a", "b")] }),
      files: await Promise.all(
        ["a.txt", "crlf.txt"].map((name) => readFile(join(folder, name), "utf8")),
      ),
    }),
  ),

  "an edit of a text that is there twice": inWorkspace({ "a.txt": "one\ntwo\none\n" }, (run) =>
    run("edit", { path: "a.txt", edits: [change("one", "1")] }),
  ),

  "an edit that changes nothing": inWorkspace({ "a.txt": "one\n" }, (run) =>
    run("edit", { path: "a.txt", edits: [change("one", "one")] }),
  ),

  "what bash says of a command": inWorkspace({}, async (run) => ({
    fine: await run("bash", { command: "echo hi; echo err >&2" }),
    silent: await run("bash", { command: "true" }),
    failed: await run("bash", { command: "echo no; exit 3" }),
    late: await run("bash", { command: "echo begun; sleep 30", timeout: 1 }),
    aborted: await run("bash", { command: "echo begun; sleep 30" }, new AbortController()),
  })),

  "what bash leaves out": inWorkspace({}, async (run) => ({
    many: beginningAndEnd(await run("bash", { command: "seq 1 3000" })),
    wide: beginningAndEnd(await run("bash", { command: "head -c 60000 /dev/zero | tr '\\0' x" })),
  })),

  // There is none for find: Pi's own needs fd, which it downloads.
  "what grep says": inWorkspace(
    {
      "a.ts": "const one = 1;\nconst two = 2;\n",
      "src/b.ts": `const wide = "${"x".repeat(600)}";\nconst one = 1;\n`,
      "src/c.md": "one.\n",
      "many.txt": lines(120),
    },
    async (run) => ({
      one: sortedText(await run("grep", { pattern: "one" })),
      none: await run("grep", { pattern: "nowhere" }),
      glob: sortedText(await run("grep", { pattern: "one", glob: "*.md" })),
      literal: await run("grep", { pattern: "one.", literal: true }),
      folded: await run("grep", { pattern: "ONE", ignoreCase: true, path: "a.ts" }),
      around: await run("grep", { pattern: "two", context: 1 }),
      wide: endOf(await run("grep", { pattern: "wide" })),
      limited: await run("grep", { pattern: "^line", path: "many.txt", limit: 2 }),
      many: endOf(await run("grep", { pattern: "^line", path: "many.txt" })),
      missing: await run("grep", { pattern: "one", path: "none" }),
    }),
  ),

  "what ls says": inWorkspace({ ".hidden": "", "a.ts": "", "src/b.ts": "" }, async (run) => ({
    all: await run("ls", {}),
    limited: await run("ls", { limit: 1 }),
    notThere: await run("ls", { path: "none" }),
    noFolder: await run("ls", { path: "a.ts" }),
  })),

  "parts of a text": ({ coding }) => {
    const { truncateHead, truncateTail, truncateLine, formatSize } = coding;
    const text = "one\ntwo\nthree\nfour";
    return [
      truncateHead(text, { maxLines: 2 }),
      truncateHead(text, { maxBytes: 9 }),
      truncateHead("wide line", { maxBytes: 4 }),
      truncateTail(text, { maxLines: 2 }),
      truncateTail(text, { maxBytes: 9 }),
      truncateTail("wide line", { maxBytes: 4 }),
      truncateHead(text),
      truncateLine("x".repeat(600)),
      [0, 1_023, 1_024, 52_700, 3_000_000].map(formatSize),
      [coding.DEFAULT_MAX_BYTES, coding.DEFAULT_MAX_LINES],
    ];
  },
};

/** With its lines in order: rg searches files side by side. */
function sortedText(result: Loose) {
  return { ...result, text: result.text?.map((text: string) => text.split("\n").sort()) };
}

function textOf(result: Loose) {
  return result.text ?? result;
}

function endOf(result: Loose) {
  return {
    end: result.text?.[0].slice(-160) ?? result,
    truncation: facts(result.details?.truncation),
  };
}

function beginningAndEnd(result: Loose) {
  const text: string = result.text?.[0] ?? "";
  return {
    parts: [text.slice(0, 12), text.slice(-160)],
    truncation: facts(result.details?.truncation),
  };
}

function facts(truncation: Loose) {
  if (!truncation) return null;
  const { content: _, ...rest } = truncation;
  return rest;
}

function change(oldText: string, newText: string) {
  return { oldText, newText };
}
