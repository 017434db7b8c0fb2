import { spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempDisposableSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fifoClosed } from "../../test/fifo-closed.ts";
import { run } from "../../test/run.ts";
import { runsSandboxTests } from "../../test/sandbox.ts";
import { localEnv } from "./local-env.ts";
import { type SandboxEnvOptions, sandboxEnv } from "./sandbox-env.ts";

async function place(options: Partial<SandboxEnvOptions> = {}) {
  const folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const cwd = join(folder.path, "work");
  mkdirSync(cwd);
  const env = await sandboxEnv({ cwd, ...options });
  const dispose = async () => {
    await env.close();
    folder.remove();
  };
  return { env, cwd, outside: folder.path, [Symbol.asyncDispose]: dispose };
}

async function listening() {
  const server = createServer((socket) => socket.end("reached\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : expect.fail("no port");
  return { port, [Symbol.dispose]: () => server.close() };
}

describe.runIf(await runsSandboxTests())("from the sandbox, a command cannot", () => {
  test("reach the network, unless it is allowed", async () => {
    using server = await listening();
    const call = `exec 3<> /dev/tcp/127.0.0.1/${server.port} && cat <&3`;
    await using confined = await place();
    expect((await run(confined.env, call)).output).not.toContain("reached");
    await using online = await place({ network: true });
    expect((await run(online.env, call)).output).toBe("reached\n");
  });

  test("write outside, also not through links that lead there", async () => {
    await using here = await place();
    const { env, cwd, outside } = here;
    writeFileSync(join(outside, "file"), "old");
    symlinkSync(outside, join(cwd, "way-out"));
    const own = join(import.meta.dirname, "sandbox-escape");
    for (const path of ["way-out/file", "../file", "/proc/self/root/etc/argent-escape", own]) {
      await run(env, `echo new > ${path}`);
    }
    expect(readFileSync(join(outside, "file"), "utf8")).toBe("old");
    expect([existsSync("/etc/argent-escape"), existsSync(own)]).toEqual([false, false]);
    for (const path of [
      "/proc/sys/kernel/core_pattern",
      "/proc/sysrq-trigger",
      "/sys/power/state",
    ]) {
      expect((await run(env, `[ -w ${path} ] && echo writable`)).output).toBe("");
    }
  });

  test("mount something, or make itself more than it is", async () => {
    await using here = await place();
    const tries = [
      "mount -t tmpfs none /mnt",
      "mount -o remount,rw,bind /",
      "unshare -Urm mount -o remount,rw,bind /",
      "unshare -Urm mount -o remount,rw,bind /proc/sys",
      "mknod disk b 8 0",
      "echo argent > /proc/sys/kernel/hostname",
    ];
    for (const command of tries) {
      expect(await run(here.env, `${command} && echo done`)).not.toMatchObject({
        output: expect.stringMatching(/^done$/m),
      });
    }
  });

  test("read the files of other users, or keys", async () => {
    await using home = await place();
    mkdirSync(join(home.outside, ".ssh"));
    writeFileSync(join(home.outside, ".ssh/id"), "key");
    await using here = await place({ env: { HOME: home.outside } });
    const { env, cwd } = here;
    const theirs = join(cwd, "theirs");
    writeFileSync(theirs, "secret");
    if (process.getuid?.() === 0) chownSync(theirs, 65_533, 65_533);
    chmodSync(theirs, process.getuid?.() === 0 ? 0o600 : 0o000);
    expect((await run(env, "cat theirs")).output).toContain("Permission denied");
    expect((await run(env, `cat ${home.outside}/.ssh/id`)).output).toContain("No such file");
    expect((await run(env, "tr '\\0' '\\n' < /proc/1/environ")).output).not.toContain("VITEST");
  });

  test("see or end processes outside", async () => {
    await using here = await place();
    const outside = spawn("sleep", ["1000"], { stdio: "ignore" });
    const ended = new Promise((resolve) => outside.once("exit", (_, signal) => resolve(signal)));
    const { output } = await run(
      here.env,
      `kill -9 ${outside.pid}; ls -d /proc/${process.pid}/cwd`,
    );
    expect(output).toContain("No such process");
    expect(output).toContain("No such file");
    outside.kill("SIGTERM");
    expect(await ended).toBe("SIGTERM");
  });

  test("leave anything running when it is ended or its environment is closed", async () => {
    const hiding = `(env -i setsid bash -c 'exec 3> held; : > up; sleep 1000; :' > /dev/null 2>&1 &)
      until [ -e up ]; do :; done; echo up`;
    for (const end of ["timeout", "abort", "itself"] as const) {
      await using here = await place();
      await run(here.env, "mkfifo held");
      const closed = fifoClosed(join(here.cwd, "held"));
      const abort = new AbortController();
      const waiting = end === "itself" ? "exit 3" : "sleep 1000";
      const { result } = await run(here.env, `${hiding}; ${waiting}`, {
        signal: abort.signal,
        ...(end === "timeout" && { timeoutMs: 300 }),
        onOutput() {
          if (end === "abort") abort.abort();
        },
      });
      expect(result).toMatchObject({
        value: end === "itself" ? { exitCode: 3 } : { endedBy: end },
      });
      expect(result.ok && result.value.survivors).toBeUndefined();
      await closed;
    }
  });

  test("outlive the program that started it, also when that is killed", async () => {
    await using here = await place();
    await run(here.env, "mkfifo held");
    const closed = fifoClosed(join(here.cwd, "held"));
    const program = `
      import { sandboxEnv } from ${JSON.stringify(new URL("./sandbox-env.ts", import.meta.url).href)};
      const env = await sandboxEnv({ cwd: ${JSON.stringify(here.cwd)} });
      await env.exec("exec 3> held; setsid sleep 1000 & echo up; sleep 1000", {
        onOutput: () => process.kill(process.pid, "SIGKILL"),
      });
    `;
    const args = ["-C", "@argent/source", "--input-type=module", "-e", program];
    const ended = spawn(process.execPath, args, { stdio: "ignore" });
    const signal = await new Promise((resolve) => ended.once("exit", (_, name) => resolve(name)));
    expect(signal).toBe("SIGKILL");
    await closed;
  });

  test("reach more through the file methods than it may itself", async () => {
    await using here = await place();
    const { env, cwd, outside } = here;
    writeFileSync(join(outside, "secret"), "secret");
    symlinkSync(join(outside, "secret"), join(cwd, "link"));
    linkSync(join(outside, "secret"), join(cwd, "hard"));
    for (const path of ["link", "../secret", "/etc/hostname", "/proc/self/root/etc/hostname"]) {
      expect(await env.readFile(path)).toMatchObject({ error: { code: "permission_denied" } });
      expect(await env.writeFile(path, "x")).toMatchObject({
        error: { code: "permission_denied" },
      });
    }
    expect(await env.writeFile("hard", "changed")).toMatchObject({ ok: true });
    expect(readFileSync(join(outside, "secret"), "utf8")).toBe("secret");
  });
});

test("without a sandbox the environment says that nothing is isolated", () => {
  expect(localEnv({ cwd: "/" }).isolation).toEqual({
    level: "none",
    description: "not isolated: commands run as the current user",
  });
});
