import assert from "node:assert/strict";
import type { TestRunner } from "@argent/ai/testing";
import type { EntryLog, LogChunk, LogPosition } from "../session/entry-log.ts";

/** A place for one log that several handles share, as several processes would. */
export interface EntryLogUnderTest {
  /** Opens another handle. */
  open(): EntryLog;
  /** Releases what `create` took. */
  close?: (() => void | Promise<void>) | undefined;
}

/** Registers the tests that every `EntryLog` must pass. `create` makes the place for a log that does not exist yet. */
export function describeEntryLog(
  name: string,
  create: () => EntryLogUnderTest | Promise<EntryLogUnderTest>,
  { describe, test }: TestRunner,
): void {
  describe(`${name} keeps the contract of an entry log`, () => {
    for (const [title, check] of Object.entries(checks)) {
      test(title, async () => {
        const place = await create();
        const opened: EntryLog[] = [];
        try {
          await check(() => {
            const log = place.open();
            opened.push(log);
            return log;
          });
        } finally {
          for (const log of opened) await log.close();
          await place.close?.();
        }
      });
    }
  });
}

type Check = (open: () => EntryLog) => Promise<void>;

const checks: Record<string, Check> = {
  "a log that nobody wrote does not exist and cannot be read": async (open) => {
    const log = open();
    assert.equal(await log.end(), undefined);
    await assert.rejects(forward(log), { code: "not_found" });
  },

  "lines come back as they were appended, in order": async (open) => {
    const log = await writer(open);
    const first = await append(log, ['{"a":1}', '{"b":"Grüße, 世界 👩‍💻"}'], undefined);
    await append(log, ['{"c":3}'], first);
    assert.deepEqual(await forward(log), ['{"a":1}', '{"b":"Grüße, 世界 👩‍💻"}', '{"c":3}']);
  },

  "an offset counts the bytes before it": async (open) => {
    const log = await writer(open);
    const end = await append(log, ["äö", "x"], undefined);
    assert.equal(end.offset, 7);
    assert.deepEqual(await log.end(), end);
  },

  "reading from a position gives what was appended behind it": async (open) => {
    const log = await writer(open);
    const first = await append(log, ["one", "two"], undefined);
    const second = await append(log, ["three"], first);
    assert.deepEqual(await forward(log, first), ["three"]);
    assert.deepEqual(await forward(log, second), []);
  },

  "a position between two lines of one append is one, too": async (open) => {
    const log = await writer(open);
    const end = await append(log, ["one", "two", "three"], undefined);
    const between = { ...end, offset: "one\ntwo\n".length };
    assert.deepEqual(await forward(log, between), ["three"]);
    const before: string[] = [];
    for await (const chunk of log.readBackward(between)) before.unshift(...linesOf(chunk));
    assert.deepEqual(before, ["one", "two"]);
  },

  "reading backward gives the same lines in chunks from the end, whatever was appended since":
    async (open) => {
      const log = await writer(open);
      let end: LogPosition | undefined;
      for (let batch = 0; batch < 50; batch++) {
        const lines = Array.from(
          { length: 20 },
          (_, line) => `${batch}/${line} ${"x".repeat(200)}`,
        );
        end = await append(log, lines, end);
      }
      assert.ok(end);
      const expected = await forward(log);
      await append(log, ["later"], end);
      const chunks: LogChunk[] = [];
      for await (const { start, end: stop, bytes } of log.readBackward(end)) {
        chunks.unshift({ start, end: stop, bytes: Uint8Array.from(bytes) });
      }
      assert.deepEqual(chunks.flatMap(linesOf), expected);
      let offset = 0;
      for (const chunk of chunks) {
        assert.equal(chunk.start, offset);
        offset = chunk.end;
      }
      assert.equal(offset, end.offset);
    },

  "reading can be left early, in both directions": async (open) => {
    const log = await writer(open);
    const end = await append(log, ["one", "two"], undefined);
    for await (const _ of log.readForward()) break;
    for await (const _ of log.readBackward(end)) break;
    assert.deepEqual(await forward(log), ["one", "two"]);
  },

  "an append at a place that is not the end writes nothing": async (open) => {
    const log = await writer(open);
    const first = await append(log, ["one"], undefined);
    const second = await append(log, ["two"], first);
    assert.deepEqual(await log.append(["three"], first), { status: "changed" });
    assert.deepEqual(await log.append(["three"], undefined), { status: "changed" });
    const elsewhere = { ...second, identity: `${second.identity}x` };
    assert.deepEqual(await log.append(["three"], elsewhere), { status: "changed" });
    assert.deepEqual(await forward(log), ["one", "two"]);
  },

  "a second handle sees what the first has written": async (open) => {
    const log = await writer(open);
    const end = await append(log, ["one"], undefined);
    const reader = open();
    assert.deepEqual(await reader.end(), end);
    await append(log, ["two"], end);
    assert.deepEqual(await forward(reader, end), ["two"]);
  },

  "only the handle that holds the lease may append": async (open) => {
    const log = open();
    assert.deepEqual(await log.append(["one"], undefined), { status: "fenced" });
    assert.deepEqual(await log.rewrite([["one"]], undefined), { status: "fenced" });
    assert.deepEqual(await log.acquire(), { acquired: true });
    assert.deepEqual(await log.acquire(), { acquired: true });
    const second = open();
    const refused = await second.acquire();
    assert.equal(refused.acquired, false);
    assert.deepEqual(await second.append(["one"], undefined), { status: "fenced" });
    assert.equal(await log.end(), undefined);
    await append(log, ["one"], undefined);
  },

  "a live holder keeps the lease even when force is used": async (open) => {
    const log = await writer(open);
    const refused = await open().acquire({ force: true });
    assert.equal(refused.acquired, false);
    await append(log, ["one"], undefined);
  },

  "the lease goes to the next who asks when it is released, or its handle closed": async (open) => {
    const log = await writer(open);
    const end = await append(log, ["one"], undefined);
    await log.release();
    const second = await writer(open);
    assert.deepEqual(await log.append(["two"], end), { status: "fenced" });
    const later = await append(second, ["two"], end);
    await second.close();
    const third = await writer(open);
    await append(third, ["three"], later);
    assert.deepEqual(await forward(third), ["one", "two", "three"]);
  },

  "of many who ask at once exactly one gets the lease": async (open) => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => open().acquire()));
    assert.equal(outcomes.filter(({ acquired }) => acquired).length, 1);
  },

  "a rewrite puts other lines in place of all, as another log": async (open) => {
    const log = await writer(open);
    const old = await append(log, ["one", "two"], undefined);
    assert.deepEqual(await log.rewrite([["no"]], { ...old, offset: 1 }), { status: "changed" });
    const outcome = await log.rewrite([["new"], [], ["lines", "here"]], old, { keepAs: ".bak" });
    assert.equal(outcome.status, "appended");
    const end = await log.end();
    assert.notEqual(end?.identity, old.identity);
    assert.deepEqual(await log.append(["x"], old), { status: "changed" });
    await append(log, ["more"], end);
    assert.deepEqual(await forward(log), ["new", "lines", "here", "more"]);
  },

  "a rewrite can make a log, and only where there is none": async (open) => {
    const log = await writer(open);
    assert.equal((await log.rewrite([["one"]], undefined)).status, "appended");
    assert.deepEqual(await log.rewrite([["two"]], undefined), { status: "changed" });
    assert.deepEqual(await forward(log), ["one"]);
  },

  "a rewrite whose lines fail to come changes nothing": async (open) => {
    const log = await writer(open);
    const end = await append(log, ["one"], undefined);
    async function* failing(): AsyncGenerator<string[]> {
      yield ["two"];
      throw new Error("no more");
    }
    await assert.rejects(log.rewrite(failing(), end));
    assert.deepEqual(await log.end(), end);
    assert.deepEqual(await forward(log), ["one"]);
  },

  "a change wakes who waits for one, and an abort ends the waiting": async (open) => {
    const log = await writer(open);
    const end = await append(log, ["one"], undefined);
    const reader = open();
    await reader.changed(undefined, new AbortController().signal);
    const waiting = reader.changed(end, new AbortController().signal);
    await append(log, ["two"], end);
    await waiting;
    const abort = new AbortController();
    const aborted = reader.changed(await reader.end(), abort.signal);
    abort.abort();
    await aborted;
  },
};

/** A handle that holds the lease. */
async function writer(open: () => EntryLog): Promise<EntryLog> {
  const log = open();
  assert.deepEqual(await log.acquire(), { acquired: true });
  return log;
}

async function append(
  log: EntryLog,
  lines: readonly string[],
  at: LogPosition | undefined,
): Promise<LogPosition> {
  const outcome = await log.append(lines, at);
  assert.equal(outcome.status, "appended");
  return outcome.status === "appended" ? outcome.end : assert.fail();
}

async function forward(log: EntryLog, from?: LogPosition): Promise<string[]> {
  const lines: string[] = [];
  for await (const chunk of log.readForward(from)) lines.push(...linesOf(chunk));
  return lines;
}

function linesOf({ bytes }: LogChunk): string[] {
  const text = Buffer.from(bytes).toString();
  assert.ok(text.endsWith("\n"), "a chunk is whole lines");
  return text.slice(0, -1).split("\n");
}
