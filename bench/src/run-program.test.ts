import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { type ProgramCall, runProgram } from "./run-program.ts";

async function runSource(source: string, call: Partial<ProgramCall> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "argent-bench-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "program.mjs");
  await writeFile(path, source);
  return runProgram({
    program: pathToFileURL(path),
    message: { job: { size: 2 }, warmUp: { size: 1 } },
    nodeOptions: [],
    cwd: folder,
    env: {},
    limitMs: 60_000,
    measures: "work",
    expected: undefined,
    ...call,
  });
}

test("a program's work is measured, after its warm-up", async () => {
  const source = `let warm = 0;
    export default async ({ size }) => {
      if (size === 1) warm = 1;
      return warm + (size === 2 ? Buffer.alloc(64 * 2 ** 20, 1).length : 0);
    };`;
  const run = await runSource(source, { expected: 64 * 2 ** 20 + 1 });
  expect(run).toMatchObject({ status: "measured" });
  if (run.status !== "measured") return;
  const { wallMs, cpuMs, peakMb, addedMb } = run.measurement;
  expect(wallMs).toBeGreaterThan(0);
  expect(cpuMs).toBeGreaterThan(0);
  expect(addedMb).toBeGreaterThan(60);
  expect(peakMb).toBeGreaterThan(addedMb);
});

// Elsewhere the kernel's peak cannot be set back.
test.runIf(process.platform === "linux")(
  "memory of the warm-up does not count as added by the work",
  async () => {
    const source = `export default async ({ size }) => {
    if (size === 1) Buffer.alloc(128 * 2 ** 20, 1);
    return size;
  };`;
    const run = await runSource(source);
    expect(run).toMatchObject({ status: "measured" });
    if (run.status !== "measured") return;
    expect(run.measurement.peakMb).toBeGreaterThan(128);
    expect(run.measurement.addedMb).toBeLessThan(64);
  },
);

test("a whole process takes longer than the work in it", async () => {
  const source = "export default async () => { while (performance.now() < 50); };";
  const run = await runSource(source, { message: { job: {} }, measures: "process" });
  expect(run).toMatchObject({ status: "measured" });
  if (run.status === "measured") expect(run.measurement.wallMs).toBeGreaterThan(50);
});

test("what a program prints is not taken for its answer", async () => {
  const run = await runSource('console.log("{}"); export default async () => 1;', { expected: 1 });
  expect(run).toMatchObject({ status: "measured" });
});

test.each([
  ["another result", "export default async () => 3;", "it returned 3 instead of 4"],
  ["an error", 'export default async () => { throw new Error("no luck"); };', "no luck"],
  [
    "a missing module",
    'import "argent-nobody";',
    "not available: Cannot find package 'argent-nobody'",
  ],
  ["a missing export", 'import { nobody } from "node:fs";', "not available: The requested module"],
  [
    "a sudden end",
    'export default async () => process.kill(process.pid, "SIGKILL");',
    "it ended without an answer",
  ],
])("%s is a failure that says what happened", async (_, source, reason) => {
  const run = await runSource(source, { expected: 4 });
  expect(run).toMatchObject({ status: "failed", reason: expect.stringContaining(reason) });
});

test("a program that never ends is too slow", async () => {
  const run = await runSource("export default async () => { while (true); };", { limitMs: 300 });
  expect(run).toEqual({ status: "too_slow", reason: "over 0.3 s" });
});

test("a program may tell more than the number that proves its work", async () => {
  const source = "export default async () => ({ result: 7, figures: { kept: 3 } });";
  expect(await runSource(source, { expected: 7 })).toMatchObject({
    status: "measured",
    figures: { kept: 3 },
  });
  expect(await runSource(source, { expected: 8 })).toMatchObject({ status: "failed" });
});
