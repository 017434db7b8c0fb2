import { join } from "node:path";
import type { BenchCase, Contender } from "../bench-case.ts";
import { countMessages, emptyFolders, warmUpFolder } from "./session-folders.ts";

const sizes = [200, 632, 2_000];
const warmUpTurns = 200;

/** The run of many turns, with every message in a session on disk before the run goes on. */
export const loopSession: BenchCase = {
  name: "loop-session",
  summary: "run 200 to 2,000 turns of an agent with a no-op tool, its session on disk",
  async workloads({ folder }) {
    const target = join(folder, "loop");
    return sizes.map((turns) => ({
      name: `${turns.toLocaleString("en")} turns on disk`,
      series: "loop on disk",
      size: turns,
      measures: "work",
      expected: turns,
      prepare: () => emptyFolders(target),
      // The prompt, an answer and a result for each turn, and a last answer.
      verify: () => countMessages(target, 2 * turns + 2),
      contenders: contenders.map((one) => ({
        ...one,
        job: { folder: target, turns },
        warmUp: { folder: warmUpFolder(target), turns: warmUpTurns },
      })),
    }));
  },
};

const contenders: readonly Omit<Contender, "job">[] = [
  { name: "floor, writeSync", owner: "floor", program: "programs/floor-loop-session.mjs" },
  { name: "argent", owner: "argent", program: "programs/argent-loop-session.mjs" },
  { name: "pi 0.73.1 AgentSession", owner: "pi-0.73", program: "peers/pi-loop-session.mjs" },
];
