import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSis, memoryLessonLog, type Sis } from "@argent/agent";
import {
  type ManualClock,
  manualClock,
  type ScriptedProvider,
  type ScriptedStep,
  scripted,
  testModel,
} from "@argent/ai/testing";
import { localEnv } from "@argent/tools";
import { afterEach, expect, test } from "vitest";
import type { SessionChoice } from "../conversation/conversation-options.ts";
import { createConversation } from "../conversation/create-conversation.ts";
import { openInputHistory } from "../terminal/input-history.ts";
import { type StrayOutput, takeStrayOutput } from "../terminal/stray-output.ts";
import { createTestTerminal, type TestTerminal } from "../terminal/test-terminal.ts";
import { styleFor } from "../view/style.ts";
import { createQuestionDesk } from "./question-desk.ts";
import { runChat } from "./run-chat.ts";

interface Harness {
  terminal: TestTerminal;
  clock: ManualClock;
  provider: ScriptedProvider;
  cwd: string;
  /** Types, and lets a frame be drawn. */
  type(data: string): Promise<void>;
  /** Moves the time on until the screen shows this. */
  sees(text: string): Promise<void>;
  screen(): Promise<string>;
  ended: Promise<void>;
}

/** Milliseconds after which what is waited for does not come; less than a test may take. */
const patienceMs = 50_000;
const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function startChat(
  steps: readonly ScriptedStep[],
  columns = 80,
  stray?: StrayOutput,
  session: SessionChoice = { type: "memory" },
  sis?: Sis,
): Promise<Harness> {
  const cwd = await mkdtemp(join(tmpdir(), "argent-chat-"));
  const clock = manualClock(1_000_000);
  const terminal = createTestTerminal(columns, 24);
  const questions = createQuestionDesk();
  const model = testModel();
  const provider = scripted(steps, { clock });
  const conversation = await createConversation({
    cwd,
    env: { PATH: process.env.PATH },
    session,
    sessionFolder: join(cwd, "sessions"),
    provider,
    sis,
    model,
    defaultModel: () => model,
    approval: { ask: questions.ask },
    clock,
  });
  const env = localEnv({ cwd, env: {} });
  const leave = new AbortController();
  const ended = runChat({
    conversation,
    terminal,
    style: styleFor(process.stderr),
    clock,
    history: await openInputHistory(undefined),
    questions,
    env,
    stray,
    settings: { env: {}, sessionFolder: cwd, home: cwd },
    signal: leave.signal,
  });
  cleanUps.push(
    () => rm(cwd, { recursive: true, force: true }),
    () => env.close(),
    () => conversation.close(),
    () => ended,
    async () => leave.abort(),
  );
  const deadline = Date.now() + patienceMs;
  const screen = async () => (await terminal.lines()).join("\n");
  return {
    terminal,
    clock,
    provider,
    cwd,
    ended,
    screen,
    async type(data) {
      terminal.type(data);
      await clock.advance(50);
    },
    async sees(text) {
      while (!(await screen()).includes(text)) {
        if (Date.now() > deadline) throw new Error(`Not shown: ${text}\n${await screen()}`);
        await clock.advance(20);
      }
    },
  };
}

test("a question is not answered by somebody who is typing on", async () => {
  const write = { name: "write_file", arguments: { path: "made.txt", content: "made\n" } };
  const chat = await startChat([{ toolCalls: [write] }, { text: "Written." }]);
  await chat.type("go\r");
  while (!(await chat.screen()).includes("Allow write_file")) await chat.type("y");
  await chat.type("y");
  await chat.clock.advance(200);
  expect(await chat.screen()).toContain("Allow write_file");
  await chat.sees("y yes");
  await chat.type("y");
  await chat.sees("Written.");
  expect(await readFile(join(chat.cwd, "made.txt"), "utf8")).toBe("made\n");
  expect(await chat.screen()).toMatch(/^› y+$/m);
});

test("a model that says nothing is reported after 20 seconds, and Esc stops it", async () => {
  const chat = await startChat([{ text: "It begins", fault: { type: "stall", afterEvents: 3 } }]);
  await chat.type("go\r");
  await chat.sees("It begins");
  await chat.clock.advance(19_000);
  expect(await chat.screen()).not.toContain("no answer");
  await chat.clock.advance(2_000);
  expect(await chat.screen()).toContain("no answer for 2");
  await chat.type("\u001b");
  await chat.sees("■ Stopped");
});

test("a failed attempt shows how long it is until the next", async () => {
  const chat = await startChat([
    { error: { kind: "overloaded", message: "Too busy.", retryAfterMs: 9_000 } },
    { text: "Now it works." },
  ]);
  await chat.type("go\r");
  await chat.sees("retry 1 of 3 in 9s");
  await chat.clock.advance(4_000);
  await chat.sees("retry 1 of 3 in 5s");
  await chat.clock.advance(6_000);
  await chat.sees("Now it works.");
});

test("nothing that a model says reaches the terminal as a command", async () => {
  const evil = "a\u001b]0;title\u0007b\u001b[2Jc\u009b31md\u202ee";
  const chat = await startChat([
    { thinking: evil, text: `${evil}\n\n\`\`\`\n${evil}\n\`\`\`\n\n| ${evil} |\n|---|\n` },
    { toolCalls: [{ name: evil, arguments: { path: evil } }] },
    { text: "Over." },
  ]);
  await chat.type("go\r");
  await chat.sees("c31md");
  await chat.type("again\r");
  await chat.sees("Over.");
  const { written } = chat.terminal;
  for (const piece of ["\u001b]", "\u0007", "\u001b[2J", "\u009b", "\u202e"]) {
    expect(written.includes(piece)).toBe(false);
  }
});

test("Ctrl-C clears the input, and leaves when it is pressed again while the screen says so", async () => {
  const chat = await startChat([]);
  await chat.type("words\u0003");
  await chat.sees("Press Ctrl-C again");
  expect(await chat.screen()).not.toContain("words");
  await chat.type("other words");
  expect(await chat.screen()).not.toContain("Press Ctrl-C again");
  await chat.type("\u0003");
  await chat.sees("Press Ctrl-C again");
  await chat.clock.advance(60_000);
  await chat.type("\u0003");
  await chat.ended;
});

test("Enter sends a message that ends with a whole mention, though its list is open", async () => {
  const chat = await startChat([{ text: "I see it." }]);
  await writeFile(join(chat.cwd, "notes.md"), "");
  await chat.type("look at @");
  await chat.sees("→ notes.md");
  await chat.type("notes.md");
  await chat.sees("→ notes.md");
  await chat.type("\r");
  await chat.sees("I see it.");
});

test("what is stopped before its run begins is not said, and comes back with its pastes", async () => {
  const chat = await startChat([{ text: "Never asked for." }]);
  const pasted = "a line\n".repeat(40);
  await chat.type(`Look: \u001b[200~${pasted}\u001b[201~`);
  chat.terminal.type("\r\u0003");
  await chat.sees("■ Stopped");
  await chat.sees("› Look: [paste #1: 41 lines]");
  expect(chat.provider.requests).toHaveLength(0);
  await chat.type("\r");
  await chat.sees("Never asked for.");
  expect(JSON.stringify(chat.provider.requests)).toContain("a line\\na line");
});

test("queued words that come back with Esc keep their pastes, before what is being written", async () => {
  const never = Promise.withResolvers<never>();
  const chat = await startChat([() => never.promise]);
  await chat.type("go\r");
  await chat.sees("Working");
  await chat.type(`also \u001b[200~${"a line\n".repeat(40)}\u001b[201~\u001b\r`);
  await chat.sees("follow-up: also a line");
  await chat.type("and so\u001b");
  await chat.sees("■ Stopped");
  await chat.sees("› also [paste #1: 41 lines]\n  and so");
});

test("what a library prints is shown among the rest, and harms nothing", async () => {
  const { stderr } = process;
  const before = stderr.write;
  const stray = takeStrayOutput([stderr]);
  process.stderr.write("early\n");
  const chat = await startChat([], 80, stray);
  process.stderr.write("\u001b[31mlate warning\u001b[0m\n");
  await chat.sees("late warning");
  stray.restore();
  expect(stderr.write).toBe(before);
  expect(await chat.screen()).toMatch(/early\n\nlate warning\n\n─/);
});

test("an answer of 3,000 lines is written once, however many frames it takes", async () => {
  const text = Array.from({ length: 3_000 }, (_, index) => `Paragraph ${index}.`).join("\n\n");
  const chat = await startChat([{ text, deltaSize: 200 }]);
  await chat.type("go\r");
  await chat.sees("Paragraph 2999.");
  expect(chat.terminal.written.length).toBeLessThan(4 * text.length);
});

test("what cannot be written to the session comes back to be said again", async () => {
  const chat = await startChat([], 80, undefined, { type: "new" });
  await writeFile(join(chat.cwd, "sessions"), "a file in the place of the folder");
  await chat.type("a long thought\r");
  await chat.sees("could not be written");
  await chat.sees("› a long thought");
  expect(chat.provider.requests).toHaveLength(0);
});

test("on a narrow terminal what a key or a command does is shown whole, below it", async () => {
  const chat = await startChat([], 40);
  await chat.type("/help\r");
  await chat.sees("suspend");
  const lines = await chat.terminal.lines();
  const at = lines.indexOf("  Esc");
  expect(lines.slice(at, at + 3)).toEqual([
    "  Esc",
    "    stop; queued messages come back to",
    "    be edited",
  ]);
});

test("a lesson shows with its id when the model is shown it, and /lessons tells what it says", async () => {
  const sis = createSis({ log: memoryLessonLog() });
  const { lesson } = await sis.add({
    title: "Stop the \u001b[31mworker",
    when: "the database is migrated",
    do: "Stop the worker before",
  });
  const steps = [{ text: "Migrated." }];
  const chat = await startChat(steps, 80, undefined, { type: "memory" }, sis);
  await chat.type("/lessons\r");
  await chat.sees("No lesson has fitted yet.");
  await chat.type("Migrate the database.\r");
  await chat.sees("Migrated.");
  const screen = await chat.screen();
  expect(screen.indexOf(`✦ lesson ${lesson.id}: Stop the [31mworker`)).toBeGreaterThan(0);
  expect(screen).not.toContain("Notes from earlier runs");
  await chat.type("/lessons\r");
  await chat.sees(`${lesson.id}  Stop the worker before · the database is migrated`);
});

test("without lessons /lessons says how to turn them on", async () => {
  const chat = await startChat([]);
  await chat.type("/lessons\r");
  await chat.sees("Lessons are off.");
});
