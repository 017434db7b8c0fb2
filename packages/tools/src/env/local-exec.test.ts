import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempDisposableSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ManualClock, manualClock } from "@argent/ai/testing";
import { expect, test, vi } from "vitest";
import { fifoClosed } from "../../test/fifo-closed.ts";
import { run } from "../../test/run.ts";
import { type LocalEnvOptions, localEnv } from "./local-env.ts";

function place(options: Partial<LocalEnvOptions> = {}) {
  const folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const env = localEnv({ cwd: folder.path, ...options });
  const dispose = async () => {
    await env.close();
    folder.remove();
  };
  return { env, path: folder.path, [Symbol.asyncDispose]: dispose };
}

/** Lets the time of a clock pass until something has happened. */
async function played<Value>(happening: Promise<Value>, clock: ManualClock): Promise<Value> {
  let isOver = false;
  const over = happening.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(1);
  }
  return over;
}

test("returns when its process ends although a daemon holds the output, and names the daemon", async () => {
  await using here = place();
  const { result, output } = await run(here.env, "setsid sleep 1000 & echo $!; exit 4");
  expect(output).toMatch(/^\d+\n$/);
  expect(result).toMatchObject({ ok: true, value: { exitCode: 4 } });
  const survivors = (result.ok && result.value.survivors) || [];
  expect(survivors.length).toBeGreaterThan(0);
  for (const pid of survivors) expect(process.kill(pid, 0)).toBe(true);
});

test("names what a command leaves running with its output elsewhere", async () => {
  await using here = place();
  await run(here.env, "mkfifo one other never");
  const command = `bash -c 'echo > one; read _ < never' > /dev/null 2>&1 &
    (setsid bash -c 'echo > other; read _ < never' > log 2>&1 &)
    read _ < one; read _ < other`;
  const { result } = await run(here.env, command);
  const survivors = (result.ok && result.value.survivors) || [];
  expect(survivors).toHaveLength(2);
  for (const pid of survivors) expect(process.kill(pid, 0)).toBe(true);
});

test("does not break a daemon by closing its output", async () => {
  await using here = place();
  await run(here.env, "mkfifo go done");
  const daemon = "(read _ < go; echo into the void && echo still here > done) &";
  expect((await run(here.env, daemon)).result).toMatchObject({ ok: true });
  const { output } = await run(here.env, "echo > go; cat done");
  expect(output).toBe("still here\n");
});

test("hands over all output that was written before the process ended", async () => {
  await using here = place();
  const { output } = await run(here.env, "head -c 5000000 /dev/zero; sleep 1000 & exit 0");
  expect(output.length).toBe(5_000_000);
});

test("a timeout ends the group, and what left the group and the session", async () => {
  const clock = manualClock();
  await using here = place({ clock });
  await run(here.env, "mkfifo held");
  const closed = fifoClosed(join(here.path, "held"));
  const command =
    "exec 3> held; sleep 1000 & setsid sleep 1000 & (setsid bash -c 'sleep 1000; :' &) ; trap '' TERM; echo up; wait";
  const up = Promise.withResolvers<void>();
  const running = run(here.env, command, { timeoutMs: 5_000, onOutput: () => up.resolve() });
  await up.promise;
  await clock.advance(5_000);
  const { result } = await played(running, clock);
  expect(result).toMatchObject({ ok: true, value: { endedBy: "timeout", exitCode: null } });
  await played(closed, clock);
  await played(here.env.close(), clock);
});

test("what cannot be ended is named", async () => {
  const clock = manualClock();
  await using here = place({ clock });
  const up = Promise.withResolvers<void>();
  const running = run(here.env, "setsid sleep 1000 & echo up; wait", {
    timeoutMs: 5_000,
    onOutput: () => up.resolve(),
  });
  await up.promise;
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  await clock.advance(5_000);
  const { result } = await played(running, clock);
  const tried = kill.mock.calls.map(([pid]) => pid);
  kill.mockRestore();
  const { survivors = [], endedBy } = result.ok ? result.value : expect.fail(result.error.message);
  expect([endedBy, survivors.length]).toEqual(["timeout", 2]);
  expect(tried).toEqual(expect.arrayContaining(survivors));
  await played(here.env.close(), clock);
});

test("an abort ends everything", async () => {
  await using here = place();
  await run(here.env, "mkfifo held");
  const closed = fifoClosed(join(here.path, "held"));
  const controller = new AbortController();
  const { result } = await run(here.env, "exec 3> held; setsid sleep 1000 & echo up; sleep 1000", {
    signal: controller.signal,
    onOutput: () => controller.abort(),
  });
  expect(result).toMatchObject({ ok: true, value: { endedBy: "abort" } });
  expect(result.ok && result.value.survivors).toBeUndefined();
  await closed;
});

test("close ends what runs in the background", async () => {
  await using here = place();
  await run(here.env, "mkfifo held");
  const closed = fifoClosed(join(here.path, "held"));
  await run(here.env, "exec 3> held; setsid sleep 1000 > /dev/null 2>&1 & sleep 1000 &");
  await here.env.close();
  await closed;
});

test("a process that ended by itself did not time out, even if its daemon lives on", async () => {
  const clock = manualClock();
  await using here = place({ clock });
  const { result } = await played(
    run(here.env, "sleep 1000 & echo done", { timeoutMs: 2 ** 31 - 1 }),
    clock,
  );
  expect(result).toMatchObject({ ok: true, value: { exitCode: 0 } });
  await played(here.env.close(), clock);
});

test("lets commands open /dev/stderr and /dev/stdout", async () => {
  await using here = place();
  const { output } = await run(here.env, "echo one > /dev/stderr; echo two | tee /dev/stderr");
  expect(output.split("\n").sort()).toEqual(["", "one", "two", "two"]);
});

test("goes on where no pipe can be made, standard output and error in their order", async () => {
  await using here = place({ env: { TMPDIR: "/nonexistent" } });
  const { output } = await run(here.env, "echo 1; echo 2 >&2; echo 3; head -c 1000000 /dev/zero");
  expect(output.length).toBe(1_000_006);
  expect(output.slice(0, 6)).toBe("1\n2\n3\n");
});

test("leaves no pipe behind", async () => {
  await using here = place();
  const env = localEnv({ cwd: here.path, env: { TMPDIR: here.path } });
  await Promise.all([run(env, "true"), run(env, "exit 1"), env.exec("true")]);
  expect(readdirSync(here.path)).toEqual([]);
});

test("a chunk belongs to the one who got it, or is lent when that was asked for", async () => {
  await using here = place();
  const numbers = Array.from({ length: 300_000 }, (_, index) => `${index + 1}\n`).join("");
  const { output } = await run(here.env, "seq 1 300000");
  expect(output).toBe(numbers);
  const lent: Uint8Array[] = [];
  let copied = "";
  const onOutput = async (chunk: Uint8Array) => {
    lent.push(chunk);
    await new Promise((resolve) => setImmediate(resolve));
    copied += Buffer.from(chunk).toString();
  };
  await here.env.exec("seq 1 300000", { lendsOutput: true, onOutput });
  expect(copied).toBe(numbers);
  expect(new Set(lent.map(({ buffer }) => buffer)).size).toBe(1);
});

test("commands get what the caller gave, without keys", async () => {
  const env = {
    PATH: process.env.PATH,
    HOME: "/home/somebody",
    LANG: "C",
    KEYBOARD: "us",
    TOKENIZERS_PARALLELISM: "false",
    OPENAI_API_KEY: "x",
    GITHUB_TOKEN: "x",
    AWS_SECRET_ACCESS_KEY: "x",
    AWS_ACCESS_KEY_ID: "x",
    DB_PASSWORD: "x",
    MYSQL_PWD: "x",
    GOOGLE_APPLICATION_CREDENTIALS: "x",
    OPENAI_KEY: "x",
    npm_config_authToken: "x",
    SSH_AUTH_SOCK: "/run/agent",
    MAX_TOKENS: "4096",
    NPM_TOKEN: "allowed",
    INNOCENT: `sk-${"a1".repeat(15)}`,
  };
  await using here = place({ env, allowedSecrets: ["NPM_TOKEN"] });
  const { output } = await run(here.env, "env");
  const names = output.split("\n").map((line) => line.split("=")[0]);
  const ours = Object.keys(env).filter((name) => names.includes(name));
  expect(ours).toEqual([
    "PATH",
    "HOME",
    "LANG",
    "KEYBOARD",
    "TOKENIZERS_PARALLELISM",
    "SSH_AUTH_SOCK",
    "MAX_TOKENS",
    "NPM_TOKEN",
  ]);
});

test("reads nothing from the environment of this process", async () => {
  await using here = place();
  const { output } = await run(here.env, "echo [$HOME$USER]; command -v env");
  expect(output).toMatch(/^\[\]\n\/.*env\n$/);
});

test("says why a command cannot be started", async () => {
  await using here = place({ shell: "/nonexistent/shell" });
  expect((await run(here.env, "true")).result).toMatchObject({
    ok: false,
    error: { code: "spawn_failed", message: expect.stringContaining("/nonexistent/shell") },
  });
  await using other = place();
  expect((await run(other.env, `echo ${"x".repeat(300_000)}`)).result).toMatchObject({
    ok: false,
    error: { code: "spawn_failed", message: expect.stringContaining("written to a file") },
  });
});

test("names the working folder when it is gone", async () => {
  await using here = place();
  await run(here.env, "rmdir ../$(basename $PWD)");
  expect((await run(here.env, "echo")).result).toMatchObject({
    ok: false,
    error: { code: "not_found", path: here.path, message: expect.stringContaining(here.path) },
  });
  mkdirSync(here.path);
});

test("an abort does not wait for a stuck receiver, before or after the command ended", async () => {
  await using here = place();
  for (const command of ["echo up; sleep 1000", "echo up"]) {
    const controller = new AbortController();
    const { result } = await run(here.env, command, {
      signal: controller.signal,
      onOutput: () => {
        setImmediate(() => controller.abort());
        return new Promise<void>(() => undefined);
      },
    });
    expect(result.ok).toBe(true);
  }
});

test("what runs in the background does not keep the program alive", () => {
  const program = `
    import { localEnv } from ${JSON.stringify(new URL("./local-env.ts", import.meta.url).href)};
    const result = await localEnv({ cwd: "/" }).exec("sleep 1000 & echo $!");
    console.log(result.value.survivors.join());
  `;
  const args = ["-C", "@argent/source", "--input-type=module", "-e", program];
  const ended = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 20_000 });
  expect([ended.status, ended.stdout]).toEqual([0, expect.stringMatching(/^\d+\n$/)]);
  process.kill(Number(ended.stdout), "SIGKILL");
});
