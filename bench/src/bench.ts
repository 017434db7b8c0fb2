import { type BenchArguments, UsageError } from "./arguments.ts";
import type { BenchCase, Workload } from "./bench-case.ts";
import { locatePrograms } from "./locate-programs.ts";
import { runCase, type WorkloadResult } from "./run-case.ts";
import { runProgram } from "./run-program.ts";
import { startServer } from "./start-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Runs one case from its preparation to its results. `log` is told how far it is. */
export async function bench(
  benchCase: BenchCase,
  options: BenchArguments,
  log: (line: string) => void,
): Promise<WorkloadResult[]> {
  await using resources = new AsyncDisposableStack();
  const folder = resources.use(temporaryFolder("argent-bench-run-")).path;
  let url: string | undefined;
  const all = await benchCase.workloads({
    folder,
    async serverUrl() {
      url ??= resources.use(await startServer()).url;
      return url;
    },
  });
  const workloads = selectWorkloads(all, options);
  const locate = await locatePrograms(workloads, options.dist, log);
  const env = { PATH: process.env.PATH ?? "", HOME: folder };
  return await runCase(workloads, {
    runs: options.runs,
    onProgress: log,
    async run({ owner, program, job, warmUp }, { measures, expected, prepare, verify }) {
      const place = locate(owner, program);
      if ("problem" in place) return { status: "failed", reason: place.problem };
      await prepare?.();
      const run = await runProgram({
        ...place,
        message: { job, warmUp },
        cwd: place.cwd ?? folder,
        env,
        limitMs: options.limitMs,
        measures,
        expected,
      });
      const problem = run.status === "measured" ? await verify?.() : undefined;
      return problem === undefined ? run : { status: "failed", reason: problem };
    },
  });
}

function selectWorkloads(all: readonly Workload[], { only, peers }: BenchArguments): Workload[] {
  const wanted = new Set<string>(["floor", "argent", ...peers]);
  const selected = all.filter(({ name }) => name.includes(only));
  if (selected.length === 0) {
    const names = all.map(({ name }) => `  ${name}`).join("\n");
    throw new UsageError(`No workload has "${only}" in its name. There are:\n${names}`);
  }
  return selected.map((workload) => ({
    ...workload,
    contenders: workload.contenders.filter(({ owner }) => wanted.has(owner)),
  }));
}
