import assert from "node:assert/strict";
import type { TestRunner } from "@argent/ai/testing";
import { LessonError } from "../lesson-error.ts";
import type { LessonEvent } from "../lesson-event.ts";
import type { LessonLog } from "./lesson-log.ts";

/** A place for one log that several handles share, as several processes would. */
export interface LessonLogUnderTest {
  /** Opens another handle; it may be the same object again when there is only one process. */
  open(): LessonLog;
  /** Releases what `create` took. */
  close?: (() => void | Promise<void>) | undefined;
}

/** Registers the tests that every `LessonLog` must pass. `create` makes the place for a log that nobody wrote yet. */
export function describeLessonLog(
  name: string,
  create: () => LessonLogUnderTest | Promise<LessonLogUnderTest>,
  { describe, test }: TestRunner,
): void {
  describe(`${name} keeps the contract of a lesson log`, () => {
    for (const [title, check] of Object.entries(checks)) {
      test(title, async () => {
        const place = await create();
        try {
          await check(() => place.open());
        } finally {
          await place.close?.();
        }
      });
    }
  });
}

type Check = (open: () => LessonLog) => Promise<void>;

const checks: Record<string, Check> = {
  "a log that nobody wrote is empty": async (open) => {
    const log = open();
    const { events, cursor } = await log.read();
    assert.deepEqual(events, []);
    assert.deepEqual((await log.read(cursor)).events, []);
  },

  "events come back in the order in which they were appended, of every type": async (open) => {
    const log = open();
    await log.append(everyType.slice(0, 2));
    await log.append(everyType.slice(2));
    assert.deepEqual((await log.read()).events, asJson(everyType));
  },

  "an append of nothing changes nothing": async (open) => {
    const log = open();
    await log.append([]);
    const { cursor } = await log.read();
    await log.append([]);
    assert.deepEqual(await log.read(cursor), { events: [], cursor, isWhole: false });
  },

  "events come back as JSON would give them back": async (open) => {
    const log = open();
    const given = [
      episode("absent fields", { sessionId: undefined, shown: ["L-1", "L-2"], cost: -0 }),
      episode("values that are not JSON", {
        calls: [
          call({ when: new Date(0), not: Number.NaN, list: [undefined, () => 1], gone: undefined }),
        ],
      }),
      episode("names that mean something", {
        calls: [
          call(JSON.parse('{"__proto__":{"a":1},"constructor":2,"part":[1,2],"type":"outcome"}')),
        ],
      }),
    ];
    await log.append(given);
    const { events } = await log.read();
    assert.deepEqual(events, asJson(given));
    assert.deepEqual(
      events.map((event) => JSON.stringify(event)),
      given.map((event) => JSON.stringify(event)),
    );
  },

  "any text comes back as it was": async (open) => {
    const log = open();
    const texts = [
      "Grüße, 世界 👩‍💻",
      "line\nfeeds\r\n and\u2028separators\u2029",
      "\0\u0001\u001f\u007f\ufeff\ufffe",
      "half a pair: \ud83d, the other half: \udc69",
      '{"type":"outcome"}\n{"type":"lessons","version":2}\n',
      "",
    ];
    await log.append(texts.map((text) => episode(text)));
    for (const text of texts) await log.append([episode(text)]);
    const { events } = await log.read();
    assert.deepEqual(events.map(promptOf), [...texts, ...texts]);
  },

  "a big event comes back whole": async (open) => {
    const log = open();
    const big = [episode("é世👩".repeat(100_000)), episode("x".repeat(1_000_000))];
    await log.append([episode("before"), ...big]);
    const { cursor } = await log.read();
    for (const event of big) await log.append([event]);
    assert.deepEqual((await log.read(cursor)).events, big);
    assert.deepEqual((await log.read()).events, [episode("before"), ...big, ...big]);
  },

  "the log shares no object with its callers": async (open) => {
    const log = open();
    const event = episode("original", { calls: [call({ path: "a" })] });
    const appending = log.append([event]);
    event.episode.prompt = "changed by the writer";
    await appending;
    const first = await log.read();
    const [read] = first.events;
    if (read?.type === "episode") read.episode.prompt = "changed by a reader";
    assert.deepEqual((await log.read()).events.map(promptOf), ["original"]);
  },

  "a cursor gives what came after it, as often as it is used": async (open) => {
    const log = open();
    const nothing = await log.read();
    await log.append([episode("1"), episode("2")]);
    const two = await log.read(nothing.cursor);
    assert.deepEqual([prompts(two), two.isWhole], [["1", "2"], false]);
    await log.append([episode("3")]);
    await log.append([episode("4")]);
    for (let time = 0; time < 2; time++) {
      const rest = await log.read(two.cursor);
      assert.deepEqual([prompts(rest), rest.isWhole], [["3", "4"], false]);
      assert.deepEqual(prompts(await log.read(rest.cursor)), []);
    }
    assert.deepEqual(prompts(await log.read(nothing.cursor)), ["1", "2", "3", "4"]);
  },

  "without a cursor, and with one that means nothing, all events come, and it says so": async (
    open,
  ) => {
    const log = open();
    await log.append([episode("1")]);
    for (const cursor of [undefined, "no cursor", "7", "-1 x", "1 ", "9".repeat(30)]) {
      const reading = await log.read(cursor);
      assert.deepEqual([prompts(reading), reading.isWhole], [["1"], true]);
    }
  },

  "each handle sees what the others appended, and understands their cursors": async (open) => {
    const [one, two] = [open(), open()];
    await one.append([episode("1")]);
    const { cursor, events } = await two.read();
    assert.deepEqual(events.map(promptOf), ["1"]);
    await two.append([episode("2")]);
    await one.append([episode("3")]);
    for (const log of [one, two, open()]) {
      assert.deepEqual(prompts(await log.read()), ["1", "2", "3"]);
      assert.deepEqual(prompts(await log.read(cursor)), ["2", "3"]);
    }
  },

  "what is asked of a handle is done in that order": async (open) => {
    const log = open();
    const asked = [log.append([episode("1")]), log.read(), log.append([episode("2")]), log.read()];
    const [, first, , second] = await Promise.all(asked);
    assert.deepEqual(first && prompts(first), ["1"]);
    assert.deepEqual(second && prompts(second), ["1", "2"]);
  },

  "appends at the same time are all there, each in one piece and in the order of its handle":
    async (open) => {
      const handles = [open(), open(), open()];
      const sizes = [1, 2, 5, 1, 3];
      await Promise.all(
        handles.flatMap((log, handle) =>
          Array.from({ length: 20 }, (_, time) => log.append(batch(`${handle}`, time, sizes))),
        ),
      );
      const seen = prompts(await open().read());
      for (const [handle] of handles.entries()) {
        const own = seen.filter((prompt) => prompt.startsWith(`${handle} `));
        assert.deepEqual(
          own,
          Array.from({ length: 20 }, (_, time) =>
            batch(`${handle}`, time, sizes).map(promptOf),
          ).flat(),
        );
      }
      assertInOnePiece(seen);
    },

  "a reader sees an append as a whole or not at all, and every event once": async (open) => {
    const [writer, reader] = [open(), open()];
    const writing = { isDone: false };
    const appending = (async () => {
      for (let time = 0; time < 30; time++) {
        await writer.append(
          [0, 1, 2].map((index) => episode(`w ${time} ${index}/3 ${"x".repeat(time * 500)}`)),
        );
      }
      writing.isDone = true;
    })();
    const seen: string[] = [];
    let { cursor } = await reader.read();
    for (let isLast = false; !isLast; ) {
      isLast = writing.isDone;
      const reading = await reader.read(seen.length === 0 ? undefined : cursor);
      assert.equal(reading.events.length % 3, 0);
      seen.push(...prompts(reading));
      cursor = reading.cursor;
    }
    await appending;
    assertInOnePiece(seen);
    assert.equal(seen.length, 90);
  },

  "an append with an event that is none once it is JSON adds nothing": async (open) => {
    const log = open();
    const cycle: Record<string, unknown> = {};
    cycle.itself = cycle;
    const unfit = [
      episode("a cycle", { calls: [call(cycle)] }),
      episode("a number too big for JSON", { calls: [call({ count: 1n })] }),
      { ...episode("no time"), at: Number.NaN },
    ];
    for (const event of unfit) {
      const error = await log.append([episode("fine"), event]).catch((cause: unknown) => cause);
      assert.ok(LessonError.isInstance(error));
      assert.equal(error.code, "write_failed");
      assert.match(error.message, /episode.*Nothing was appended/);
    }
    await log.append([episode("next")]);
    assert.deepEqual(prompts(await log.read()), ["next"]);
  },
};

type EpisodeEvent = Extract<LessonEvent, { type: "episode" }>;

function episode(prompt: string, more: Partial<EpisodeEvent["episode"]> = {}): EpisodeEvent {
  const recorded = { id: "run", at: 1, prompt, calls: [], stopReason: "stop", ...more };
  return { type: "episode", at: 2, episode: recorded };
}

function call(given: Record<string, unknown>): EpisodeEvent["episode"]["calls"][number] {
  return { name: "bash", arguments: given, isError: true, exitCode: 1 };
}

const everyType: readonly LessonEvent[] = [
  {
    type: "lesson_added",
    at: 1,
    lesson: {
      id: "L-3f9a2c",
      title: "Install before testing",
      when: "the tests of a fresh checkout",
      do: "Run `pnpm install` first.",
      tags: ["pnpm"],
      tools: ["bash"],
      scope: "global",
      status: "trial",
      createdAt: 1,
      evidence: [{ kind: "retry", episodeId: "run", at: 1 }],
    },
  },
  { type: "lesson_confirmed", at: 2, id: "L-3f9a2c", evidence: { kind: "person", at: 2 } },
  {
    type: "lesson_status",
    at: 3,
    id: "L-3f9a2c",
    status: "retired",
    reason: "Another one says it better.",
    by: "person",
    supersededBy: "L-000001",
  },
  episode("Test it.", { outcome: { success: true, signals: ["verification", "last_call"] } }),
  {
    type: "outcome",
    at: 5,
    episodeId: "run",
    outcome: { success: false, signals: ["correction"] },
  },
  { type: "reflected", at: 6, episodeId: "run" },
];

/** Events that say whose they are, and which of how many. */
function batch(writer: string, time: number, sizes: readonly number[]): EpisodeEvent[] {
  const size = sizes[time % sizes.length] ?? 1;
  return Array.from({ length: size }, (_, index) => episode(`${writer} ${time} ${index}/${size}`));
}

/** Whether what was appended together stands together. */
function assertInOnePiece(seen: readonly string[]): void {
  for (let at = 0; at < seen.length; ) {
    const [writer = "", time = "", place = ""] = seen[at]?.split(" ") ?? [];
    const size = Number(place.split("/")[1]);
    const own = seen.slice(at, at + size).map((prompt) => prompt.split(" ").slice(0, 3).join(" "));
    const whole = Array.from({ length: size }, (_, index) => `${writer} ${time} ${index}/${size}`);
    assert.deepEqual(own, whole);
    at += size;
  }
}

function asJson(events: readonly LessonEvent[]): unknown {
  return JSON.parse(JSON.stringify(events));
}

function prompts({ events }: { events: readonly LessonEvent[] }): string[] {
  return events.map(promptOf);
}

function promptOf(event: LessonEvent): string {
  return event.type === "episode" ? event.episode.prompt : assert.fail(`a ${event.type}`);
}
