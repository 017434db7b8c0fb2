import { readArguments, UsageError } from "./arguments.ts";
import { bench } from "./bench.ts";
import { cases } from "./cases/index.ts";
import { formatResults } from "./format-results.ts";
import { reportOf } from "./report.ts";
import type { WorkloadResult } from "./run-case.ts";
import { usage } from "./usage.ts";

process.exitCode = await main(process.argv.slice(2));

/** @returns 0 when the floor and Argent were measured, 1 when one of them was not, 2 for a wrong command line. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = readArguments(
      argv,
      cases.map(({ name }) => name),
    );
    const benchCase = cases.find(({ name }) => name === options.caseName);
    if (benchCase === undefined || options.help) {
      console.log(usage(cases));
      return 0;
    }
    const results = await bench(benchCase, options, (line) => console.error(line));
    console.log(
      options.json
        ? JSON.stringify(reportOf(benchCase.name, options, results), null, 2)
        : formatResults(results),
    );
    return isComplete(results) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
}

function isComplete(results: readonly WorkloadResult[]): boolean {
  return results
    .flatMap(({ results }) => results)
    .every(
      ({ contender, status }) =>
        status === "measured" || (contender.owner !== "floor" && contender.owner !== "argent"),
    );
}
