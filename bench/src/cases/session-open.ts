import { join } from "node:path";
import type { BenchCase, Contender, Workload } from "../bench-case.ts";
import { once } from "./once.ts";
import { writeSessionFile } from "./session-file.ts";

const sizes = [10_000, 31_600, 100_000];
const keptByCompaction = 500;

/** Opening a long session and building the context of its next request. */
export const sessionOpen: BenchCase = {
  name: "session-open",
  summary:
    "open a session of 10,000 to 100,000 messages and build its context, with and without compaction",
  async workloads({ folder }) {
    return [
      ...sizes.map((size) => openWorkload(folder, size, undefined)),
      ...sizes.map((size) => openWorkload(folder, size, keptByCompaction)),
    ];
  },
};

function openWorkload(folder: string, messages: number, kept: number | undefined): Workload {
  const state = kept === undefined ? "whole" : `compacted to ${kept}`;
  const pathOf = (count: number) => join(folder, `open-${kept ?? "whole"}-${count}.jsonl`);
  const job = { path: pathOf(messages), kept };
  const warmUp = { path: pathOf(warmUpMessages), kept };
  return {
    name: `${messages.toLocaleString("en")} messages, ${state}`,
    series: state,
    size: messages,
    measures: "work",
    expected: kept === undefined ? messages : kept + 1,
    prepare: once(async () => {
      for (const count of [messages, warmUpMessages]) {
        await writeSessionFile({ path: pathOf(count), messages: count, kept });
      }
    }),
    contenders: contenders.map((contender) => ({ ...contender, job, warmUp })),
  };
}

const warmUpMessages = 1_000;

const contenders: readonly Omit<Contender, "job">[] = [
  { name: "floor", owner: "floor", program: "programs/floor-session-open.mjs" },
  { name: "argent", owner: "argent", program: "programs/argent-session-open.mjs" },
  { name: "pi 0.73.1", owner: "pi-0.73", program: "peers/pi-session-open.mjs" },
];
