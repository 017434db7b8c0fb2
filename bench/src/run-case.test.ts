import { expect, test } from "vitest";
import type { Contender, Workload } from "./bench-case.ts";
import type { Run } from "./measurement.ts";
import { runCase } from "./run-case.ts";

function workload(size: number, names: readonly string[]): Workload {
  const contenders = names.map(
    (name): Contender => ({ name, owner: "floor", program: name, job: {} }),
  );
  return { name: `size ${size}`, series: "series", size, measures: "work", contenders };
}

function measured(wallMs: number): Run {
  return { status: "measured", measurement: { wallMs, cpuMs: 1, peakMb: 1, addedMb: 1 } };
}

/** Answers each call with the next run of its contender, the last one again and again. */
function play(runs: Record<string, Run[]>) {
  const calls: string[] = [];
  const run = async ({ name }: Contender, { size }: Workload): Promise<Run> => {
    calls.push(`${name}${size}`);
    const own = runs[name] ?? [];
    const next = own.length > 1 ? own.shift() : own[0];
    return next ?? measured(1);
  };
  return { calls, run };
}

test("the contenders take turns, and the first turn is a warm-up that does not count", async () => {
  const { calls, run } = play({ a: [measured(100), measured(1), measured(2), measured(3)] });
  const [result] = await runCase([workload(1, ["a", "b"])], { runs: 3, run });
  expect(calls).toEqual(["a1", "b1", "a1", "b1", "a1", "b1", "a1", "b1"]);
  expect(result?.results[0]).toMatchObject({
    status: "measured",
    summary: { wallMs: { median: 2, min: 1, max: 3 } },
  });
});

test("a contender that fails is reported and left out of the further rounds, and the rest goes on", async () => {
  const { calls, run } = play({ a: [measured(1), { status: "failed", reason: "broken" }] });
  const [result] = await runCase([workload(1, ["a", "b"])], { runs: 3, run });
  expect(calls.filter((call) => call === "a1")).toHaveLength(2);
  expect(result?.results).toMatchObject([
    { status: "failed", reason: "broken" },
    { status: "measured" },
  ]);
});

test("one that is too slow is not tried at the larger sizes of its series", async () => {
  const { calls, run } = play({ a: [{ status: "too_slow", reason: "over 1 s" }] });
  const results = await runCase([workload(1, ["a", "b"]), workload(2, ["a", "b"])], {
    runs: 1,
    run,
  });
  expect(calls).toEqual(["a1", "b1", "b1", "b2", "b2"]);
  expect(results[1]?.results[0]).toMatchObject({
    status: "too_slow",
    reason: "too slow at a smaller size",
  });
});

test("one that fails at a size is tried again at the next", async () => {
  const { run } = play({ a: [{ status: "failed", reason: "broken" }, measured(1)] });
  const results = await runCase([workload(1, ["a"]), workload(2, ["a"])], { runs: 1, run });
  expect(results.map(({ results }) => results[0]?.status)).toEqual(["failed", "measured"]);
});
