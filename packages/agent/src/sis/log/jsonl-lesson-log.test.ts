import { execFileSync } from "node:child_process";
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  failureOf,
  header,
  idsIn,
  lessonFolder,
  line,
  reflected,
} from "../../../test/lesson-log-kit.ts";
import { lesson } from "../../../test/sis-kit.ts";
import { createSis } from "../create-sis.ts";
import { jsonlLessonLog } from "./jsonl-lesson-log.ts";
import { describeLessonLog } from "./lesson-log-suite.ts";

let folder: string;
let path: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, path, remove } = await lessonFolder());
});

afterEach(() => remove());

describeLessonLog(
  "jsonlLessonLog",
  () => {
    const place = join(folder, "deeper", "lessons.jsonl");
    return { open: () => jsonlLessonLog(place) };
  },
  { describe, test },
);

test("the file has a header and a line for each event, and is the user's alone", async () => {
  const place = join(folder, "new", "folder", "lessons.jsonl");
  const log = jsonlLessonLog(place);
  await log.append([reflected("a")]);
  await log.append([reflected("b"), reflected("c")]);
  expect((await readFile(place, "utf8")).split("\n")).toEqual([
    '{"type":"lessons","version":1}',
    '{"type":"reflected","at":1,"episodeId":"a"}',
    '{"type":"reflected","at":1,"episodeId":"b","part":[1,2]}',
    '{"type":"reflected","at":1,"episodeId":"c","part":[2,2]}',
    "",
  ]);
  const modes = await Promise.all([place, dirname(place), join(folder, "new")].map(modeOf));
  expect(modes).toEqual([0o600, 0o700, 0o700]);
  expect(await readdir(dirname(place))).toEqual(["lessons.jsonl"]);
});

async function modeOf(place: string): Promise<number> {
  return (await stat(place)).mode & 0o777;
}

test("reading makes no file and no folder, and neither does an append of nothing", async () => {
  const log = jsonlLessonLog(join(folder, "new", "lessons.jsonl"));
  await log.append([]);
  await log.read();
  expect(await readdir(folder)).toEqual([]);
});

describe("something else in the place of the log", () => {
  const contents: [string, string | Uint8Array][] = [
    ["a binary file", Uint8Array.from({ length: 5_000 }, (_, index) => (index * 7) % 256)],
    ["a big file without a line", "x".repeat(100_000)],
    ["blank lines without end", "\n".repeat(10_000)],
    ["a JSON file of something else", '{\n  "lessons": []\n}\n'],
    ["a list", "[]"],
    ["a session", '{"type":"session","version":3,"id":"x","timestamp":"","cwd":"/"}\n'],
    ["events without a header", line("a")],
    ["a header without a version", '{"type":"lessons"}\n'],
    ["a note", "Remember the milk.\n"],
    ["a byte", "x"],
  ];

  test.each(contents)("%s is refused and left alone", async (_, content) => {
    await writeFile(path, content);
    await expectRefusal(
      path,
      /does not start with the header of a lesson log .*left as it is; choose another file/,
    );
    expect(await readFile(path)).toEqual(Buffer.from(content));
  });

  test("a log of a newer version is refused, with what to do", async () => {
    const content = '{"type":"lessons","version":2}\n{"type":"news"}\n';
    await writeFile(path, content);
    await expectRefusal(
      path,
      /format version 2; this program knows versions up to 1.*newer program/,
    );
    expect(await readFile(path, "utf8")).toBe(content);
  });

  test("a folder, a pipe and a device are refused", async () => {
    await mkdir(path);
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    for (const place of [path, pipe, "/dev/null"]) {
      await expectRefusal(place, /is not a file.*choose the path of a file/);
    }
    expect(await readdir(folder)).toEqual(["lessons.jsonl", "pipe"]);
  });

  test("a link to something else is refused as that would be", async () => {
    const target = join(folder, "note.txt");
    await writeFile(target, "Remember the milk.\n");
    await symlink(target, path);
    await expectRefusal(path, /does not start with the header/);
    expect(await readFile(target, "utf8")).toBe("Remember the milk.\n");
  });

  async function expectRefusal(place: string, message: RegExp): Promise<void> {
    const log = jsonlLessonLog(place);
    for (const refused of [log.read(), log.append([reflected("a")])]) {
      const failure = await failureOf(refused);
      expect(failure).toMatchObject({ name: "LessonError", code: "not_a_lesson_log", log: place });
      expect(String(failure)).toContain(place);
      expect(String(failure)).toMatch(message);
    }
  }
});

test("an empty file becomes a log", async () => {
  await writeFile(path, "");
  const log = jsonlLessonLog(path);
  expect(await idsIn(log)).toEqual([]);
  await log.append([reflected("a")]);
  expect(await readFile(path, "utf8")).toBe(header + line("a"));
});

test("a byte order mark and line ends of Windows do no harm", async () => {
  await writeFile(path, `\ufeff${(header + line("a")).replaceAll("\n", "\r\n")}`);
  const log = jsonlLessonLog(path);
  await log.append([reflected("b")]);
  expect(await idsIn(log)).toEqual(["a", "b"]);
});

test("a link stays one, and stands for the file that it leads to, also when there is none yet", async () => {
  const target = join(folder, "elsewhere", "lessons.jsonl");
  await symlink(target, path);
  const log = jsonlLessonLog(path);
  expect(await idsIn(log)).toEqual([]);
  await log.append([reflected("a")]);
  expect((await lstat(path)).isSymbolicLink()).toBe(true);
  expect(await readFile(target, "utf8")).toBe(header + line("a"));
  expect(await idsIn(jsonlLessonLog(target))).toEqual(["a"]);
});

test("many handles that make the file at the same instant lose nothing", async () => {
  const ids = Array.from({ length: 20 }, (_, index) => `${index}`);
  await Promise.all(ids.map((id) => jsonlLessonLog(path).append([reflected(id)])));
  expect((await idsIn(jsonlLessonLog(path))).toSorted()).toEqual(ids.toSorted());
  expect(await readdir(folder)).toEqual(["lessons.jsonl"]);
  expect((await readFile(path, "utf8")).split(header)).toHaveLength(2);
});

test("a folder that cannot be written to is named, with what to do", async () => {
  // Nobody makes files there, not even root, whom no mode of a folder keeps out.
  const readOnly = process.getuid?.() === 0 ? "/sys" : folder;
  if (readOnly === folder) await chmod(folder, 0o500);
  const place = join(readOnly, "argent-lessons.jsonl");
  const failure = await failureOf(jsonlLessonLog(place).append([reflected("a")]));
  if (readOnly === folder) await chmod(folder, 0o700);
  expect(failure).toMatchObject({ code: "write_failed", log: place });
  expect(failure).toHaveProperty("systemCode", expect.stringMatching(/^(EACCES|EPERM|EROFS)$/));
  expect(String(failure)).toContain(`could not be written to ${place}`);
  expect(String(failure)).toMatch(/Nothing was added. Give this user the right to it/);
});

test("a path that leads through a file is named, and the file left alone", async () => {
  await writeFile(path, "a file");
  const log = jsonlLessonLog(join(path, "lessons.jsonl"));
  expect(await failureOf(log.append([reflected("a")]))).toMatchObject({ code: "write_failed" });
  expect(await failureOf(log.read())).toMatchObject({ code: "read_failed", systemCode: "ENOTDIR" });
  expect(await readFile(path, "utf8")).toBe("a file");
});

test("a long file comes in parts, each event once, and a Sis takes all of them", async () => {
  const long = "x".repeat(100_000);
  const ids = Array.from({ length: 200 }, (_, index) => `${index} ${long}`);
  const added = `{"type":"lesson_added","at":1,"lesson":${JSON.stringify(lesson("L-last"))}}\n`;
  await writeFile(path, header + ids.map(line).join("") + added);
  const log = jsonlLessonLog(path);
  const seen: string[] = [];
  const parts: boolean[] = [];
  for (let cursor: string | undefined, hasMore = true; hasMore; ) {
    const reading = await log.read(cursor);
    seen.push(...reading.events.flatMap((event) => ("episodeId" in event ? event.episodeId : [])));
    parts.push(reading.isWhole);
    cursor = reading.cursor;
    hasMore = reading.hasMore ?? false;
  }
  expect(seen.map((id) => id.split(" ")[0])).toEqual(ids.map((id) => id.split(" ")[0]));
  expect(parts).toEqual([true, ...parts.slice(1).map(() => false)]);
  expect(parts.length).toBeGreaterThan(1);
  expect(await createSis({ log }).list()).toMatchObject([{ id: "L-last" }]);
});
