import type { BenchCase } from "../bench-case.ts";
import { answerOf, lengthOf } from "../wire/answer.ts";
import { protocolNames } from "../wire/protocols.ts";
import { streamContenders } from "./stream-contenders.ts";

const sizes = [5_000, 16_000, 50_000];

/** A streamed text of many small deltas, over each of the four protocols. */
export const textDeltas: BenchCase = {
  name: "text-deltas",
  summary: "read a streamed answer of 5,000 to 50,000 text deltas, over each protocol",
  async workloads({ serverUrl }) {
    const url = await serverUrl();
    return protocolNames().flatMap((api) =>
      sizes.map((size) => ({
        name: `${api}, ${size.toLocaleString("en")} text deltas`,
        series: api,
        size,
        measures: "work" as const,
        expected: lengthOf(answerOf("text", size)),
        contenders: streamContenders(url, { api, kind: "text", size, warmUpSize: 1_000 }),
      })),
    );
  },
};
