import assert from "node:assert/strict";
import type { EnvError, ExecutionEnv, Result } from "./execution-env.ts";
import { describeExec } from "./execution-env-exec-suite.ts";
import { assertFails, okValue } from "./result-assertions.ts";

/** The parts of a test runner that the suite needs; those of vitest and `node:test` fit. */
export interface TestRunner {
  /** Groups the tests that `body` registers. */
  describe(name: string, body: () => void): void;
  /** Registers a test; it fails when the promise of `body` rejects. */
  test(name: string, body: () => Promise<void>): void;
}

/** Declares a test that gets an environment of its own. */
export type WithEnv = (sentence: string, body: (env: ExecutionEnv) => Promise<void>) => void;

/**
 * The behaviour that every `ExecutionEnv` shares. Each test asks for an environment with an empty working folder and
 * closes it.
 */
export function describeExecutionEnv(
  name: string,
  create: () => ExecutionEnv | Promise<ExecutionEnv>,
  runner: TestRunner,
): void {
  const withEnv: WithEnv = (sentence, body) =>
    runner.test(sentence, async () => {
      const env = await create();
      try {
        await body(env);
      } finally {
        await env.close();
      }
    });
  runner.describe(`ExecutionEnv: ${name}`, () => {
    describeFiles(withEnv);
    describeFailures(withEnv);
    describeExec(withEnv);
  });
}

function describeFiles(test: WithEnv): void {
  test("resolves paths against the working folder", async (env) => {
    assert.equal(okValue(env.resolve("a/../b")), `${env.cwd}/b`);
    assert.equal(okValue(env.resolve(`${env.cwd}/c/`)), `${env.cwd}/c`);
    assert.equal(okValue(env.resolve(".")), env.cwd);
  });

  test("reads back what was written, text and bytes, and makes missing folders", async (env) => {
    okValue(await env.writeFile("a/b/text.txt", "grün\r\n"));
    assert.equal(decode(okValue(await env.readFile("a/b/text.txt"))), "grün\r\n");
    const bytes = Uint8Array.from([0, 255, 128, 10]);
    okValue(await env.writeFile(`${env.cwd}/bytes`, bytes));
    assert.deepEqual([...okValue(await env.readFile("bytes"))], [...bytes]);
  });

  test("replaces a file as a whole", async (env) => {
    okValue(await env.writeFile("file", "a long first version"));
    okValue(await env.writeFile("file", "short"));
    assert.equal(decode(okValue(await env.readFile("file"))), "short");
    const names = okValue(await env.list(".")).map((entry) => entry.name);
    assert.deepEqual(names, ["file"], "nothing is left beside it");
  });

  test("keeps what it was given: later changes of the buffer do not reach the file", async (env) => {
    // The `slice` of a Buffer copies nothing.
    for (const bytes of [Uint8Array.from([1, 2, 3]), Buffer.from([1, 2, 3])]) {
      const file = okValue(await env.temporaryFile("appended"));
      okValue(await file.append(bytes));
      okValue(await env.writeFile("file", bytes));
      bytes.fill(9);
      const read = okValue(await env.readFile("file"));
      assert.deepEqual([...read], [1, 2, 3]);
      read.fill(7);
      assert.deepEqual([...okValue(await env.readFile("file"))], [1, 2, 3]);
      assert.deepEqual([...okValue(await env.readFile(file.path))], [1, 2, 3]);
      await file.close();
    }
  });

  test("reads ranges", async (env) => {
    okValue(await env.writeFile("file", "0123456789"));
    const table: [{ start?: number; end?: number }, string][] = [
      [{}, "0123456789"],
      [{ start: 4 }, "456789"],
      [{ end: 3 }, "012"],
      [{ start: 2, end: 4 }, "23"],
      [{ start: 8, end: 100 }, "89"],
      [{ start: 10 }, ""],
      [{ start: 50, end: 60 }, ""],
      [{ start: 5, end: 5 }, ""],
    ];
    for (const [range, wanted] of table) {
      assert.equal(decode(okValue(await env.readFile("file", { range }))), wanted);
    }
    assertFails(await env.readFile("file", { range: { start: -1 } }), "invalid");
  });

  test("reads a file in chunks, from any byte, and may be left early", async (env) => {
    const text = "0123456789".repeat(50_000);
    okValue(await env.writeFile("file", text));
    for (const start of [0, 7, 123_457, text.length]) {
      let read = "";
      for await (const chunk of env.readChunks("file", { start })) read += decode(okValue(chunk));
      assert.equal(read, text.slice(start));
    }
    for await (const chunk of env.readChunks("file")) {
      assert.ok(okValue(chunk).length > 0);
      break;
    }
  });

  test("says what is at a path", async (env) => {
    okValue(await env.writeFile("folder/file", "12345"));
    const file = okValue(await env.stat("folder/file"));
    assert.equal(file.kind, "file");
    assert.equal(file.size, 5);
    assert.ok(file.modifiedAt > 0);
    assert.ok(file.mode > 0 && file.mode <= 0o7777);
    assert.ok(file.realPath.endsWith("/folder/file"));
    assert.equal(okValue(await env.stat("folder")).kind, "directory");
  });

  test("lists a folder, hidden entries too", async (env) => {
    okValue(await env.writeFile("one", ""));
    okValue(await env.writeFile(".two/three", ""));
    okValue(await env.makeDirectory("empty"));
    const entries = okValue(await env.list("."));
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    assert.deepEqual(entries, [
      { name: ".two", kind: "directory" },
      { name: "empty", kind: "directory" },
      { name: "one", kind: "file" },
    ]);
    assert.deepEqual(okValue(await env.list("empty")), []);
  });

  test("makes folders once", async (env) => {
    okValue(await env.makeDirectory("a/b/c"));
    okValue(await env.makeDirectory("a/b/c"));
    assert.equal(okValue(await env.stat("a/b/c")).kind, "directory");
  });

  test("removes files, empty folders, and trees when asked to", async (env) => {
    okValue(await env.writeFile("a/b/file", ""));
    assertFails(await env.remove("a"), "not_empty");
    okValue(await env.remove("a/b/file"));
    okValue(await env.remove("a/b"));
    okValue(await env.writeFile("a/x/y", ""));
    okValue(await env.remove("a", { recursive: true }));
    assertFails(await env.stat("a"), "not_found");
  });

  test("gives temporary files outside the workspace that can be read", async (env) => {
    const one = okValue(await env.temporaryFile("output.log"));
    const two = okValue(await env.temporaryFile("output.log"));
    assert.notEqual(one.path, two.path);
    assert.ok(!one.path.startsWith(`${env.cwd}/`));
    okValue(await one.append(new TextEncoder().encode("first ")));
    okValue(await one.append(new TextEncoder().encode("second")));
    await one.close();
    await two.close();
    assert.equal(decode(okValue(await env.readFile(one.path))), "first second");
  });

  test("close can be called twice", async (env) => {
    await env.close();
  });
}

function describeFailures(test: WithEnv): void {
  test("fails with a code", async (env) => {
    okValue(await env.writeFile("file", ""));
    okValue(await env.makeDirectory("folder"));
    assertFails(await env.readFile("missing"), "not_found");
    assertFails(await env.stat("missing"), "not_found");
    assertFails(await env.list("missing"), "not_found");
    assertFails(await env.remove("missing"), "not_found");
    assertFails(await env.readFile("folder"), "is_directory");
    assertFails(await env.writeFile("folder", ""), "is_directory");
    assertFails(await env.list("file"), "not_directory");
    assertFails(await env.writeFile("file/below", ""), "not_directory");
    assertFails(await env.makeDirectory("file/below"), "not_directory");
    assertFails(await env.makeDirectory("file"), "already_exists");
    assertFails(await env.readFile("nul\0byte"), "invalid");
    assertFails(await env.writeFile("nul\0byte", ""), "invalid");
    assertFails(env.resolve("nul\0byte"), "invalid");
  });

  test("a failed chunk iteration is one error value", async (env) => {
    const seen: Result<Uint8Array, EnvError>[] = [];
    for await (const chunk of env.readChunks("missing")) seen.push(chunk);
    assert.equal(seen.length, 1);
    for (const chunk of seen) assertFails(chunk, "not_found");
  });

  test("never removes the working folder", async (env) => {
    assertFails(await env.remove(".", { recursive: true }), "invalid");
    assert.equal(okValue(await env.stat(".")).kind, "directory");
  });

  test("does nothing for an aborted signal", async (env) => {
    const signal = AbortSignal.abort();
    okValue(await env.writeFile("file", "before"));
    assertFails(await env.stat("file", signal), "aborted");
    assertFails(await env.list(".", signal), "aborted");
    assertFails(await env.readFile("file", { signal }), "aborted");
    assertFails(await env.writeFile("file", "after", { signal }), "aborted");
    for await (const chunk of env.readChunks("file", { signal })) assertFails(chunk, "aborted");
    assert.equal(decode(okValue(await env.readFile("file"))), "before");
  });
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
