import type { BenchCase } from "../bench-case.ts";
import { toolContenders } from "./tool-contenders.ts";

const megabytes = [20, 63, 200];
/** Taken out of the output, which floor and peers do not do. */
const keys = ["sk", "gsk", "xai", "hf", "npm"].map((name) => `${name}-${"k3y".repeat(12)}`);

/** A command that prints far more than the model is shown. */
export const bashOutput: BenchCase = {
  name: "bash-output",
  summary: "run a command that prints 20 to 200 MB with the bash tool",
  async workloads({ folder }) {
    const call = (size: number) => ({
      tool: "bash" as const,
      cwd: folder,
      args: {
        command: `yes "A line of a very long output, which nobody reads." | head -c ${size * 1_000_000}; echo; echo the end`,
      },
      shows: "the end",
    });
    return megabytes.map((size) => ({
      name: `${size} MB`,
      series: "output",
      size,
      measures: "work",
      expected: 1,
      contenders: [
        {
          name: "floor",
          owner: "floor",
          program: "programs/floor-bash.mjs",
          job: call(size),
          warmUp: call(1),
        },
        {
          name: "floor, spilling",
          owner: "floor",
          program: "programs/floor-bash-spill.mjs",
          job: call(size),
          warmUp: call(1),
        },
        ...toolContenders(call(size), call(1)),
        {
          name: "argent, five keys",
          owner: "argent",
          program: "programs/argent-tool.mjs",
          job: { ...call(size), secrets: keys },
          warmUp: { ...call(1), secrets: keys },
        },
      ],
    }));
  },
};
