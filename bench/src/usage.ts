import { defaultLimitSeconds, fewestRuns } from "./arguments.ts";
import type { BenchCase } from "./bench-case.ts";
import { peerIds, pinsOf } from "./peers.ts";

/** How to call it, and what there is to measure. */
export function usage(cases: readonly BenchCase[]): string {
  return `pnpm bench <case> [options]

Cases
${list(cases.map(({ name, summary }) => [name, summary]))}

Options
${list([
  ["--peers <all|none|a,b>", "who runs beside the floor and Argent; default all"],
  ["--runs <n>", `counted runs of each, after one warm-up; at least and by default ${fewestRuns}`],
  ["--limit <seconds>", `a run that takes longer is too slow; default ${defaultLimitSeconds}`],
  ["--only <text>", "only the workloads whose name has this text"],
  ["--dist", "Argent's built packages instead of its sources"],
  ["--json", "JSON instead of tables"],
])}

Peers
${list(peerIds().map((peer) => [peer, pinsOf(peer).join(" ")]))}`;
}

function list(rows: readonly (readonly [string, string])[]): string {
  const left = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, meaning]) => `  ${name.padEnd(left)}  ${meaning}`).join("\n");
}
