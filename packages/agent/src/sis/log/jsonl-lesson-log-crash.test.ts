import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Draw, seededDraw } from "../../../test/crash/seeded-draw.ts";
import { allIn, lessonFolder } from "../../../test/lesson-log-kit.ts";
import { jsonlLessonLog } from "./jsonl-lesson-log.ts";

let folder: string;
let path: string;
let remove: () => Promise<void>;
const children: ChildProcess[] = [];

beforeEach(async () => {
  ({ folder, remove } = await lessonFolder());
  path = join(folder, "deeper", "lessons.jsonl");
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await remove();
});

const module = new URL("./jsonl-lesson-log.ts", import.meta.url).href;

/** Starts a process that runs a program on the log when it is told to; `lines` are what it says. */
function start(writer: string, program: string, limit = "ulimit -c 0") {
  const code = `
    import { jsonlLessonLog } from ${JSON.stringify(module)};
    const log = jsonlLessonLog(${JSON.stringify(path)});
    const say = (text) => process.stdout.write(text + "\\n");
    /** Appends events that say which of how many they are. */
    const append = (time, count, padding) =>
      log.append(Array.from({ length: count }, (_, index) => ({
        type: "reflected",
        at: time,
        episodeId: ["${writer}", time, index, count, "x".repeat(padding)].join(" "),
      })));
    say("ready");
    await new Promise((resolve) => process.stdin.once("data", resolve));
    ${program}
    process.exit();`;
  const node = [process.execPath, "--conditions=@argent/source", "--input-type=module-typescript"];
  const child = spawn("sh", ["-c", `${limit}; exec "$@"`, "sh", ...node, "--eval", code], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.on("error", () => {}); // it was killed before it was told
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, lines, exited: once(child, "exit") };
}

type Writer = ReturnType<typeof start>;

/** Everything that is ready begins at the same time. */
async function begin(writers: readonly Writer[]): Promise<void> {
  for (const { lines } of writers) expect(await lines.next()).toMatchObject({ value: "ready" });
  for (const { child } of writers) child.stdin?.write("go\n");
}

async function saidBy({ lines }: Writer): Promise<string[]> {
  const said: string[] = [];
  for (let line = await lines.next(); !line.done; line = await lines.next()) said.push(line.value);
  return said;
}

/** The appends of the log, as `writer time`, in its order. Each must be whole, in one piece, and there once. */
async function wholeAppends(): Promise<string[]> {
  const events = await allIn(jsonlLessonLog(path));
  const found: string[] = [];
  let left = 0;
  for (const event of events) {
    if (event.type !== "reflected") throw new Error(`There is a ${event.type}.`);
    const [writer = "", time = "", index, count = ""] = event.episodeId.split(" ");
    if (left === 0) {
      found.push(`${writer} ${time}`);
      left = Number(count);
    }
    expect([`${writer} ${time}`, Number(index)]).toEqual([found.at(-1), Number(count) - left]);
    left--;
  }
  expect(left).toBe(0);
  expect(new Set(found).size).toBe(found.length);
  return found;
}

test("two processes that append at the same time lose nothing and tear nothing apart", async () => {
  const program = `
    for (let time = 0; time < 500; time++) await append(time, 1 + (time % 4), (time * 131) % 3000);`;
  const writers = ["a", "b"].map((writer) => start(writer, program));
  await begin(writers);
  await Promise.all(writers.map(saidBy));
  const appends = await wholeAppends();
  for (const writer of ["a", "b"]) {
    const own = appends.filter((append) => append.startsWith(writer));
    expect(own).toEqual(Array.from({ length: 500 }, (_, time) => `${writer} ${time}`));
  }
  expect(await readdir(join(folder, "deeper"))).toEqual(["lessons.jsonl"]);
}, 300_000);

/** Some appends are so big that the operating system takes a while for them. */
const endless = (first: number) => `
  for (let time = ${first}; ; time++) {
    await append(time, 1 + (time % 3), time % 5 === 0 ? 400_000 : (time * 997) % 5_000);
    say(time);
  }`;

test("processes that are killed at any instant, one beside the other, lose nothing that was durable", async () => {
  const draw = seededDraw(20261129);
  const durable = new Set<string>();
  for (let round = 0; round < 24; round++) {
    // The file is made, and the first appends are under way, when some are killed.
    if (round % 8 === 0) {
      await rm(join(folder, "deeper"), { recursive: true, force: true });
      durable.clear();
    }
    const names = [`a${round}`, `b${round}`];
    const writers = names.map((name) => start(name, endless(0)));
    await begin(writers);
    const said = await Promise.all(writers.map((writer) => killedAtSomeTime(writer, draw)));
    for (const [index, times] of said.entries()) {
      for (const time of times) durable.add(`${names[index]} ${time}`);
    }
    const appends = await wholeAppends();
    expect([...durable].filter((append) => !appends.includes(append))).toEqual([]);
    for (const name of names) {
      const own = appends.filter((append) => append.startsWith(`${name} `));
      expect(own).toEqual(own.map((_, time) => `${name} ${time}`));
    }
    await jsonlLessonLog(path).append([
      { type: "reflected", at: 0, episodeId: `here ${round} 0 1` },
    ]);
    durable.add(`here ${round}`);
  }
}, 300_000);

/** Lets a writer say something so many times, and kills it then; what it has said. */
async function killedAtSomeTime(writer: Writer, draw: Draw): Promise<string[]> {
  const said: string[] = [];
  for (let count = draw(30); count > 0; count--) said.push((await writer.lines.next()).value ?? "");
  writer.child.kill("SIGKILL");
  await writer.exited;
  return [...said, ...(await saidBy(writer))];
}

test("what no longer fits is refused as a whole, and everything else is there", async () => {
  const program = `
    const outcome = (promise) => promise.then(() => "written", (error) => error.code + " " + error.systemCode);
    say(await outcome(append(0, 2, 1_000)));
    say(await outcome(append(1, 3, 3_000)));
    say(await outcome(append(2, 1, 3_000)));`;
  const full = start("full", program, "ulimit -f 16"); // 8 KiB a file: the system writes what fits, then refuses
  await begin([full]);
  expect(await saidBy(full)).toEqual(["written", "write_failed EFBIG", "write_failed EFBIG"]);
  expect(await wholeAppends()).toEqual(["full 0"]);
  const roomy = start("roomy", "await append(0, 3, 10);");
  await begin([roomy]);
  await saidBy(roomy);
  expect(await wholeAppends()).toEqual(["full 0", "roomy 0"]);
  expect(await readFile(path, "utf8")).toContain("full 1 0 3"); // damaged lines stay where they are
});
