import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

function run(argv: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  execFile(process.execPath, [main, ...argv], { env }, (error, stdout, stderr) =>
    resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
  );
  return promise;
}

test("without a case it lists the cases, the options and the peers", async () => {
  const { code, stdout } = await run([]);
  expect(code).toBe(0);
  for (const word of ["text-deltas", "--peers", "ai@7"]) expect(stdout).toContain(word);
});

test("a wrong command line ends with 2 and says what is accepted", async () => {
  const { code, stdout, stderr } = await run(["nothing"]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain('No case "nothing". The cases are import,');
});

test("a text that is in no workload's name is refused with the names", async () => {
  const { code, stderr } = await run(["loop", "--only", "7 turns"]);
  expect(code).toBe(2);
  expect(stderr).toContain("200 turns");
});

test("a case is measured although a peer cannot be installed, and leaves nothing behind", async () => {
  const folder = await mkdtemp(join(tmpdir(), "argent-bench-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { code, stdout } = await run(
    ["loop", "--only", "200 turns", "--peers", "pi-0.73", "--json"],
    { TMPDIR: folder, PATH: folder },
  );
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ case: "loop", runs: 7, argent: "source" });
  expect(report.workloads[0].contenders).toMatchObject([
    { name: "floor", status: "measured" },
    { name: "argent", status: "measured" },
    { owner: "pi-0.73", status: "failed", reason: "not installed: spawn npm ENOENT" },
  ]);
  expect(code).toBe(0);
  const [cache, ...others] = await readdir(folder);
  expect(others).toEqual([]);
  expect(await readdir(join(folder, cache ?? ""))).toEqual([]);
}, 60_000);
