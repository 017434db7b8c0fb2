import { formatTable } from "./format-table.ts";
import type { ContenderResult, WorkloadResult } from "./run-case.ts";
import { growthExponent, type Summary } from "./statistics.ts";

const header = [
  "",
  "wall ms",
  "min–max",
  "× floor",
  "over floor",
  "CPU ms",
  "min–max",
  "peak MB",
  "min–max",
  "added MB",
  "min–max",
];

/** A table for each workload, then how the time of each contender grows over a series. */
export function formatResults(results: readonly WorkloadResult[]): string {
  return [...results.map(formatWorkload), ...growthTables(results)].join("\n\n");
}

function formatWorkload({ workload, results }: WorkloadResult): string {
  const rows = results.map((result) => row(result, results));
  const reasons = results.flatMap((result) =>
    result.status === "measured" ? [] : [`${result.contender.name}: ${result.reason}`],
  );
  return [workload.name, formatTable(header, rows), ...figureTable(results), ...reasons].join("\n");
}

function figureTable(results: readonly ContenderResult[]): string[] {
  const found = results.map((result) => (result.status === "measured" && result.figures) || {});
  const names = [...new Set(found.flatMap(Object.keys))];
  if (names.length === 0) return [];
  const rows = results.map(({ contender }, index) => [
    contender.name,
    ...names.map((name) => found[index]?.[name]?.toLocaleString("en") ?? "–"),
  ]);
  return [formatTable(["", ...names], rows)];
}

function row(result: ContenderResult, all: readonly ContenderResult[]): string[] {
  const { name } = result.contender;
  if (result.status !== "measured") return [name, "–"];
  const { wallMs, cpuMs, peakMb, addedMb } = result.summary;
  const floor = wallOf(all[0]);
  return [
    name,
    ...cells(wallMs),
    floor === undefined ? "" : (wallMs.median / floor).toFixed(2),
    floor === undefined ? "" : format(wallMs.median - floor),
    ...cells(cpuMs),
    ...cells(peakMb),
    ...cells(addedMb),
  ];
}

function growthTables(results: readonly WorkloadResult[]): string[] {
  return [...Map.groupBy(results, ({ workload }) => workload.series)].flatMap(
    ([series, points]) => {
      const sizes = points.map(({ workload }) => workload.size);
      if (sizes.length < 2) return [];
      const [first] = points;
      const names = first?.workload.contenders.map(({ name }) => name) ?? [];
      const rows = names.map((name) => [name, ...exponents(points, name)]);
      const steps = sizes.slice(1).map((size, index) => `${sizes[index]} to ${size}`);
      return [
        `${series}: exponent of the wall time (1 is linear, 2 quadratic)\n${formatTable(["", ...steps], rows)}`,
      ];
    },
  );
}

function exponents(points: readonly WorkloadResult[], name: string): string[] {
  const costs = points.map(({ workload, results }) => ({
    size: workload.size,
    cost: wallOf(results.find(({ contender }) => contender.name === name)),
  }));
  return costs.slice(1).map(({ size, cost }, index) => {
    const before = costs[index];
    if (cost === undefined || before?.cost === undefined) return "–";
    return growthExponent({ size: before.size, cost: before.cost }, { size, cost }).toFixed(2);
  });
}

function wallOf(result: ContenderResult | undefined): number | undefined {
  return result?.status === "measured" ? result.summary.wallMs.median : undefined;
}

function cells({ median, min, max }: Summary): string[] {
  return [format(median), `${format(min)}–${format(max)}`];
}

/** Three digits or all before the point. */
function format(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}
