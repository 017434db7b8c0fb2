import type { Contender, Workload } from "./bench-case.ts";
import type { Figures, Measurement, Run } from "./measurement.ts";
import { type Summary, summarize } from "./statistics.ts";

export interface RunCaseOptions {
  /** Counted runs of each contender; one more comes first and is not counted. */
  runs: number;
  run(contender: Contender, workload: Workload): Promise<Run>;
  onProgress?(line: string): void;
}

export interface WorkloadResult {
  workload: Workload;
  /** In the order of the workload's contenders. */
  results: ContenderResult[];
}

export type ContenderResult =
  | {
      contender: Contender;
      status: "measured";
      summary: Record<keyof Measurement, Summary>;
      /** Those of the last run. */
      figures?: Figures | undefined;
    }
  | { contender: Contender; status: "failed" | "too_slow"; reason: string };

/**
 * Runs the workloads in their order. The contenders of one take turns, so that a machine that grows slower does so for
 * all of them. One that fails is left out from then on; one that is too slow also of the larger sizes of its series.
 */
export async function runCase(
  workloads: readonly Workload[],
  options: RunCaseOptions,
): Promise<WorkloadResult[]> {
  const tooSlow = new Set<string>();
  const results: WorkloadResult[] = [];
  for (const workload of workloads) {
    const result = await runWorkload(workload, tooSlow, options);
    for (const { contender, status } of result.results) {
      if (status === "too_slow") tooSlow.add(seriesKey(workload, contender));
    }
    results.push(result);
  }
  return results;
}

interface Progress {
  contender: Contender;
  measurements: Measurement[];
  figures?: Figures | undefined;
  /** Why it is not run any more. */
  ended: Exclude<Run, { status: "measured" }> | undefined;
}

async function runWorkload(
  workload: Workload,
  tooSlow: ReadonlySet<string>,
  { runs, run, onProgress }: RunCaseOptions,
): Promise<WorkloadResult> {
  onProgress?.(`measuring ${workload.name}`);
  const progress = workload.contenders.map(
    (contender): Progress => ({
      contender,
      measurements: [],
      ended: tooSlow.has(seriesKey(workload, contender))
        ? { status: "too_slow", reason: "too slow at a smaller size" }
        : undefined,
    }),
  );
  for (let round = 0; round <= runs; round++) {
    for (const entry of progress) {
      if (entry.ended) continue;
      const outcome = await run(entry.contender, workload);
      if (outcome.status === "measured") {
        if (round > 0) entry.measurements.push(outcome.measurement);
        entry.figures = outcome.figures;
      } else {
        entry.ended = outcome;
        onProgress?.(`${entry.contender.name}: ${outcome.reason}`);
      }
    }
  }
  return {
    workload,
    results: progress.map(({ contender, measurements, figures, ended }) =>
      ended
        ? { contender, ...ended }
        : { contender, status: "measured", summary: summarizeAll(measurements), figures },
    ),
  };
}

function seriesKey(workload: Workload, contender: Contender): string {
  return `${workload.series} ${contender.name}`;
}

function summarizeAll(measurements: readonly Measurement[]): Record<keyof Measurement, Summary> {
  const of = (field: keyof Measurement) => summarize(measurements.map((one) => one[field]));
  return { wallMs: of("wallMs"), cpuMs: of("cpuMs"), peakMb: of("peakMb"), addedMb: of("addedMb") };
}
