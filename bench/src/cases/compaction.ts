import type { BenchCase, Contender } from "../bench-case.ts";

const sizes = [200, 632, 2_000];
const roundsPerPart = 100;
const roundsPerNeedle = 10;

/** What is left of a long day's work after its compactions: facts, changed files, tokens. */
export const compaction: BenchCase = {
  name: "compaction",
  summary:
    "compact seeded transcripts of 200 to 2,000 tool calls every 100 calls, and see what is left",
  async workloads() {
    return sizes.map((rounds) => ({
      name: `${rounds.toLocaleString("en")} calls`,
      series: "compaction",
      size: rounds,
      measures: "work",
      expected: Math.ceil(rounds / roundsPerNeedle),
      contenders: contenders.map((one) => ({
        ...one,
        job: jobOf(rounds),
        warmUp: jobOf(roundsPerPart),
      })),
    }));
  },
};

function jobOf(rounds: number) {
  return { seed: 7, rounds, roundsPerPart, contextWindow: 60_000, keepRecentTokens: 10_000 };
}

const contenders: readonly Omit<Contender, "job">[] = [
  { name: "floor, newest only", owner: "floor", program: "programs/floor-compaction.mjs" },
  { name: "argent", owner: "argent", program: "programs/argent-compaction.mjs" },
  { name: "pi 0.73.1", owner: "pi-0.73", program: "peers/pi-compaction.mjs" },
];
