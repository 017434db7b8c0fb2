import { join } from "node:path";
import type { BenchCase } from "../bench-case.ts";
import { once } from "./once.ts";
import { lineLength, lineText, writeTextFile } from "./text-file.ts";
import { type ToolCall, toolContenders } from "./tool-contenders.ts";

const bytes = 100_000_000;
const lastLine = bytes / lineLength;
const limit = 10;
const places = { start: 1, middle: lastLine / 2, end: lastLine - limit + 1 };

/** Ten lines of a file that is far too long to be shown. */
export const readLines: BenchCase = {
  name: "read-lines",
  summary:
    "show 10 lines at the start, in the middle and at the end of a 100 MB file with the read tool",
  async workloads({ folder }) {
    const path = join(folder, "read", "long.txt");
    const call = (offset: number): ToolCall => ({
      tool: "read",
      cwd: folder,
      args: { path, offset, limit },
      shows: lineText(offset + limit - 1),
    });
    const prepare = once(() => writeTextFile(path, bytes));
    return Object.entries(places).map(([place, line]) => {
      const job = call(line);
      const warmUp = call(1000);
      return {
        name: `10 lines at the ${place}`,
        series: place,
        size: 1,
        measures: "work",
        expected: 1,
        prepare,
        contenders: [
          {
            name: "floor",
            owner: "floor",
            program: "programs/floor-read-lines.mjs",
            job: { ...job },
            warmUp: { ...warmUp },
          },
          ...toolContenders(job, warmUp),
        ],
      };
    });
  },
};
