import {
  chmodSync,
  mkdirSync,
  mkdtempDisposableSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runMigrate } from "./index.ts";

/** A host as files, the migration run on it, and what came out. */
function host(files: Record<string, string>) {
  const folder = mkdtempDisposableSync(join(tmpdir(), "argent-migrate-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true });
    writeFileSync(join(folder.path, path), text);
  }
  const run = async (...args: string[]) => {
    let out = "";
    let errors = "";
    const code = await runMigrate([folder.path, ...args], {
      out: (text) => (out += text),
      error: (text) => (errors += text),
    });
    return { code, out, errors };
  };
  return {
    path: folder.path,
    run,
    read: (path: string) => readFileSync(join(folder.path, path), "utf8"),
    [Symbol.dispose]: () => folder.remove(),
  };
}

const scope = "@mariozechner";

describe("a source", () => {
  test.each([
    [
      `import { getModel } from "${scope}/pi-ai";`,
      `import { getModel } from "@argent/compat/pi-ai";`,
    ],
    [
      `import type { Model, Tool } from '@earendil-works/pi-ai'`,
      `import type { Model, Tool } from '@argent/compat/pi-ai'`,
    ],
    [`import * as ai from "${scope}/pi-ai";`, `import * as ai from "@argent/compat/pi-ai";`],
    [
      `export { Agent } from "${scope}/pi-agent-core";`,
      `export { Agent } from "@argent/compat/pi-agent-core";`,
    ],
    [`export * from "${scope}/pi-agent-core";`, `export * from "@argent/compat/pi-agent-core";`],
    [
      `const ai = await import("${scope}/pi-ai");`,
      `const ai = await import("@argent/compat/pi-ai");`,
    ],
    [`const ai = require("${scope}/pi-ai");`, `const ai = require("@argent/compat/pi-ai");`],
    [`import ai = require("${scope}/pi-ai");`, `import ai = require("@argent/compat/pi-ai");`],
    [
      `type M = import("${scope}/pi-ai").Model<"x">;`,
      `type M = import("@argent/compat/pi-ai").Model<"x">;`,
    ],
    [`vi.mock("${scope}/pi-ai", () => ({}));`, `vi.mock("@argent/compat/pi-ai", () => ({}));`],
    [
      `declare module "${scope}/pi-agent-core" { interface CustomAgentMessages { note: { role: "note" } } }`,
      `declare module "@argent/compat/pi-agent-core" { interface CustomAgentMessages { note: { role: "note" } } }`,
    ],
    [
      `import { complete } from "@earendil-works/pi-ai/compat";`,
      `import { complete } from "@argent/compat/pi-ai";`,
    ],
  ])("%s becomes %s", async (before, after) => {
    using here = host({ "src/app.ts": before });
    const { code, out } = await here.run("--write");
    expect(here.read("src/app.ts")).toBe(after);
    expect(out).toMatch(/^src\/app\.ts:1:\d+ {2}@\S+ → @argent\/compat\/pi-/);
    expect(code).toBe(0);
  });

  test("keeps everything but the names of modules, also where a text or a comment looks like one", async () => {
    const rest = `// import { x } from "${scope}/pi-ai"\n\tconst s = \`${scope}/pi-ai\`;\r\nconst 日本 = "😀";\n`;
    using here = host({ "a.ts": `${rest}import { getModel } from "${scope}/pi-ai";` });
    await here.run("--write");
    expect(here.read("a.ts")).toBe(`${rest}import { getModel } from "@argent/compat/pi-ai";`);
  });

  test.each([
    [
      "a name that the facade does not have",
      `import { noSuchThing } from "${scope}/pi-ai";`,
      "does not have noSuchThing",
    ],
    [
      "a name that the facade has only so that a program loads",
      `import { InteractiveMode, type ExtensionAPI } from "${scope}/pi-coding-agent";`,
      "does not have InteractiveMode, ExtensionAPI",
    ],
    [
      "an import from inside the package",
      `import { x } from "${scope}/pi-ai/dist/models.js";`,
      "reaches into pi-ai",
    ],
    [
      "a subpath that is not served",
      `import { x } from "${scope}/pi-ai/nowhere";`,
      "from the root",
    ],
  ])(
    "%s stays, with line and advice, and so does the rest of the file",
    async (_, line, advice) => {
      const source = `import { getModel } from "${scope}/pi-ai";\n${line}\n`;
      using here = host({
        "src/app.ts": source,
        "src/other.ts": `import { getModel } from "${scope}/pi-ai";`,
      });
      const { code, out } = await here.run("--write");
      expect(code).toBe(1);
      expect(here.read("src/app.ts")).toBe(source);
      expect(out).toMatch(
        /src\/app\.ts:1:\d+ .*stays: It could be @argent\/compat\/pi-ai, once line 2/,
      );
      expect(out).toMatch(new RegExp(`src/app\\.ts:2:\\d+ .*stays: .*${advice}`));
      expect(here.read("src/other.ts")).toContain("@argent/compat");
    },
  );

  test("what Argent has nothing for stays and does not hold the rest back", async () => {
    using here = host({
      "a.ts": `import { TUI } from "${scope}/pi-tui";\nimport { getModel } from "${scope}/pi-ai";`,
    });
    const { out } = await here.run("--write");
    expect(here.read("a.ts")).toBe(
      `import { TUI } from "${scope}/pi-tui";\nimport { getModel } from "@argent/compat/pi-ai";`,
    );
    expect(out).toContain("2 places in 1 of 1 files name Pi: 1 were rewritten in 1 files, 1 stay.");
  });

  test("that cannot be parsed is left alone and reported, if it is about Pi", async () => {
    using here = host({ "a.ts": `import { from "${scope}/pi-ai";`, "b.ts": "import {" });
    const { out } = await here.run("--write");
    expect(out).toContain("cannot be parsed");
    expect(out).toContain("1 places in 1 of 2 files");
  });
});

test("nothing is written without --write, and the report says so", async () => {
  const source = `import { getModel } from "${scope}/pi-ai";`;
  using here = host({ "a.ts": source });
  const { out, code } = await here.run();
  expect(here.read("a.ts")).toBe(source);
  expect(out).toContain("1 would be rewritten");
  expect(out).toContain("Say --write to do it.");
  expect(code).toBe(0);
  expect(JSON.parse((await here.run("--json")).out)).toMatchObject({
    found: 1,
    rewritten: 1,
    left: 0,
  });
});

test("a manifest loses what nothing needs any more, and keeps its form", async () => {
  const manifest = `{\n\t"name": "host",\n\t"dependencies": {\n\t\t"${scope}/pi-ai": "0.73.1",\n\t\t"${scope}/pi-tui": "0.73.1",\n\t\t"zod": "4"\n\t}\n}\n`;
  using here = host({
    "package.json": manifest,
    "src/a.ts": `import { getModel } from "${scope}/pi-ai";`,
    "inner/package.json": `{ "dependencies": { "${scope}/pi-agent-core": "1" } }`,
    "inner/b.ts": `import { Agent, Nothing } from "${scope}/pi-agent-core";`,
    "tsconfig.json": `{ "compilerOptions": { "paths": { "${scope}/pi-ai/*": ["./x/*"] } } }`,
    "node_modules/x/index.js": `import "${scope}/pi-ai";`,
  });
  const { out } = await here.run("--write");
  expect(here.read("package.json")).toMatch(
    /^\{\n\t"name": "host",\n\t"dependencies": \{\n\t\t"@argent\/compat": "\^[\d.]+",\n\t\t"@mariozechner\/pi-tui": "0\.73\.1",\n\t\t"zod": "4"\n\t\}\n\}\n$/,
  );
  expect(here.read("inner/package.json")).toContain("pi-agent-core");
  expect(out).toMatch(
    /tsconfig\.json:1:\d+ .*An alias: remove it, or point it at @argent\/compat\/pi-ai\./,
  );
  expect(here.read("node_modules/x/index.js")).toContain(scope);
});

test("a file keeps its mode, and no draft is left", async () => {
  using here = host({ "run.mjs": `#!/usr/bin/env node\nimport "${scope}/pi-ai";\n` });
  chmodSync(join(here.path, "run.mjs"), 0o755);
  await here.run("--write");
  expect(statSync(join(here.path, "run.mjs")).mode & 0o777).toBe(0o755);
  expect(readdirSync(here.path)).toEqual(["run.mjs"]);
});

test("wrong arguments say what was wanted", async () => {
  using here = host({});
  expect(await here.run("--nope")).toMatchObject({
    code: 2,
    errors: expect.stringContaining("Usage:"),
  });
  expect(await here.run("another")).toMatchObject({ code: 2 });
  const silent = { out: () => {}, error: () => {} };
  expect(await runMigrate([join(here.path, "nowhere")], silent)).toBe(2);
});

test("a second migration finds nothing to do, whatever the first one met", async () => {
  const statement = fc.oneof(
    fc.constantFrom(
      `import { getModel } from "${scope}/pi-ai";`,
      `import "@earendil-works/pi-agent-core";`,
      `export * from '${scope}/pi-coding-agent';`,
      `f(require("${scope}/pi-ai"));`,
      `import { TUI } from "${scope}/pi-tui";`,
      `import { Nothing } from "${scope}/pi-ai";`,
      `const a = "${scope}/pi-ai";`,
    ),
    fc
      .string({ unit: "grapheme", maxLength: 20 })
      .map((text) => `s(${JSON.stringify(text)}); // ${text.replace(/\s/g, "")}`),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(statement, { maxLength: 8 }), async (statements) => {
      using here = host({ "a.ts": statements.join("\n") });
      const first = JSON.parse((await here.run("--write", "--json")).out);
      const after = here.read("a.ts");
      const second = JSON.parse((await here.run("--write", "--json")).out);
      expect(second).toMatchObject({ found: first.left, rewritten: 0, left: first.left });
      expect(here.read("a.ts")).toBe(after);
    }),
    { numRuns: 60 },
  );
});
