import { appendFileSync } from "node:fs";
import { readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { header, idsIn, lessonFolder, line, reflected } from "../../../test/lesson-log-kit.ts";
import { jsonlLessonLog } from "./jsonl-lesson-log.ts";

let path: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ path, remove } = await lessonFolder());
});

afterEach(() => remove());

describe("a cursor", () => {
  test("waits for a last line that is unfinished, and for the rest of an append", async () => {
    await jsonlLessonLog(path).append([reflected("a")]);
    const before = await readFile(path);
    await jsonlLessonLog(path).append(["b", "c", "d"].map(reflected));
    const added = (await readFile(path)).subarray(before.length);
    await truncate(path, before.length);
    const reader = jsonlLessonLog(path);
    const { cursor } = await reader.read();
    let last = cursor;
    for (let index = 0; index < added.length - 1; index++) {
      const reading = await reader.read(last);
      expect(reading).toEqual({ events: [], cursor, isWhole: false });
      last = reading.cursor;
      appendFileSync(path, added.subarray(index, index + 1));
    }
    const whole = await reader.read(last);
    expect(whole.events).toEqual(["b", "c", "d"].map(reflected));
    appendFileSync(path, "\n");
    expect(await idsIn(reader, whole.cursor)).toEqual([]);
    await reader.append([reflected("e")]);
    expect(await idsIn(reader, whole.cursor)).toEqual(["e"]);
  });

  test("skips an unfinished line once a later one follows", async () => {
    const log = jsonlLessonLog(path);
    await log.append([reflected("a")]);
    appendFileSync(path, '{"type":"refl');
    const { cursor } = await log.read();
    await log.append([reflected("b")]);
    const reading = await log.read(cursor);
    expect(reading).toMatchObject({ events: [reflected("b")], isWhole: false });
    expect(await idsIn(log, reading.cursor)).toEqual([]);
  });

  test("takes a last line that an editor left without a line feed, once", async () => {
    await writeFile(path, header + line("a") + line("b").trimEnd());
    const log = jsonlLessonLog(path);
    const { cursor, events } = await log.read();
    expect(events).toHaveLength(2);
    await log.append([reflected("c")]);
    expect(await idsIn(log, cursor)).toEqual(["c"]);
    expect(await readFile(path, "utf8")).toBe(header + line("a") + line("b") + line("c"));
  });

  const long = [..."abcdefghij"].map(line).join("");

  test.each<[string, () => Promise<void>]>([
    [
      "was replaced",
      async () => {
        await writeFile(`${path}.new`, header + long + line("new"));
        await rename(`${path}.new`, path);
      },
    ],
    [
      "was replaced by one of the same bytes",
      async () => {
        await writeFile(`${path}.new`, await readFile(path));
        await rename(`${path}.new`, path);
      },
    ],
    ["became shorter", () => truncate(path, header.length + line("a").length)],
    ["was edited in place", async () => writeFile(path, header + line("k") + long)],
    [
      "was edited in place, as long as before",
      async () => writeFile(path, header + long.replace('"b"', '"x"')),
    ],
    ["is gone", () => rm(path)],
    ["was emptied", () => truncate(path, 0)],
  ])("means nothing in a file that %s: everything comes", async (_, change) => {
    await writeFile(path, header + long);
    const log = jsonlLessonLog(path);
    const { cursor } = await log.read();
    await change();
    const all = await log.read();
    expect(await log.read(cursor)).toEqual({ ...all, isWhole: true });
    await log.append([reflected("next")]);
    expect(await idsIn(log, all.cursor)).toEqual(["next"]);
  });

  test("goes on in another handle, for example after a restart", async () => {
    await jsonlLessonLog(path).append([reflected("a")]);
    const { cursor } = await jsonlLessonLog(path).read();
    await jsonlLessonLog(path).append([reflected("b")]);
    expect(await idsIn(jsonlLessonLog(path), cursor)).toEqual(["b"]);
  });

  test("stays right over many megabytes, wherever the pieces end in which they are read", async () => {
    const log = jsonlLessonLog(path);
    const sizes = [10, 65_500, 66_000, 700_000, 1_048_000, 1_100_000, 2_500_000, 3];
    const ids = sizes.map((size, index) => String.fromCharCode(97 + index).repeat(size));
    const cursors: string[] = [];
    for (const id of ids) {
      cursors.push((await log.read(cursors.at(-1))).cursor);
      await log.append([reflected(id)]);
    }
    await log.append(ids.map(reflected));
    for (const [index, cursor] of cursors.entries()) {
      expect(await idsIn(log, cursor)).toEqual([...ids.slice(index), ...ids]);
    }
  });
});
