import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BenchCase, Contender } from "../bench-case.ts";
import { assistantMessage, userMessage } from "./session-file.ts";

const sizes = [1_000, 3_160, 10_000];

/** Messages appended to a new session, one after the other. */
export const sessionAppend: BenchCase = {
  name: "session-append",
  summary: "append 1,000 to 10,000 messages to a session on disk",
  async workloads({ folder }) {
    const target = join(folder, "append");
    return sizes.map((count) => ({
      name: `${count.toLocaleString("en")} appends`,
      series: "appends",
      size: count,
      measures: "work",
      expected: count,
      prepare: () => emptyFolders(target),
      verify: () => countMessages(target, count),
      contenders: contenders.map((contender) => ({
        ...contender,
        job: jobOf(target, count, contender),
        warmUp: jobOf(`${target}-warm-up`, 200, contender),
      })),
    }));
  },
};

interface AppendContender extends Omit<Contender, "job"> {
  /** Every append waits for the one before. */
  waits?: boolean;
}

const contenders: readonly AppendContender[] = [
  { name: "floor, writeSync", owner: "floor", program: "programs/floor-session-append.mjs" },
  {
    name: "argent, each awaited",
    owner: "argent",
    program: "programs/argent-session-append.mjs",
    waits: true,
  },
  {
    name: "argent, awaited together",
    owner: "argent",
    program: "programs/argent-session-append.mjs",
    waits: false,
  },
  { name: "pi 0.73.1", owner: "pi-0.73", program: "peers/pi-session-append.mjs" },
];

/** The messages travel as two samples, which are appended in turn. */
function jobOf(folder: string, count: number, { waits }: AppendContender) {
  return { folder, count, waits, messages: [userMessage(0), assistantMessage(1)] };
}

async function emptyFolders(target: string): Promise<void> {
  for (const folder of [target, `${target}-warm-up`]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
}

async function countMessages(folder: string, wanted: number): Promise<string | undefined> {
  let found = 0;
  for (const name of await readdir(folder)) {
    if (!name.endsWith(".jsonl")) continue;
    const lines = (await readFile(join(folder, name), "utf8")).split("\n");
    found += lines.filter((line) => line.includes('"type":"message"')).length;
  }
  return found === wanted ? undefined : `${found} of ${wanted} messages are in the file`;
}
