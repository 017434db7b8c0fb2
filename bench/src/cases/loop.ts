import type { BenchCase, Contender } from "../bench-case.ts";

const sizes = [200, 632, 2_000, 5_000];

/** A run of many turns, each of which calls one tool that does nothing. */
export const loop: BenchCase = {
  name: "loop",
  summary:
    "run 200 to 5,000 turns of an agent, each with one no-op tool call, over a scripted model",
  async workloads() {
    return sizes.map((turns) => ({
      name: `${turns.toLocaleString("en")} turns`,
      series: "loop",
      size: turns,
      measures: "work",
      expected: turns,
      contenders: contenders.map((one) => ({ ...one, job: { turns }, warmUp: { turns: 200 } })),
    }));
  },
};

const contenders: readonly Omit<Contender, "job">[] = [
  { name: "floor", owner: "floor", program: "programs/floor-loop.mjs" },
  { name: "argent", owner: "argent", program: "programs/argent-loop.mjs" },
  { name: "pi-agent-core 0.73.1", owner: "pi-0.73", program: "peers/pi-loop.mjs" },
  { name: "ai generateText", owner: "ai", program: "peers/ai-loop.mjs" },
];
