import { spawnSync } from "node:child_process";
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempDisposableSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { createCodingTools } from "../coding-tools.ts";
import { localEnv } from "./local-env.ts";

/** A root, something outside of it, and the tools that must stay inside. */
function place() {
  const folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const root = join(folder.path, "root");
  const outside = join(folder.path, "outside");
  for (const path of [root, outside]) mkdirSync(path);
  writeFileSync(join(outside, "secret"), "secret\n");
  const env = localEnv({ cwd: root, roots: [root], env: { PATH: process.env.PATH } });
  const tools = createCodingTools({ cwd: root, env });
  const call = (name: string, params: object) =>
    (tools.find((tool) => tool.name === name) ?? expect.fail(name)).execute("id", params);
  return { root, outside, env, call, [Symbol.dispose]: () => folder.remove() };
}

test("no file tool leaves the root, by whatever way", async () => {
  using here = place();
  const { root, outside, call } = here;
  symlinkSync(outside, join(root, "link"));
  symlinkSync("/proc/self/root", join(root, "proc"));
  symlinkSync(join(outside, "secret"), join(root, "secret"));
  const ways = [
    "../outside/secret",
    join(outside, "secret"),
    "link/secret",
    "secret",
    `/proc/self/root${outside}/secret`,
    `/proc/self/cwd/../outside/secret`,
    `proc${outside}/secret`,
    "/proc/self/environ",
    "/dev/stdin",
    "link/new/file",
  ];
  const edits = [{ oldText: "secret", newText: "changed" }];
  for (const path of ways) {
    const calls: [string, object][] = [
      ["read_file", { path }],
      ["write_file", { path, content: "changed" }],
      ["edit_file", { path, edits }],
      ["grep", { pattern: "", path }],
      ["find", { pattern: "*", path }],
      ["ls", { path }],
    ];
    for (const [name, params] of calls) {
      const failure = await call(name, params).then(
        () => "it worked",
        (cause) => cause.code,
      );
      expect([name, path, failure]).toEqual([
        name,
        path,
        expect.stringMatching(/permission_denied|not_found/),
      ]);
    }
  }
  expect(readdirSync(outside)).toEqual(["secret"]);
  expect(readFileSync(join(outside, "secret"), "utf8")).toBe("secret\n");
  const { content } = await call("grep", { pattern: "secret" });
  expect(content).toMatchObject([{ text: "No matches found" }]);
});

test("writing never reaches what a hard link shares, a FIFO or a device", async () => {
  using here = place();
  const { root, outside, env, call } = here;
  linkSync(join(outside, "secret"), join(root, "hard"));
  await call("edit_file", { path: "hard", edits: [{ oldText: "secret", newText: "mine" }] });
  expect(readFileSync(join(outside, "secret"), "utf8")).toBe("secret\n");
  await run(env, "mkfifo fifo");
  for (const name of ["read_file", "write_file"]) {
    const failure = call(name, { path: "fifo", content: "x" });
    await expect(failure).rejects.toMatchObject({ code: "invalid" });
  }
});

test("odd names are files like others, and make no other lines and no options", async () => {
  using here = place();
  const { root, call } = here;
  const names = [
    "-rf",
    "--help",
    "new\nline.ts",
    "\u001b[31mred",
    "$(touch stolen)",
    "a'b\"c",
    " ",
  ];
  for (const name of names) {
    await call("write_file", { path: name, content: "one\n" });
    await call("edit_file", { path: name, edits: [{ oldText: "one", newText: "two" }] });
    expect(await call("read_file", { path: name })).toMatchObject({ content: [{ text: "two\n" }] });
  }
  expect(readdirSync(root).sort()).toEqual(names.toSorted());
  const shown = names
    .map((name) => name.replace("\n", "\\n").replace("\u001b", "\\u001b"))
    .toSorted();
  for (const [name, params, suffix] of [
    ["ls", {}, ""],
    ["find", { pattern: "*" }, ""],
    ["grep", { pattern: "two" }, ":1: two"],
  ] as const) {
    const {
      content: [block],
    } = await call(name, params);
    const text = block?.type === "text" ? block.text : expect.fail("no text");
    expect([name, ...text.split("\n").toSorted()]).toEqual([
      name,
      ...shown.map((line) => line + suffix).toSorted(),
    ]);
  }
});

test("a file that may not be written is not replaced", () => {
  using here = place();
  const { root } = here;
  writeFileSync(join(root, "kept"), "old");
  chmodSync(join(root, "kept"), 0o444);
  for (const path of [root, join(root, "..")]) chmodSync(path, 0o777);
  const program = `
    const { localEnv } = await import(${JSON.stringify(new URL("./local-env.ts", import.meta.url).href)});
    // Root may write everything, so that there would be nothing to see.
    if (process.getuid() === 0) process.setuid(65533);
    const env = localEnv({ cwd: ${JSON.stringify(root)} });
    const { error } = await env.writeFile("kept", "new");
    console.log(error.code);
  `;
  const args = ["-C", "@argent/source", "--input-type=module", "-e", program];
  const ended = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 20_000 });
  expect([ended.stdout, ended.stderr]).toEqual(["permission_denied\n", ""]);
  expect(readFileSync(join(root, "kept"), "utf8")).toBe("old");
});

test("commands work on the repository that they are in, not on the one that git named to us", async () => {
  using here = place();
  const { root, outside } = here;
  const own = localEnv({ cwd: root, env: { PATH: process.env.PATH } });
  await run(own, `git init -q && git -C ${outside} init -q`);
  const index = join(outside, ".git/index");
  const hooked = localEnv({
    cwd: root,
    env: {
      PATH: process.env.PATH,
      GIT_DIR: join(outside, ".git"),
      GIT_WORK_TREE: outside,
      GIT_INDEX_FILE: index,
      GIT_PREFIX: "x/",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.fsmonitor",
      GIT_CONFIG_VALUE_0: "touch stolen",
      GIT_CONFIG_PARAMETERS: "'core.fsmonitor=touch stolen'",
      GIT_AUTHOR_NAME: "kept",
    },
  });
  const { output } = await run(
    hooked,
    "touch new && git add new && git status --short && git rev-parse --show-toplevel && env | grep ^GIT_",
  );
  expect(output).toBe(`A  new\n${root}\nGIT_AUTHOR_NAME=kept\n`);
  expect(readdirSync(join(outside, ".git"))).not.toContain("index");
});
