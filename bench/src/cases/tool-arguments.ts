import type { BenchCase } from "../bench-case.ts";
import { protocolNames } from "../wire/protocols.ts";
import { streamContenders } from "./stream-contenders.ts";

const kilobytes = [100, 316, 1_000];

/** One tool call whose arguments come in pieces of 20 bytes, over each of the four protocols. */
export const toolArguments: BenchCase = {
  name: "tool-arguments",
  summary:
    "read one tool call of 100 KB to 1 MB of arguments in 20-byte pieces, over each protocol",
  async workloads({ serverUrl }) {
    const url = await serverUrl();
    return protocolNames().flatMap((api) =>
      kilobytes.map((size) => ({
        name: `${api}, ${size.toLocaleString("en")} KB of tool arguments`,
        series: api,
        size,
        measures: "work" as const,
        expected: size * 1000,
        contenders: streamContenders(url, {
          api,
          kind: "tool",
          size: size * 1000,
          warmUpSize: 10_000,
        }),
      })),
    );
  },
};
