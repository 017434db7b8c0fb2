import assert from "node:assert/strict";
import type { ExecOptions, ExecutionEnv } from "./execution-env.ts";
import type { WithEnv } from "./execution-env-suite.ts";
import { assertFails, okValue } from "./result-assertions.ts";

/** The part of the suite about commands. An environment without commands answers `not_supported`, always. */
export function describeExec(withEnv: WithEnv): void {
  const test: WithEnv = (sentence, body) =>
    withEnv(sentence, async (env) => {
      const probe = await env.exec("true");
      if (!probe.ok && probe.error.code === "not_supported") return;
      await body(env);
    });

  withEnv("runs commands, or says that it cannot", async (env) => {
    const probe = await env.exec("true");
    if (!probe.ok) assertFails(probe, "not_supported");
    else assert.equal(probe.value.exitCode, 0);
    assert.ok(env.isolation.description.length > 0);
  });

  test("gives exit codes and merged output in order", async (env) => {
    const { output, result } = await run(env, "echo one; echo two >&2; echo three; exit 7");
    assert.equal(output, "one\ntwo\nthree\n");
    assert.equal(result.exitCode, 7);
    assert.equal(result.endedBy, undefined);
  });

  test("runs in the working folder, or in the one asked for", async (env) => {
    okValue(await env.writeFile("folder/file", "found"));
    assert.equal((await run(env, "cat folder/file")).output, "found");
    assert.equal((await run(env, "cat file", { cwd: "folder" })).output, "found");
    assertFails(await env.exec("true", { cwd: "missing" }), "not_found");
    assertFails(await env.exec("true", { cwd: "folder/file" }), "not_directory");
  });

  test("adds and removes environment variables", async (env) => {
    const set = { env: { GREETING: 'a "quoted" $value' } };
    assert.equal((await run(env, 'printf %s "$GREETING"', set)).output, set.env.GREETING);
    const unset = { env: { PATH: undefined } };
    assert.equal((await run(env, "/usr/bin/env | grep -c ^PATH= || true", unset)).output, "0\n");
  });

  test("has no standard input to wait for", async (env) => {
    assert.equal((await run(env, "cat; echo done")).output, "done\n");
  });

  test("shares files with the file methods", async (env) => {
    await run(env, "mkdir made && printf made > made/file");
    assert.equal(new TextDecoder().decode(okValue(await env.readFile("made/file"))), "made");
  });

  test("names the signal that ended a command, or gives the exit code that stands for it", async (env) => {
    const { result } = await run(env, "kill -TERM $$");
    if (result.exitCode !== 143) {
      assert.equal(result.exitCode, null);
      assert.equal(result.signal, "SIGTERM");
    }
    assert.equal(result.endedBy, undefined);
  });

  test("ends a command at its timeout", async (env) => {
    const { result } = await run(env, "trap '' TERM; while :; do sleep 1000; done", {
      timeoutMs: 50,
    });
    assert.equal(result.endedBy, "timeout");
    assert.equal(result.exitCode, null);
  });

  test("refuses a timeout that no timer can hold", async (env) => {
    for (const timeoutMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31]) {
      assertFails(await env.exec("true", { timeoutMs }), "invalid");
    }
  });

  test("ends a command when the signal is aborted, and starts none after that", async (env) => {
    const controller = new AbortController();
    const onOutput = () => controller.abort();
    const result = okValue(
      await env.exec("echo up; sleep 1000", { signal: controller.signal, onOutput }),
    );
    assert.equal(result.endedBy, "abort");
    assertFails(await env.exec("true", { signal: controller.signal }), "aborted");
  });

  test("holds the command back while its output waits", async (env) => {
    let inside = 0;
    let bytes = 0;
    const onOutput = async (chunk: Uint8Array) => {
      inside += 1;
      assert.equal(inside, 1, "one chunk at a time");
      await new Promise((resolve) => setImmediate(resolve));
      bytes += chunk.length;
      inside -= 1;
    };
    okValue(await env.exec("head -c 3000000 /dev/zero", { onOutput }));
    assert.equal(bytes, 3_000_000);
  });

  test("answers with an error when what receives the output fails", async (env) => {
    const onOutput = () => {
      throw new Error("receiver broke");
    };
    assertFails(await env.exec("echo x; sleep 1000", { onOutput }), "unknown");
  });

  test("ends running commands when it is closed", async (env) => {
    let closing: Promise<void> | undefined;
    const onOutput = () => {
      closing ??= env.close();
    };
    const result = okValue(await env.exec("echo up; sleep 1000", { onOutput }));
    assert.equal(result.endedBy, "abort");
    await closing;
  });
}

async function run(env: ExecutionEnv, command: string, options: ExecOptions = {}) {
  const decoder = new TextDecoder();
  let output = "";
  const onOutput = (chunk: Uint8Array) => {
    output += decoder.decode(chunk, { stream: true });
  };
  const result = okValue(await env.exec(command, { ...options, onOutput }));
  return { output, result };
}
