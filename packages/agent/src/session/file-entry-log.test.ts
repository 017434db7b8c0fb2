import { appendFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "@argent/ai";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { describeEntryLog } from "../testing/entry-log-suite.ts";
import { fileEntryLog } from "./file-entry-log.ts";

/** Does not wait between two looks at a file; the heartbeat of a lease never comes. */
const impatient: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    if (ms > 1000) return () => {};
    const immediate = setImmediate(callback);
    return () => clearImmediate(immediate);
  },
};

for (const durability of ["os", "fsync"] as const) {
  describeEntryLog(
    `fileEntryLog (${durability})`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "argent-log-"));
      const path = join(folder, "deeper", "session.jsonl");
      return {
        open: () => fileEntryLog(path, { durability, clock: impatient }),
        close: () => rm(folder, { recursive: true }),
      };
    },
    { describe, test },
  );
}

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-log-"));
  path = join(folder, "session.jsonl");
});

afterEach(() => rm(folder, { recursive: true }));

/** A handle that holds the lease on what the file has now. */
async function writer(content?: string) {
  if (content !== undefined) await writeFile(path, content);
  const log = fileEntryLog(path, { clock: impatient });
  await log.acquire();
  return { log, at: await log.end() };
}

test("a torn last line is ended before the next one starts", async () => {
  const { log, at } = await writer('{"whole":1}\n{"to');
  await log.append(['{"next":2}'], at);
  await log.close();
  expect(await readFile(path, "utf8")).toBe('{"whole":1}\n{"to\n{"next":2}\n');
});

test("lines that others append between the look and the write are noticed before the next append", async () => {
  const { log, at } = await writer('{"one":1}\n');
  const lines = Object.assign(['{"three":3}'], {
    // The lines are joined after the last look at the file and before the write.
    join(separator: string): string {
      appendFileSync(path, '{"foreign":2}\n');
      return Array.prototype.join.call(lines, separator);
    },
  });
  const outcome = await log.append(lines, at);
  const end = outcome.status === "appended" ? outcome.end : undefined;
  expect(end).toEqual({ identity: at?.identity, offset: 10 + 12 });
  expect(await log.append(['{"four":4}'], end)).toEqual({ status: "changed" });
  expect(await readFile(path, "utf8")).toBe('{"one":1}\n{"foreign":2}\n{"three":3}\n');
  await log.close();
});

test("a file that was replaced is another log, even with the same length", async () => {
  const { log, at } = await writer('{"one":1}\n');
  await rm(path);
  await writeFile(path, '{"two":2}\n');
  expect(await log.append(["x"], at)).toEqual({ status: "changed" });
  expect(await readFile(path, "utf8")).toBe('{"two":2}\n');
  await log.close();
});

test("a file that was removed is not made again without its beginning", async () => {
  const { log, at } = await writer('{"one":1}\n');
  await rm(path);
  expect(await log.append(["x"], at)).toEqual({ status: "changed" });
  expect(await log.end()).toBeUndefined();
  await log.close();
});

test("lines of any length are read whole, in both directions, however slowly", async () => {
  const lengths = fc.constantFrom(0, 1, 10, 3_000, 66_000, 70_000, 700_000, 1_100_000, 2_500_000);
  await fc.assert(
    fc.asyncProperty(fc.array(lengths, { minLength: 1, maxLength: 12 }), async (chosen) => {
      const lines = chosen.map((length, index) => String.fromCharCode(97 + index).repeat(length));
      await writeFile(path, `${lines.join("\n")}\n`);
      const log = fileEntryLog(path);
      const end = await log.end();
      if (!end) throw new Error("no file");
      const forward: string[] = [];
      for await (const { bytes } of log.readForward()) {
        await readFile(path); // what is read ahead has time to come
        forward.push(...Buffer.from(bytes).toString().slice(0, -1).split("\n"));
      }
      const backward: string[] = [];
      for await (const { bytes } of log.readBackward(end)) {
        await readFile(path);
        backward.unshift(...Buffer.from(bytes).toString().slice(0, -1).split("\n"));
      }
      expect(forward).toEqual(lines);
      expect(backward).toEqual(lines);
      await log.close();
    }),
    { numRuns: 25 },
  );
});

test("whoever stops reading in the middle of a long log leaves nothing behind", async () => {
  const lines = Array.from({ length: 60 }, () => "x".repeat(100_000));
  await writeFile(path, `${lines.join("\n")}\n`);
  const log = fileEntryLog(path);
  const end = await log.end();
  if (!end) throw new Error("no file");
  for (const chunks of [log.readForward(), log.readBackward(end)]) {
    let read = 0;
    for await (const _ of chunks) if (++read === 3) break;
    expect(read).toBe(3);
  }
  await log.close();
});

test("a rewrite keeps the original beside the file, each time under another name", async () => {
  const { log, at } = await writer("original\n");
  await log.rewrite([["second"]], at, { keepAs: ".v1.bak" });
  await log.rewrite([["third"]], await log.end(), { keepAs: ".v1.bak" });
  await log.close();
  expect((await readdir(folder)).sort()).toEqual([
    "session.jsonl",
    "session.jsonl.v1.bak",
    "session.jsonl.v1.bak.2",
  ]);
  expect(await readFile(`${path}.v1.bak`, "utf8")).toBe("original\n");
  expect(await readFile(`${path}.v1.bak.2`, "utf8")).toBe("second\n");
});

test("what the system refuses is told with its reason", async () => {
  await writeFile(join(folder, "a-file"), "");
  const below = fileEntryLog(join(folder, "a-file", "session.jsonl"));
  await expect(below.acquire()).rejects.toMatchObject({
    code: "write_failed",
    systemCode: "EEXIST",
  });
  const reading = fileEntryLog(folder).readForward()[Symbol.asyncIterator]();
  await expect(reading.next()).rejects.toMatchObject({
    code: "read_failed",
    systemCode: "EISDIR",
  });
});
