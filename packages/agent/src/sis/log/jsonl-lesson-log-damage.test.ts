import { appendFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { type FileHandle, open, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { faultyDisk, type WriteFault } from "../../../test/crash/faulty-disk.ts";
import {
  failureOf,
  header,
  idsIn,
  lessonFolder,
  line,
  reflected,
} from "../../../test/lesson-log-kit.ts";
import { jsonlLessonLog } from "./jsonl-lesson-log.ts";

let folder: string;
let path: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, path, remove } = await lessonFolder());
});

afterEach(() => remove());

describe("a file that was cut off", () => {
  const appends = [["a"], ["b", "é世👩"], ["c"], ["d", "e", "f"]];

  test("at any byte has every append before the cut, and takes the next one", async () => {
    const whole = jsonlLessonLog(path);
    const ends: number[] = [];
    for (const ids of appends) {
      await whole.append(ids.map(reflected));
      ends.push((await stat(path)).size);
    }
    const bytes = await readFile(path);
    for (let length = 0; length <= bytes.length; length++) {
      const cut = join(folder, "cut.jsonl");
      await writeFile(cut, bytes.subarray(0, length));
      const log = jsonlLessonLog(cut);
      // The last line feed is not missed: JSON that can be read is whole.
      const before = appends.filter((_, index) => (ends[index] ?? 0) <= length + 1).flat();
      const { cursor } = await log.read();
      expect([length, await idsIn(log)]).toEqual([length, before]);
      await log.append([reflected("next"), reflected("last")]);
      expect([length, await idsIn(log)]).toEqual([length, [...before, "next", "last"]]);
      expect([length, await idsIn(log, cursor)]).toEqual([length, ["next", "last"]]);
      expect((await readFile(cut)).subarray(0, length)).toEqual(bytes.subarray(0, length));
    }
  });

  test("again and again, between appends, loses what was cut and nothing else", async () => {
    const step = fc.record({ events: fc.integer({ min: 1, max: 4 }), cut: fc.nat(150) });
    const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      await rm(path, { force: true });
      const log = jsonlLessonLog(path);
      let kept: { ids: string[]; end: number }[] = [];
      for (const [index, { events, cut }] of steps.entries()) {
        const ids = Array.from({ length: events }, (_, event) => `${index}.${event}`);
        await log.append(ids.map(reflected));
        const { size } = await stat(path);
        kept.push({ ids, end: size });
        if (cut > 75) continue;
        const length = Math.max(0, size - cut);
        await truncate(path, length);
        kept = kept.filter(({ end }) => end <= length + 1);
        expect(await idsIn(log)).toEqual(kept.flatMap(({ ids }) => ids));
      }
    });
    await fc.assert(property, { numRuns: 60 });
  });
});

describe("a disk that fails", () => {
  const fault: fc.Arbitrary<WriteFault> = fc.oneof(
    fc.nat(120).map((short) => ({ short })),
    fc.constantFrom<WriteFault>({ systemCode: "ENOSPC" }, { systemCode: "EIO" }),
  );
  const step = fc.record({
    events: fc.integer({ min: 1, max: 3 }),
    faults: fc.array(fault, { maxLength: 4 }),
  });

  test("costs what was refused and nothing else", async () => {
    using disk = await faultyDisk();
    const property = fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      disk.faults = [];
      await rm(path, { force: true });
      const [log, reader] = [jsonlLessonLog(path), jsonlLessonLog(path)];
      const written: string[] = [];
      const seen: string[] = [];
      let { cursor } = await reader.read();
      for (const [index, { events, faults }] of steps.entries()) {
        disk.faults = [...faults];
        const ids = Array.from({ length: events }, (_, event) => `${index}.${event}`);
        const failure = await failureOf(log.append(ids.map(reflected)));
        if (failure === "no failure") written.push(...ids);
        else expect(failure).toMatchObject({ code: "write_failed", log: path });
        seen.push(...(await idsIn(reader, cursor)));
        ({ cursor } = await reader.read(cursor));
        expect(await idsIn(log)).toEqual(written);
      }
      expect(seen).toEqual(written);
    });
    await fc.assert(property, { numRuns: 100 });
  });

  test("is named in the message, with what to do", async () => {
    const log = jsonlLessonLog(path);
    await log.append([reflected("a")]);
    using disk = await faultyDisk();
    disk.faults = [{ short: 10 }, { systemCode: "ENOSPC" }];
    const failure = await failureOf(log.append([reflected("b")]));
    expect(failure).toMatchObject({ code: "write_failed", systemCode: "ENOSPC", log: path });
    expect(String(failure)).toContain(`could not be written to ${path}: ENOSPC`);
    expect(String(failure)).toMatch(/Nothing was added. Make room and try again.$/);
    await log.append([reflected("c")]);
    expect(await idsIn(log)).toEqual(["a", "c"]);
  });

  test("just before the last line feed has taken the append as a whole", async () => {
    const log = jsonlLessonLog(path);
    await log.append([reflected("a")]);
    using disk = await faultyDisk();
    disk.faults = [{ short: line("b").length - 1 }, { systemCode: "ENOSPC" }];
    await log.append([reflected("b")]);
    expect(await idsIn(log)).toEqual(["a", "b"]);
    disk.faults = [];
    await log.append([reflected("c")]);
    expect(await readFile(path, "utf8")).toBe(`${header}${["a", "b", "c"].map(line).join("")}`);
  });
});

describe("what happens between the look at the file and the write", () => {
  /** Lets something happen directly before the next write. */
  async function beforeWriting(happening: () => void): Promise<void> {
    const handle = await open(path);
    const prototype: FileHandle = Object.getPrototypeOf(handle);
    await handle.close();
    const { write } = prototype;
    const spy = vi.spyOn(prototype, "write");
    spy.mockImplementation(async function (this: FileHandle, ...given: unknown[]) {
      spy.mockRestore();
      happening();
      return Reflect.apply(write, this, given);
    });
  }

  test.each([
    ["in its only line", '{"type":"refl'],
    ["in its second line", `${line("torn").replace("}", ',"part":[1,2]}')}{"type":"refl`],
  ])("another process that is killed %s costs nobody else a line", async (_, torn) => {
    for (const ids of [["a"], ["b", "c"]]) {
      const log = jsonlLessonLog(path);
      await log.append([reflected("first")]);
      await beforeWriting(() => appendFileSync(path, torn));
      await log.append(ids.map(reflected));
      expect(await idsIn(log)).toEqual(["first", ...ids]);
      await rm(path);
    }
  });

  test("another torn line behind a torn one does not make an append come twice", async () => {
    const log = jsonlLessonLog(path);
    await log.append([reflected("first")]);
    appendFileSync(path, '{"type":"refl');
    await beforeWriting(() => appendFileSync(path, '\n{"type":"ou'));
    await log.append([reflected("ours")]);
    expect(await idsIn(log)).toEqual(["first", "ours"]);
  });

  test("others that append whole lines cost no line, and nothing is there twice", async () => {
    const log = jsonlLessonLog(path);
    await log.append([reflected("first")]);
    await beforeWriting(() => appendFileSync(path, line("theirs")));
    await log.append([reflected("ours")]);
    expect(await readFile(path, "utf8")).toBe(
      `${header}${line("first")}${line("theirs")}${line("ours")}`,
    );
  });

  test("a file that was replaced gets the event, too", async () => {
    const log = jsonlLessonLog(path);
    await log.append([reflected("first")]);
    writeFileSync(`${path}.new`, header + line("new"));
    await beforeWriting(() => renameSync(`${path}.new`, path));
    await log.append([reflected("ours")]);
    expect(await idsIn(log)).toEqual(["new", "ours"]);
  });

  test("a file that was removed is made again", async () => {
    const log = jsonlLessonLog(path);
    await log.append([reflected("first")]);
    await beforeWriting(() => rmSync(path));
    await log.append([reflected("ours")]);
    expect(await readFile(path, "utf8")).toBe(header + line("ours"));
  });
});

describe("lines that are no events", () => {
  const strange = [
    "not JSON",
    "",
    "[]",
    "null",
    '{"type":"later_invention","at":1}',
    '{"type":"reflected","episodeId":"without a time"}',
    '{"type":"reflected","at":"1","episodeId":"x"}',
    '{"type":"lesson_added","at":1}',
    '{"type":"lesson_added","at":1,"lesson":{"id":"L-1"}}',
    '{"type":"lesson_status","at":1,"id":"L-1","status":"loved","reason":"","by":"person"}',
    '{"type":"lesson_confirmed","at":1,"id":"L-1","evidence":{"kind":"rumor","at":1}}',
    '{"type":"episode","at":1,"episode":{"id":"x","at":1,"prompt":"","stopReason":"stop"}}',
    '{"type":"episode","at":1,"episode":{"id":"x","at":1,"prompt":"","stopReason":"stop","calls":[{}]}}',
    '{"type":"outcome","at":1,"episodeId":"x","outcome":{"success":"yes","signals":[]}}',
    '{"type":"constructor","at":1}',
    `torn{"type":"reflected","at":1,"episodeId":"x"}`,
    header.trim(),
    "\0".repeat(100),
  ];

  test("are skipped, and stay where they are", async () => {
    const content = `${header}${line("a")}${strange.join("\n")}\n${line("b")}`;
    await writeFile(path, content);
    const log = jsonlLessonLog(path);
    expect(await idsIn(log)).toEqual(["a", "b"]);
    await log.append([reflected("c")]);
    expect(await idsIn(log)).toEqual(["a", "b", "c"]);
    expect(await readFile(path, "utf8")).toBe(content + line("c"));
  });

  test("among those of one append take only themselves with them when they are known to be there", async () => {
    const log = jsonlLessonLog(path);
    await log.append([reflected("a"), reflected("b"), reflected("c")]);
    const later = (await readFile(path, "utf8")).replace(
      '"type":"reflected","at":1,"episodeId":"b"',
      '"type":"later_invention","at":1',
    );
    await writeFile(path, later);
    expect(await idsIn(log)).toEqual(["a", "c"]);
  });

  test.each([
    ["the first", [2, 3], [3, 3]],
    ["one in the middle", [1, 3], [3, 3]],
    ["the last", [1, 3], [2, 3]],
    ["the last, before one that lacks the first", [1, 2], [2, 3], [3, 3]],
  ])("an append that lacks %s of its lines never happened", async (_, ...left) => {
    const log = jsonlLessonLog(path);
    await log.append([reflected("before")]);
    const parts = left.map(([index, count]) =>
      line("x").replace("}", `,"part":[${index},${count}]}`),
    );
    await writeFile(path, (await readFile(path, "utf8")) + parts.join(""));
    expect(await idsIn(log)).toEqual(["before"]);
    await log.append([reflected("b"), reflected("c")]);
    expect(await idsIn(log)).toEqual(["before", "b", "c"]);
  });
});
