import { expect, test } from "vitest";
import type { Contender } from "./bench-case.ts";
import { formatResults } from "./format-results.ts";
import type { ContenderResult, WorkloadResult } from "./run-case.ts";

const flat = (value: number) => ({ median: value, min: value, max: value });

function contender(name: string): Contender {
  return { name, owner: "floor", program: name, job: {} };
}

function measured(name: string, wallMs: number): ContenderResult {
  const summary = {
    wallMs: { median: wallMs, min: wallMs / 2, max: wallMs * 2 },
    cpuMs: flat(5),
    peakMb: flat(60),
    addedMb: flat(7),
  };
  return { contender: contender(name), status: "measured", summary };
}

function result(size: number, results: ContenderResult[]): WorkloadResult {
  const contenders = results.map(({ contender }) => contender);
  const workload = { name: `${size} things`, series: "things", size, contenders };
  return { workload: { ...workload, measures: "work" }, results };
}

const lines = (results: WorkloadResult[]) =>
  formatResults(results)
    .split("\n")
    .map((line) => line.split(/ {2,}/));

test("a row has the medians with minimum and maximum, and compares with the first row", () => {
  const [, , floor, argent] = lines([result(1, [measured("floor", 10), measured("argent", 15)])]);
  expect(floor?.slice(0, 5)).toEqual(["floor", "10.0", "5.00–20.0", "1.00", "0.00"]);
  expect(argent?.slice(0, 5)).toEqual(["argent", "15.0", "7.50–30.0", "1.50", "5.00"]);
  expect(argent?.slice(5)).toEqual(["5.00", "5.00–5.00", "60.0", "60.0–60.0", "7.00", "7.00–7.00"]);
});

test("what was not measured says why below its table", () => {
  const text = formatResults([
    result(1, [
      measured("floor", 10),
      { contender: contender("slow"), status: "too_slow", reason: "over 30 s" },
    ]),
  ]);
  expect(text).toMatch(/^slow +–$/m);
  expect(text).toMatch(/^slow: over 30 s$/m);
});

test("without a floor nothing is compared", () => {
  const failed: ContenderResult = {
    contender: contender("floor"),
    status: "failed",
    reason: "broken",
  };
  const [, , , argent] = lines([result(1, [failed, measured("argent", 15)])]);
  expect(argent?.slice(0, 4)).toEqual(["argent", "15.0", "7.50–30.0", "5.00"]);
});

test("a series ends with the exponent of each step", () => {
  const series = [
    result(1, [measured("linear", 10), measured("square", 1)]),
    result(10, [measured("linear", 100), measured("square", 100)]),
    result(100, [measured("linear", 1_000)]),
  ];
  const table = lines(series).slice(-3);
  expect(table).toEqual([
    ["", "1 to 10", "10 to 100"],
    ["linear", "1.00", "1.00"],
    ["square", "2.00", "–"],
  ]);
});

test("what the programs found out beside their time stands in a table of its own", () => {
  const found: ContenderResult = {
    contender: contender("argent"),
    status: "measured",
    summary: { wallMs: flat(1), cpuMs: flat(1), peakMb: flat(1), addedMb: flat(1) },
    figures: { "tokens after": 12_345 },
  };
  const text = formatResults([result(1, [measured("floor", 10), found])]);
  expect(text).toMatch(/^ +tokens after$/m);
  expect(text).toMatch(/^floor +–$/m);
  expect(text).toMatch(/^argent +12,345$/m);
});
