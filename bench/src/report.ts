import { arch, cpus, platform } from "node:os";
import type { BenchArguments } from "./arguments.ts";
import type { WorkloadResult } from "./run-case.ts";

/** The results as plain JSON, with what must be known to compare them with those of another day. */
export function reportOf(
  caseName: string,
  options: BenchArguments,
  results: readonly WorkloadResult[],
) {
  const processors = cpus();
  return {
    case: caseName,
    runs: options.runs,
    argent: options.dist ? "dist" : "source",
    machine: {
      node: process.version,
      system: `${platform()} ${arch()}`,
      processors: processors.length,
      model: processors[0]?.model,
    },
    workloads: results.map(({ workload, results }) => ({
      name: workload.name,
      series: workload.series,
      size: workload.size,
      measures: workload.measures,
      contenders: results.map(({ contender, ...result }) => ({
        name: contender.name,
        owner: contender.owner,
        ...result,
      })),
    })),
  };
}
