import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempDisposableSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describeExecutionEnv } from "@argent/agent/env";
import { afterAll, describe, expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { runsSandboxTests } from "../../test/sandbox.ts";
import { probeIsolation } from "./probe-isolation.ts";
import { sandboxEnv } from "./sandbox-env.ts";

const base = mkdtempSync(join(tmpdir(), "argent-test-"));
afterAll(() => rmSync(base, { recursive: true }));

/** A program in the place of bubblewrap. */
function fake(name: string, script: string): string {
  const path = join(base, name);
  writeFileSync(path, `#!/bin/bash\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Runs the program and confines nothing. */
const transparent = `while [ "$1" != -- ]; do shift; done; shift; exec "$@"`;

test("explains why it does not work here", async () => {
  const cases = [
    ["bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted", "AppArmor"],
    ["bwrap: setting up uid map: Permission denied", "User namespaces are switched off"],
    ["bwrap: No permissions to create new namespace", "User namespaces are switched off"],
    ["bwrap: Failed to make / slave: Permission denied", "container"],
    ["bwrap: something new", ""],
  ];
  for (const [index, [says = "", hint]] of cases.entries()) {
    const bubblewrap = fake(`broken-${index}`, `echo "${says}" >&2; exit 1`);
    await expect(sandboxEnv({ cwd: base, bubblewrap })).rejects.toMatchObject({
      code: "not_supported",
      message: expect.stringMatching(new RegExp(`${says.slice(0, 20)}.*${hint}`)),
    });
  }
  const missing = sandboxEnv({ cwd: base, bubblewrap: join(base, "missing") });
  await expect(missing).rejects.toThrow("Install the package bubblewrap.");
});

test("is not fooled by a program that exits well, or that confines nothing", async () => {
  const cwd = mkdtempSync(join(base, "env-"));
  const cases = [
    ["exit 0", "bubblewrap ended with code 0 and said nothing."],
    [transparent, "could write outside"],
    [`unset ARGENT_PROBE; ${transparent}`, "could see other processes"],
  ];
  for (const [index, [script = "", message]] of cases.entries()) {
    const bubblewrap = fake(`fooling-${index}`, script);
    await expect(sandboxEnv({ cwd, bubblewrap, env: { TMPDIR: base } })).rejects.toMatchObject({
      code: "not_supported",
      message: expect.stringContaining(message ?? ""),
    });
  }
  expect(readdirSync(base).filter((name) => name.startsWith("argent-sandbox"))).toEqual([]);
});

test("the report names what holds, or why nothing does, and never degrades silently", async () => {
  const report = await probeIsolation({ cwd: base, bubblewrap: join(base, "missing") });
  expect(report).toMatchObject({
    level: "none",
    description: "not isolated: commands run as the current user",
    rungs: [
      { level: "full", works: false, detail: expect.stringContaining("Install the package") },
      { level: "filesystem", works: false },
    ],
  });
});

describe.runIf(await runsSandboxTests())("in the sandbox", () => {
  describeExecutionEnv("sandboxEnv", () => sandboxEnv({ cwd: mkdtempSync(join(base, "env-")) }), {
    describe,
    test,
  });

  test("says what holds", async () => {
    const cwd = mkdtempSync(join(base, "env-"));
    await using env = await opened({ cwd });
    expect(env.isolation).toEqual({
      level: "full",
      description: `no network, writes only below ${cwd} and a temporary folder`,
    });
    await using online = await opened({ cwd, network: true });
    expect(online.isolation).toEqual({
      level: "filesystem",
      description: `network allowed, writes only below ${cwd} and a temporary folder`,
    });
    expect(await probeIsolation({ cwd })).toMatchObject({
      level: "full",
      rungs: [{ works: true }, { works: true }],
    });
  });

  test("commands share a temporary folder with each other and with the file methods", async () => {
    await using env = await opened({ cwd: mkdtempSync(join(base, "env-")) });
    await run(env, "echo kept > /tmp/note; echo seen > $TMPDIR/note");
    expect((await run(env, "cat /tmp/note; echo $TMPDIR; cat $TMPDIR/note")).output).toMatch(
      /^kept\n.*\nseen\n$/,
    );
    const file = await env.temporaryFile("output.log");
    if (!file.ok) expect.fail(file.error.message);
    await file.value.append(Buffer.from("all of it"));
    expect((await run(env, `cat ${file.value.path}`)).output).toBe("all of it");
    await file.value.close();
    const folder = dirname(dirname(dirname(file.value.path)));
    expect(existsSync(folder)).toBe(true);
    await env.close();
    expect(existsSync(folder)).toBe(false);
  });

  test("lets commands open /dev/stderr and /dev/stdout", async () => {
    await using env = await opened({ cwd: mkdtempSync(join(base, "env-")) });
    const { output } = await run(env, "echo one > /dev/stderr; echo two | tee /dev/stderr");
    expect(output.split("\n").sort()).toEqual(["", "one", "two", "two"]);
  });

  test("works in the folder of all temporary files, and with a temporary folder inside its own", async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
    const inside = join(folder.path, "tmp");
    mkdirSync(inside);
    await using env = await opened({ cwd: folder.path, env: { TMPDIR: inside } });
    expect((await run(env, "echo x > file && cat file $TMPDIR/missing")).output).toMatch(
      /^x\ncat: /,
    );
    await using wide = await opened({ cwd: tmpdir() });
    expect((await run(wide, "pwd && ls $TMPDIR && echo fine")).output).toBe(`${tmpdir()}\nfine\n`);
  });
});

async function opened(options: Parameters<typeof sandboxEnv>[0]) {
  const env = await sandboxEnv(options);
  return { ...env, [Symbol.asyncDispose]: () => env.close() };
}
