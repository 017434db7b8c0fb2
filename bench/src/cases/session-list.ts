import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { BenchCase, Contender } from "../bench-case.ts";
import { once } from "./once.ts";
import { writeSessionFile } from "./session-file.ts";

const sizes = [100, 316, 1_000];
const messagesPerSession = 1_000;

/** Listing the sessions of a folder: names, times and first messages. */
export const sessionList: BenchCase = {
  name: "session-list",
  summary: "list 100 to 1,000 sessions of about 1 MB each",
  async workloads({ folder }) {
    const folderOf = (count: number) => join(folder, `list-${count}`);
    const warmUpCount = 10;
    return sizes.map((count) => ({
      name: `${count.toLocaleString("en")} sessions`,
      series: "sessions",
      size: count,
      measures: "work",
      expected: count,
      prepare: once(async () => {
        for (const size of [warmUpCount, count]) await writeSessions(folderOf(size), size);
      }),
      contenders: contenders.map((contender) => ({
        ...contender,
        job: { folder: folderOf(count), cwd: "/" },
        warmUp: { folder: folderOf(warmUpCount), cwd: "/" },
      })),
    }));
  },
};

async function writeSessions(folder: string, count: number): Promise<void> {
  const pathOf = (index: number) => join(folder, `2026-01-01T00-00-00-000Z_${index}.jsonl`);
  await writeSessionFile({ path: pathOf(0), messages: messagesPerSession });
  for (let index = 1; index < count; index++) await copyFile(pathOf(0), pathOf(index));
}

const contenders: readonly Omit<Contender, "job">[] = [
  { name: "floor, heads and tails", owner: "floor", program: "programs/floor-session-list.mjs" },
  { name: "argent", owner: "argent", program: "programs/argent-session-list.mjs" },
  { name: "pi 0.73.1", owner: "pi-0.73", program: "peers/pi-session-list.mjs" },
];
