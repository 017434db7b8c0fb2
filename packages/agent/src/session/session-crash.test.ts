import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { manualClock } from "@argent/ai/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { user } from "../testing/messages.ts";
import { ArgentSessionManager } from "./session-manager.ts";

let folder: string;
let path: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argent-session-"));
  path = join(folder, "session.jsonl");
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

const modules = {
  manager: new URL("./session-manager.ts", import.meta.url).href,
  messages: new URL("../testing/messages.ts", import.meta.url).href,
};

/** Starts a process that runs a program on the session; `lines` are what it says. */
function start(program: string, limit = "ulimit -c 0") {
  const code = `
    import { ArgentSessionManager } from ${JSON.stringify(modules.manager)};
    import { assistant, toolResult, user } from ${JSON.stringify(modules.messages)};
    const session = await ArgentSessionManager.open(${JSON.stringify(path)});
    const say = (text) => process.stdout.write(text + "\\n");
    ${program}`;
  const node = [process.execPath, "--conditions=@argent/source", "--input-type=module-typescript"];
  const child = spawn("sh", ["-c", `${limit}; exec "$@"`, "sh", ...node, "--eval", code], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, lines, exited: once(child, "exit") };
}

/** Turns with two parallel tool calls; each entry is told when it is said to be durable. */
const endlessRun = `
  for (let turn = 0; ; turn++) {
    say(await session.appendMessage(user("x".repeat((turn * 997) % 5000))));
    const calls = ["a" + turn, "b" + turn];
    say(await session.appendMessage(assistant("", calls)));
    await Promise.all(calls.map(async (id) => say(await session.appendMessage(toolResult(id)))));
  }`;

test("a process that is killed at any instant loses nothing that was durable", async () => {
  const durable: string[] = [];
  for (let round = 0; round < 24; round++) {
    const { child, lines, exited } = start(endlessRun);
    for (let line = 0; line < 1 + ((round * 37) % 90); line++) {
      durable.push((await lines.next()).value ?? "");
    }
    child.kill("SIGKILL");
    await exited;
    for (let line = await lines.next(); !line.done; line = await lines.next())
      durable.push(line.value);

    const session = await ArgentSessionManager.open(path);
    expect(session.readOnly).toBe(false);
    const ids = new Set(session.getEntries().map(({ id }) => id));
    expect(durable.filter((id) => !ids.has(id))).toEqual([]);
    const { messages } = session.buildSessionContext();
    await session.close();
    const onDisk = (await readFile(path, "utf8")).match(/"toolCallId":"\w+"/g) ?? [];
    const calls = messages.flatMap((message) => {
      if (message.role !== "assistant") return [];
      return message.content.flatMap((block) => (block.type === "toolCall" ? block.id : []));
    });
    // Ids come again in every round, so they are counted.
    expect(onDisk.toSorted()).toEqual(calls.map((id) => `"toolCallId":"${id}"`).toSorted());
  }
}, 300_000);

test("a write of which only a part fits is taken back, and smaller ones go on", async () => {
  const { lines } = start(
    `
      const outcome = (promise) => promise.then(() => "written", (error) => error.systemCode);
      say(await outcome(session.appendMessage(user("x".repeat(3000)))));
      say(await outcome(session.appendMessage(user("y".repeat(9000)))));
      say(await outcome(session.appendMessage(user("z"))));
      await session.close();
      process.exit();`,
    "ulimit -f 16", // 8 KiB a file: the operating system writes what fits, then refuses
  );
  const said = [];
  for await (const line of lines) said.push(line);
  expect(said).toEqual(["written", "EFBIG", "written"]);
  const text = await readFile(path, "utf8");
  expect(text).not.toContain("yy");
  const session = await ArgentSessionManager.open(path);
  expect(session.getBranch()).toHaveLength(2);
  expect(session.warnings).toEqual([]);
  await session.close();
});

test.runIf(process.platform !== "win32")(
  "a writer that was stopped and taken over writes nothing when it goes on",
  async () => {
    const { child, lines } = start(`
      say(await session.appendMessage(user("first")));
      await new Promise((resolve) => process.stdin.once("data", resolve));
      const outcome = await session.appendMessage(user("late")).catch((error) => error.code);
      say(outcome);
      process.exit();`);
    const first = (await lines.next()).value;
    child.kill("SIGSTOP");
    const clock = manualClock(Date.now() + 120_000);
    const session = await ArgentSessionManager.open(path, { clock });
    expect(session.readOnly).toBe(true);
    await session.takeOver();
    const mine = await session.appendMessage(user("mine"));
    child.kill("SIGCONT");
    child.stdin?.write("go on\n");
    expect((await lines.next()).value).toBe("lease_lost");
    await session.appendMessage(user("mine, too"));
    expect(
      session
        .getEntries()
        .map(({ id }) => id)
        .slice(0, 2),
    ).toEqual([first, mine]);
    expect(session.getEntries()).toHaveLength(3);
    await session.close();
  },
  60_000,
);
