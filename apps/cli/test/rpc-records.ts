import type { Readable } from "node:stream";

export type RpcRecord = Record<string, unknown>;

/** What `argent rpc` writes, line by line. */
export interface RpcRecords {
  all: readonly RpcRecord[];
  /** Resolves with the next record of a type, and with these fields. */
  hears(type: string, like?: RpcRecord): Promise<RpcRecord>;
}

export function readRecords(stream: Readable): RpcRecords {
  const all: RpcRecord[] = [];
  const waiting = new Set<() => void>();
  let rest = "";
  let heard = 0;
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    all.push(...lines.map((line) => JSON.parse(line)));
    for (const check of waiting) check();
  });
  const fits = (record: RpcRecord, type: string, like: RpcRecord) =>
    record.type === type && Object.entries(like).every(([name, value]) => record[name] === value);
  return {
    all,
    hears: (type, like = {}) =>
      new Promise((resolve) => {
        const check = () => {
          const at = all.findIndex((record, index) => index >= heard && fits(record, type, like));
          const record = all[at];
          if (record === undefined) return;
          heard = at + 1;
          waiting.delete(check);
          resolve(record);
        };
        waiting.add(check);
        check();
      }),
  };
}
