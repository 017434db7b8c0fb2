/**
 * Kills so many writers of sessions, several at a time, and prints what was found:
 * `node --conditions=@argent/source packages/agent/test/crash/rounds.ts [rounds] [seed]`.
 */
import { availableParallelism } from "node:os";
import { killSessions } from "./kill-sessions.ts";
import { checkWithVendors } from "./vendor-check.ts";

const [rounds = 1_000, seed = Date.now() % 100_000] = process.argv.slice(2).map(Number);
const lanes = Math.min(availableParallelism(), rounds);
const started = performance.now();
const reports = await Promise.all(
  Array.from({ length: lanes }, (_, lane) =>
    killSessions({
      rounds: Math.ceil((rounds - lane) / lanes),
      seed: seed + lane,
      onContext: checkWithVendors,
    }),
  ),
);
const sums = new Map<string, number>();
for (const [name, value] of reports.flatMap(Object.entries<number>)) {
  sums.set(name, (sums.get(name) ?? 0) + value);
}
console.table(Object.fromEntries(sums));
console.log(`${((performance.now() - started) / 1_000).toFixed(0)} s, seed ${seed}`);
