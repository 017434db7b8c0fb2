import {
  chmodSync,
  mkdirSync,
  mkdtempDisposableSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeExecutionEnv } from "@argent/agent/env";
import { afterAll, describe, expect, test } from "vitest";
import { bubblewrapArguments } from "./bubblewrap.ts";
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

const transparent = fake(
  "transparent",
  `printf '%s\\n' "$@" > "$0.arguments"
  while [ "$1" != -- ]; do [ "$1" = --chdir ] && cd "$2"; shift; done; shift; exec "$@"`,
);

describeExecutionEnv(
  "sandboxEnv over a program that confines nothing",
  () => sandboxEnv({ cwd: mkdtempSync(join(base, "env-")), bubblewrap: transparent }),
  { describe, test },
);

test("confines commands to the working folder, without network and keys", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const cwd = join(folder.path, "work");
  const home = join(folder.path, "home");
  for (const path of [cwd, join(home, ".ssh")]) mkdirSync(path, { recursive: true });
  writeFileSync(join(home, ".netrc"), "");
  const env = await sandboxEnv({ cwd, env: { HOME: home }, bubblewrap: transparent });
  const { stdout } = await output(env, `cat '${transparent}.arguments'`);
  const words = ` ${stdout.trim().split("\n").join(" ")} `;
  for (const part of [
    " --unshare-net ",
    " --unshare-pid ",
    " --die-with-parent ",
    " --ro-bind / / ",
    ` --bind ${cwd} ${cwd} `,
    ` --tmpfs ${home}/.ssh `,
    ` --ro-bind /dev/null ${home}/.netrc `,
    ` --chdir ${cwd} -- `,
  ]) {
    expect(words).toContain(part);
  }
  expect(words).not.toContain(".aws");
  expect(env.isolation).toEqual({
    level: "full",
    description: `no network, writes only below ${cwd}`,
  });
  expect(await env.readFile(join(home, ".netrc"))).toMatchObject({
    error: { code: "permission_denied" },
  });
});

test("keys stay hidden in a writable folder, and a working folder among hidden ones is seen", () => {
  const words = bubblewrapArguments(
    { writable: ["/home/me", "/srv/.keep/work"], hidden: [base, "/dev", "/"], network: true },
    "/home/me",
    ["true"],
  );
  const mounts = words.filter((_, index) => ["--bind", "--tmpfs"].includes(words[index - 1] ?? ""));
  expect(mounts).toEqual(["/tmp", ...["/", "/dev", "/home/me", "/srv/.keep/work", base].sort()]);
});

test("says that the network is allowed when it is", async () => {
  const options = { cwd: mkdtempSync(join(base, "env-")), network: true, bubblewrap: transparent };
  const env = await sandboxEnv(options);
  expect(env.isolation).toMatchObject({
    level: "filesystem",
    description: expect.stringContaining("network allowed"),
  });
  expect((await output(env, `cat '${transparent}.arguments'`)).stdout).not.toContain(
    "--unshare-net",
  );
});

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

test("is not fooled by a program that only exits well", async () => {
  const bubblewrap = fake("silent", "exit 0");
  await expect(sandboxEnv({ cwd: base, bubblewrap })).rejects.toMatchObject({
    code: "not_supported",
  });
});

async function output(env: Awaited<ReturnType<typeof sandboxEnv>>, command: string) {
  let stdout = "";
  await env.exec(command, {
    onOutput(chunk) {
      stdout += Buffer.from(chunk).toString();
    },
  });
  return { stdout };
}
