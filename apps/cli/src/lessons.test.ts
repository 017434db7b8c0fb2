import { chmod, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Step } from "@argent/ai/testing";
import { expect, onTestFinished, test } from "vitest";
import { createMachine, type Machine } from "../test/argent-process.ts";

async function machineWith(...steps: Step[]) {
  const machine = await createMachine(steps);
  onTestFinished(() => machine.remove());
  const argent = async (...args: string[]) => {
    const child = machine.start(args);
    const code = await child.exit();
    return { code, out: child.stdout(), err: child.stderr() };
  };
  /** What a command prints with `--json`. */
  const json = async (...args: string[]) => {
    const { code, out, err } = await argent(...args, "--json");
    expect(code, err).toBe(0);
    return JSON.parse(out);
  };
  /** Writes a lesson down and gives its id. */
  const learn = async (advice: string, ...more: string[]): Promise<string> =>
    (await json("lessons", "add", "--when", "the database is migrated", "--do", advice, ...more))
      .lesson.id;
  return { machine, argent, json, learn };
}

const log = (machine: Machine) => join(machine.home, ".argent", "lessons.jsonl");

async function ownSettings(folder: string, value: object) {
  await mkdir(join(folder, ".argent"), { recursive: true });
  await writeFile(join(folder, ".argent", "settings.json"), JSON.stringify(value));
}

const bash = (command: string) => ({ toolCalls: [{ name: "bash", arguments: { command } }] });

test("without any lesson every list is empty and says how lessons come to be", async () => {
  const { argent, json, machine } = await machineWith();
  expect(await argent("lessons")).toEqual({
    code: 0,
    out: "",
    err: expect.stringMatching(/^There are no lessons yet\. .*--lessons.*argent lessons add/),
  });
  expect(await json("lessons", "list")).toEqual([]);
  expect(await json("lessons", "stats")).toMatchObject({ shown: 0, file: log(machine) });
  await expect(readFile(log(machine))).rejects.toThrow("ENOENT");
});

test("what a person writes down is active, holds for the project, and is found by the beginning of its id", async () => {
  const { argent, json, machine } = await machineWith();
  const added = await argent(
    ...[
      "lessons",
      "add",
      "--when",
      "the database is migrated",
      "--do",
      "Stop the worker before",
      "--tool",
      "bash",
    ],
    ...["--why", "It locks a table", "--tag", "sql", "--tag", "worker"],
  );
  const [, id = ""] =
    /^(L-[0-9a-f]+) is active and holds in .*: Stop the worker before\n$/.exec(added.out) ?? [];
  const [lesson] = await json("lessons", "list");
  expect(lesson).toMatchObject({
    id,
    scope: machine.cwd,
    tools: ["bash"],
    tags: ["sql", "worker"],
  });
  expect((await argent("lessons")).out).toMatch(
    new RegExp(
      `^LESSON +STATUS +HELPS +SCOPE +AGE +ABOUT\n${id} +active +project +now +Stop the worker before\n$`,
    ),
  );
  const { out } = await argent("lessons", "show", id.slice(2, -1));
  expect(out).toMatch(/^L-\S+ {2}Stop the worker before\n {2}When +the database is migrated\n/);
  expect(out).toMatch(/^ {2}Why +It locks a table$/m);
  expect(out).toMatch(/^ {2}From +somebody who wrote it down \(\d{4}-\d\d-\d\d\)$/m);
});

test("a lesson that is written down twice is one", async () => {
  const { argent, json, learn } = await machineWith();
  const id = await learn("Stop the worker before");
  const again = await argent(
    "lessons",
    "add",
    "--when",
    "the database is migrated",
    "--do",
    "Stop the worker before",
  );
  expect(again.out).toBe(`${id} says it already (active): Stop the worker before\n`);
  expect(await json("lessons", "list")).toHaveLength(1);
});

test("what is said otherwise now takes the place of an older lesson, until that is approved", async () => {
  const { argent, json } = await machineWith();
  const add = async (advice: string) =>
    json("lessons", "add", "--when", "a Makefile is edited", "--do", advice);
  const { lesson: older } = await add("Use spaces, never tabs");
  const { lesson: newer, replaced } = await add("Use tabs, never spaces");
  expect(replaced).toEqual([older.id]);
  expect((await argent("lessons", "why", older.id)).out).toContain(
    `- ${newer.id} has taken its place.`,
  );
  await argent("lessons", "approve", older.id);
  expect(await json("lessons", "why", older.id)).toMatchObject({ canBeChosen: true });
});

test("a project's lessons are its own, and global ones everybody's", async () => {
  const { json, learn, machine } = await machineWith();
  const own = await learn("Stop the worker before");
  const everybodys = await learn("Read the whole output", "--global");
  const ids = async (...args: string[]) =>
    (await json("lessons", "list", ...args)).map((lesson: { id: string }) => lesson.id);
  expect(await ids()).toEqual([own, everybodys]);
  expect(await ids("--scope", "project")).toEqual([own]);
  expect(await ids("--scope", machine.cwd)).toEqual([own]);
  expect(await ids("--scope", "global")).toEqual([everybodys]);
  expect(await ids("--scope", machine.home)).toEqual([]);
});

test("what is rejected or retired is shown with --all only, until it is approved", async () => {
  const { argent, json, learn } = await machineWith();
  const first = await learn("Stop the worker before");
  const second = await learn("Read the whole output of the linter", "--global");
  expect((await argent("lessons", "reject", first)).out).toMatch(
    new RegExp(`^${first} is rejected, .*argent lessons approve ${first}`),
  );
  expect(await json("lessons", "retire", second, "--reason", "no linter any more")).toMatchObject({
    id: second,
    status: "retired",
  });
  expect((await argent("lessons")).err).toMatch(/^None fits here; .*--all.* all 2\.\n$/);
  expect((await argent("lessons", "why", second)).out).toMatch(
    /^- It was retired\. no linter any more$/m,
  );
  expect(await json("lessons", "list", "--all")).toHaveLength(2);
  expect(await json("lessons", "list", "--status", "rejected")).toMatchObject([{ id: first }]);
  expect((await argent("lessons", "approve", first)).out).toMatch(/ is active /);
  expect(await json("lessons", "list")).toMatchObject([{ id: first, status: "active" }]);
  expect(await json("lessons", "stats")).toMatchObject({ lessons: { active: 1, retired: 1 } });
});

test("why tells what is measured, and how well a lesson fits a prompt", async () => {
  const { argent, json, learn } = await machineWith();
  const id = await learn("Stop the worker before");
  const plain = await argent("lessons", "why", id);
  expect(plain.out).toMatch(/^with it +0\.0 +0\.0$/m);
  expect(plain.out).toMatch(/^No run has shown yet whether it helps\.$/m);
  expect(plain.out).toMatch(/^It can be chosen\.$/m);
  const fitting = await argent("lessons", "why", id, "migrate", "the", "database");
  expect(fitting.out).toMatch(/^It fits "migrate the database" with [\d.]+: .+\.$/m);
  const other = await json("lessons", "why", id, "translate a poem");
  expect(other).toMatchObject({ canBeChosen: false, relevance: { score: 0, matches: [] } });
});

test("an id that is unknown, unclear or empty is no lesson", async () => {
  const { argent, learn } = await machineWith();
  const id = await learn("Stop the worker before");
  await learn("Read the whole output", "--global");
  const wrong = `${id.slice(0, -1)}x`;
  expect(await argent("lessons", "show", wrong)).toMatchObject({
    code: 2,
    err: expect.stringContaining(`There is no lesson "${wrong}". Did you mean "${id}"`),
  });
  expect(await argent("lessons", "reject", "L-")).toMatchObject({
    code: 2,
    err: expect.stringMatching(/2 lessons begin with "L-":\n {2}L-/),
  });
  expect(await argent("lessons", "retire", "")).toMatchObject({ code: 2 });
  expect(await argent("lessons", "add", "--when", "always", "--do", " ")).toMatchObject({
    code: 2,
  });
  expect(await argent("lessons", "add", "--when", "always")).toMatchObject({ code: 2 });
});

test("a file that is no lesson log is left alone", async () => {
  const { argent, machine } = await machineWith();
  await mkdir(join(machine.home, ".argent"));
  await writeFile(log(machine), "Dear diary\n");
  for (const args of [
    ["list"],
    ["stats"],
    ["add", "--when", "always", "--do", "Stop the worker before"],
  ]) {
    const { code, err } = await argent("lessons", ...args);
    expect(code).toBe(1);
    expect(err).toContain(log(machine));
    expect(err).not.toMatch(/^ +at /m);
  }
  expect((await argent("doctor")).out).toMatch(/^note +lessons +off .*; .*lessons\.jsonl/m);
  expect(await readFile(log(machine), "utf8")).toBe("Dear diary\n");
});

test("a place where there can be no log is named, with what to do", async () => {
  const { argent, machine } = await machineWith();
  await mkdir(join(machine.home, ".argent"));
  await writeFile(join(machine.home, "plain"), "");
  await symlink(join(machine.home, "plain", "lessons.jsonl"), log(machine));
  const { code, err } = await argent("lessons", "add", "--when", "always", "--do", "Ask first");
  expect(code).toBe(1);
  expect(err).toMatch(/^argent: .*lessons\.jsonl/);
  expect(err.trimEnd().split("\n")).toHaveLength(1);
});

test.skipIf(process.getuid?.() === 0)("a folder that cannot be written says so", async () => {
  const { argent, machine } = await machineWith();
  await mkdir(join(machine.home, ".argent"), { mode: 0o500 });
  onTestFinished(() => chmod(join(machine.home, ".argent"), 0o700));
  const { code, err } = await argent("lessons", "add", "--when", "always", "--do", "Ask first");
  expect(code).toBe(1);
  expect(err).toMatch(/^argent: .*lessons\.jsonl/);
});

test("a run learns from a call that failed and one that succeeded, and a later one gets the lesson", async () => {
  const { argent, json, machine } = await machineWith(
    bash("sh test-all.sh"),
    bash("sh test-all.sh --serial"),
    { text: "They pass." },
    bash("sh test-all.sh --serial"),
    { text: "They pass again." },
  );
  await writeFile(join(machine.cwd, "test-all.sh"), 'test "$1" = --serial || exit 3\n');
  const first = await argent("run", "--lessons", "Run all tests");
  expect(first.code, first.err).toBe(0);
  const [lesson] = await json("lessons", "list");
  expect(lesson).toMatchObject({ status: "trial", scope: machine.cwd });
  expect(JSON.stringify(lesson)).toContain("--serial");
  await argent("lessons", "approve", lesson.id); // else it would be left out now and then
  const second = await argent("run", "--lessons", "Run all tests");
  expect(second.err).toContain(`✦ lesson ${lesson.id}: `);
  expect(machine.server.requests.at(-1)?.text).toContain(lesson.id);
  expect(machine.server.requests[0]?.text).not.toContain(lesson.id);
  expect(await json("lessons", "stats")).toMatchObject({ shown: 1, episodes: { succeeded: 2 } });
  expect((await argent("lessons")).out).toMatch(new RegExp(`^${lesson.id} +active +67 % `, "m"));
});

test("a model looks back on a run once, and what it finds and what is refused is told", async () => {
  const lesson = {
    title: "Read CONTRIBUTING first",
    when: "The tests are run.",
    do: "Read CONTRIBUTING.md before you run anything.",
    why: "It names the command.",
    tags: ["tests"],
    tools: ["bash"],
  };
  const { argent, json } = await machineWith(
    bash("true"),
    { text: "Done." },
    { text: JSON.stringify({ lessons: [lesson, { ...lesson, title: "Vague", do: "hm" }] }) },
  );
  await argent("run", "--lessons", "Run the tests");
  const { code, out, err } = await argent("lessons", "reflect");
  expect(code, err).toBe(0);
  expect(out).toMatch(/^✦ learned L-\S+: Read CONTRIBUTING first\n- refused Vague: .+\n$/);
  expect(err).toMatch(/1 run, 1 new lesson · anthropic\/.* in · .* out · /);
  expect(await json("lessons", "reflect")).toMatchObject({ episodes: 0, added: [] });
});

test("without the setting nothing is shown and nothing is written", async () => {
  const { argent, learn, machine } = await machineWith({ text: "Yes." }, { text: "Yes." });
  const id = await learn("Stop the worker before");
  const before = await readFile(log(machine), "utf8");
  await argent("run", "Migrate the database.");
  await ownSettings(machine.home, { lessons: true });
  await argent("run", "--no-lessons", "Migrate the database.");
  expect(machine.server.requests).toHaveLength(2);
  for (const { text } of machine.server.requests) expect(text).not.toContain(id);
  expect(await readFile(log(machine), "utf8")).toBe(before);
});

test("a person's settings turn lessons on, and a project's only once it is trusted", async () => {
  const { argent, learn, machine } = await machineWith(
    { text: "Yes." },
    { text: "Yes." },
    { text: "Yes." },
  );
  const id = await learn("Stop the worker before");
  const asked = async () => {
    await argent("run", "Migrate the database.");
    return machine.server.requests.at(-1)?.text.includes(id);
  };
  await ownSettings(machine.cwd, { lessons: true });
  expect(await asked()).toBe(false);
  expect((await argent("doctor")).out).toMatch(/^ok +lessons +off/m);
  await argent("trust", "--yes");
  expect(await asked()).toBe(true);
  await ownSettings(machine.cwd, {});
  await ownSettings(machine.home, { lessons: true });
  expect(await asked()).toBe(true);
  expect((await argent("doctor")).out).toMatch(
    /^ok +lessons +on; 1 active, 0 on trial, 0 waiting for approval/m,
  );
});
