import { copyFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { BenchCase, Workload } from "../bench-case.ts";
import { once } from "./once.ts";
import { writeTextFile } from "./text-file.ts";
import { toolContenders } from "./tool-contenders.ts";

const megabytes = [1, 3.16, 10];
const oldText = "the one line that is edited";
const newText = "the one line that was edited, and is longer";

/** One replacement in the middle of a text file. */
export const edit: BenchCase = {
  name: "edit",
  summary: "replace one line in a text file of 1 to 10 MB with the edit tool",
  async workloads({ folder }) {
    return megabytes.map((size) => editWorkload(join(folder, `edit-${size}`), size));
  },
};

function editWorkload(folder: string, size: number): Workload {
  const original = join(folder, "original.txt");
  const write = once(() => writeTextFile(original, size * 1_000_000, oldText));
  const call = (name: string) => ({
    tool: "edit" as const,
    cwd: folder,
    args: { path: join(folder, name), edits: [{ oldText, newText }] },
    shows: "",
  });
  const work = { job: call("file.txt"), warmUp: call("warm-up.txt") };
  return {
    name: `${size} MB`,
    series: "edit",
    size,
    measures: "work",
    expected: 1,
    async prepare() {
      await write();
      for (const name of ["file.txt", "warm-up.txt"]) await copyFile(original, join(folder, name));
    },
    async verify() {
      const [before, after] = await Promise.all([stat(original), stat(join(folder, "file.txt"))]);
      const wanted = before.size + newText.length - oldText.length;
      return after.size === wanted ? undefined : `the file has ${after.size} bytes, not ${wanted}`;
    },
    contenders: [
      { name: "floor", owner: "floor", program: "programs/floor-edit.mjs", ...work },
      {
        name: "floor, atomic and synced",
        owner: "floor",
        program: "programs/floor-edit.mjs",
        job: { ...work.job, atomic: true },
        warmUp: { ...work.warmUp, atomic: true },
      },
      ...toolContenders(work.job, work.warmUp),
    ],
  };
}
