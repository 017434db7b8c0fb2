import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempDisposableSync,
  mkdtempSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { ExecutionEnv } from "@argent/agent/env";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { localEnv } from "../env/local-env.ts";
import { memoryEnv } from "../env/memory-env.ts";
import { createGrepTool } from "./grep-tool.ts";
import { createRipgrep } from "./ripgrep.ts";
import { toRipgrepPattern } from "./ripgrep-pattern.ts";

const base = mkdtempSync(join(tmpdir(), "argent-test-"));
afterAll(() => rmSync(base, { recursive: true }));

const program = (process.env.PATH ?? "")
  .split(delimiter)
  .map((folder) => join(folder, "rg"))
  .find((path) => existsSync(path));

async function grep(env: ExecutionEnv, params: object & { pattern: string }, ripgrep?: false) {
  const result = await createGrepTool({ env, ripgrep }).execute("id", params);
  const [block] = result.content;
  return block?.type === "text" ? block.text : expect.fail("no text");
}

/** A folder with files, and an environment in it that says what it ran. */
function place(files: Record<string, string | Uint8Array>) {
  const folder = mkdtempDisposableSync(join(base, "env-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), content);
  }
  const commands: string[] = [];
  const inner = localEnv({ cwd: folder.path, env: { PATH: process.env.PATH } });
  const env: ExecutionEnv = {
    ...inner,
    exec(command, options) {
      commands.push(command);
      return inner.exec(command, options);
    },
  };
  return { env, path: folder.path, commands, [Symbol.dispose]: () => folder.remove() };
}

describe("patterns for ripgrep", () => {
  test("are undefined where only JavaScript knows what is meant", () => {
    const only = [
      "a(?=b)",
      "(?<!a)b",
      "(a)\\1",
      "[^]",
      "\\cA",
      "\\p{L}",
      "[\\b]",
      "[a--b]",
      "\\ud83d",
    ];
    for (const source of only)
      expect([source, toRipgrepPattern(source)]).toEqual([source, undefined]);
  });

  test("stand for the same characters", () => {
    const table = [
      ["a/b", "a\\x{2f}b"],
      ["\\bfoo\\b", "(?-u:\\b)foo(?-u:\\b)"],
      ["x{2,3}{", "x{2,3}\\{"],
      ["\\x41\\u00e9", "\\x{41}\\x{00e9}"],
      ["[[&]-", "[\\x{5b}\\x{26}]\\x{2d}"],
      ["(?<name>a)", "(a)"],
    ];
    for (const [source = "", wanted] of table) expect(toRipgrepPattern(source)).toBe(wanted);
  });
});

test.runIf(program)("files that are too large to be searched are not read, and named", async () => {
  using here = place({
    "a.txt": "needle\n",
    large: "needle\n",
    ".gitignore": "ignored\n",
    ignored: "",
  });
  for (const name of ["large", "ignored"]) truncateSync(join(here.path, name), 200 * 1024 ** 3);
  const found = await grep(here.env, { pattern: "needle" });
  expect(found).toBe("a.txt:1: needle\n\n[1 files over 32.0MB left out]");
  expect(await grep(here.env, { pattern: "nail" })).toMatch(/^No matches found\n\n\[1 files over/);
  expect(await grep(here.env, { pattern: "needle" }, false)).toBe(found);
});

test("a repository that brings its own rg does not get it run", async () => {
  using here = place({ file: "needle\n" });
  writeFileSync(join(here.path, "rg"), "#!/bin/sh\ntouch stolen\n");
  chmodSync(join(here.path, "rg"), 0o755);
  const env = localEnv({ cwd: here.path, env: { PATH: `${here.path}:${process.env.PATH}` } });
  expect(await grep(env, { pattern: "needle" })).toBe("file:1: needle");
  expect(existsSync(join(here.path, "stolen"))).toBe(false);
});

test("an environment without commands searches all the same", async () => {
  expect(await grep(memoryEnv({ file: "needle\n" }), { pattern: "needle" })).toBe("file:1: needle");
});

describe.runIf(program)("with ripgrep", () => {
  test("it is used, and a pattern that it cannot read is searched for without it", async () => {
    using here = place({ a: "needle\n", b: "other\n" });
    expect(await grep(here.env, { pattern: "ne+dle$" })).toBe("a:1: needle");
    expect(here.commands.at(-1)).toContain("--regexp=ne+dle\\r?$");
    expect(here.commands.length).toBe(2);
    expect(await grep(here.env, { pattern: "need(?=le)" })).toBe("a:1: needle");
    expect(await grep(here.env, { pattern: "x{1000000}|needle" })).toBe("a:1: needle");
  });

  test("results are the same as without it: hidden files, rules, order, kinds of text", async () => {
    using here = place({
      ".git/config": "needle",
      ".gitignore": "*.log\n/dist/\n",
      ".hidden/file": "needle",
      ".ignore": "kept-by-us",
      "kept-by-us": "needle",
      "a.ts": "needle\r\nneedle\r\n",
      "a/b": "needle",
      "a-b": "needle",
      "b.log": "needle",
      "dist/out": "needle",
      "late-nul": `needle\n${"x".repeat(100_000)}\0`,
      latin: Buffer.from("n\xe9edle needle\n", "latin1"),
      "sub/.gitignore": "!b.log\nsecret\n",
      "sub/b.log": "needle",
      "sub/secret": "needle",
      wide: Buffer.from("\ufeffneedle\n", "utf16le"),
      bom: "\ufeffneedle\n",
    });
    for (const pattern of ["needle", "^needle$", "n.edle", "NEEDLE", "\\bneedle\\b", "n\\Wedle"]) {
      for (const params of [
        {},
        { ignoreCase: true },
        { glob: "*.log" },
        { path: "sub" },
        { limit: 3 },
      ]) {
        const call = { pattern, ...params };
        expect([call, await grep(here.env, call)]).toEqual([
          call,
          await grep(here.env, call, false),
        ]);
      }
    }
    rmSync(join(here.path, ".git"), { recursive: true });
    const below = { pattern: "needle", path: "sub" };
    expect(await grep(here.env, below)).toBe(await grep(here.env, below, false));
    expect(here.commands.at(-1)).toContain("--no-ignore-parent");
  });

  test("nothing in a pattern, a path or the environment becomes an option or a command", async () => {
    using here = place({
      "--pre=./evil/file": "a --files '$(touch stolen)'\n",
      "evil/-": "--files\n",
    });
    writeFileSync(join(here.path, "config"), "--no-ignore\n--pre=./evil\n");
    const env = localEnv({
      cwd: here.path,
      env: { PATH: process.env.PATH, RIPGREP_CONFIG_PATH: join(here.path, "config") },
    });
    for (const pattern of ["--files", "-f/etc/passwd", "'; touch stolen; '", "$(touch stolen)"]) {
      for (const path of [".", "--pre=./evil", "evil"]) {
        const call = { pattern, path, literal: true };
        expect([call, await grep(env, call)]).toEqual([call, await grep(env, call, false)]);
      }
    }
    expect(existsSync(join(here.path, "stolen"))).toBe(false);
  });

  test("no file that matches is left out", async () => {
    const piece = fc.constantFrom(
      ..."abA_1-[]{}()./\\^$|+*?&~# \té\u00a0\ufeffßµ".split(""),
      ...[
        "\\b",
        "\\B",
        "\\d",
        "\\w",
        "\\s",
        "\\D",
        "\\W",
        "\\S",
        "\\t",
        "\\.",
        "\\/",
        "\\x61",
        "\\u00e9",
      ],
      ...[
        ".*",
        "[a-c]",
        "[^a]",
        "[\\w.]",
        "[^\\s]",
        "(?:a|b)",
        "a{2}",
        "é?",
        "[&~]",
        "^a",
        "a$",
        "😀",
      ],
    );
    const source = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(""));
    const line = fc
      .array(fc.constantFrom(..."aabAé1_-.[]{}()\\/ \t\r\u00a0ßµ&~#^$|+*?".split(""), "😀"), {
        maxLength: 8,
      })
      .map((characters) => characters.join(""));
    const bytes = fc.array(fc.constantFrom(0x61, 0x62, 0xe9, 0xff, 0x20, 0x2e), { maxLength: 6 });
    using here = place({});
    const ripgrep = createRipgrep(here.env);
    await fc.assert(
      fc.asyncProperty(
        source,
        fc.array(line, { minLength: 1, maxLength: 20 }),
        fc.array(bytes, { maxLength: 5 }),
        fc.boolean(),
        async (pattern, lines, odd, ignoreCase) => {
          fc.pre(isPattern(pattern));
          const expression = new RegExp(pattern, ignoreCase ? "i" : "");
          const contents = [
            ...lines.map((text) => Buffer.from(`\n${text}\n`)),
            ...odd.map((codes) => Buffer.from(codes)),
          ];
          contents.forEach((content, index) => {
            writeFileSync(join(here.path, String(index)), content);
          });
          const listed = await ripgrep({ expression, folder: here.path, isInRepository: false });
          for (const [index, content] of contents.entries()) {
            const texts = new TextDecoder().decode(content).split(/\r?\n/);
            if (listed && texts.some((text) => text !== "" && expression.test(text))) {
              expect(listed).toContain(String(index));
            }
            rmSync(join(here.path, String(index)));
          }
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});

function isPattern(source: string): boolean {
  try {
    return Boolean(new RegExp(source));
  } catch {
    return false; // the test is about those that are one
  }
}
