import { join } from "node:path";
import type { BenchCase, Contender } from "../bench-case.ts";
import { assistantMessage, userMessage } from "./session-file.ts";
import { countMessages, emptyFolders, warmUpFolder } from "./session-folders.ts";

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
        warmUp: jobOf(warmUpFolder(target), 1_000, contender),
      })),
    }));
  },
};

interface AppendContender extends Omit<Contender, "job"> {
  /** How many appends are issued together, before the last of them is awaited. */
  together?: number;
}

const contenders: readonly AppendContender[] = [
  { name: "floor, writeSync", owner: "floor", program: "programs/floor-session-append.mjs" },
  {
    name: "argent, each awaited",
    owner: "argent",
    program: "programs/argent-session-append.mjs",
    together: 1,
  },
  {
    name: "argent, 50 together",
    owner: "argent",
    program: "programs/argent-session-append.mjs",
    together: 50,
  },
  {
    name: "argent, all together",
    owner: "argent",
    program: "programs/argent-session-append.mjs",
    together: Number.MAX_SAFE_INTEGER,
  },
  { name: "pi 0.73.1", owner: "pi-0.73", program: "peers/pi-session-append.mjs" },
];

/** The messages travel as two samples, which are appended in turn. */
function jobOf(folder: string, count: number, { together }: AppendContender) {
  return { folder, count, together, messages: [userMessage(0), assistantMessage(1)] };
}
