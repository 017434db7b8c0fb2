import { execFile } from "node:child_process";
import { mkdtempDisposable, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Step, vendorServer } from "@argent/ai/testing";
import { expect, test } from "vitest";

const run = promisify(execFile);

/** Sends what goes to the vendor to the server of the test instead, so that the programs need not know of it. */
const redirect = `--import=data:text/javascript,${encodeURIComponent(`
  const { fetch } = globalThis;
  const { ANTHROPIC_BASE_URL: base } = process.env;
  globalThis.fetch = (url, init) => fetch(String(url).replace("https://api.anthropic.com", base), init);
`)}`;

interface RunOptions {
  cwd?: string;
  args?: string[];
}

/**
 * Runs an example as its reader would, against a server that answers from a script. It must leave nothing behind: not in the
 * temporary folder, not in the home folder, and not in the working folder unless one is given.
 */
async function outputOf(example: string, steps: Step[], options: RunOptions = {}): Promise<string> {
  await using server = await vendorServer({ steps });
  await using scratch = await mkdtempDisposable(join(tmpdir(), "argent-examples-"));
  const { cwd = scratch.path, args = [] } = options;
  const env = {
    PATH: process.env.PATH,
    HOME: scratch.path,
    TMPDIR: scratch.path,
    ANTHROPIC_API_KEY: "test",
    ANTHROPIC_BASE_URL: server.url,
  };
  const program = join(import.meta.dirname, example);
  const flags = ["--conditions=@argent/source", redirect];
  try {
    const { stdout } = await run(process.execPath, [...flags, program, ...args], { env, cwd });
    return stdout;
  } finally {
    expect(await readdir(scratch.path), `${example} leaves these behind`).toEqual([]);
  }
}

test("hello prints the answer", async () => {
  expect(await outputOf("hello.ts", [{ text: "Four." }])).toBe("Four.\n");
});

test("one-answer prints the answer and what it cost", async () => {
  const usage = { input: 1_000_000, output: 0 };
  expect(await outputOf("one-answer.ts", [{ text: "Four.", usage }])).toMatch(/^Four\. [1-9]/);
});

test("kept-conversation goes on where an earlier process left", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "argent-example-"));
  const cwd = folder.path;
  const first = [{ text: "Hello, Ann." }];
  await outputOf("kept-conversation.ts", first, { cwd, args: ["I am Ann."] });
  expect(await outputOf("kept-conversation.ts", [{ text: "At your name." }], { cwd })).toBe(
    "At your name.\n",
  );
  const session = await readFile(join(cwd, "chat.jsonl"), "utf8");
  expect(session).toMatch(/I am Ann\..*Hello, Ann\..*Where were we\?.*At your name\./s);
  expect(await readdir(cwd)).toEqual(["chat.jsonl"]);
});

test("coding-tools names its tools", async () => {
  expect(await outputOf("coding-tools.ts", [])).toBe(
    "read_file write_file edit_file bash grep find ls\n",
  );
});

test("pi-facade tells what happens as Pi does", async () => {
  const lines = (await outputOf("pi-facade.ts", [{ text: "Four." }])).trim().split("\n");
  expect([lines[0], lines.at(-1)]).toEqual(["agent_start", "agent_end"]);
  expect(lines).toContain("message_update");
});

test("stream-events shows the tool call and the answer", async () => {
  const steps = [
    { toolCalls: [{ name: "weather", arguments: { city: "Bern" } }] },
    { text: "It is sunny in Bern." },
  ];
  expect(await outputOf("stream-events.ts", steps)).toBe(
    'calls weather with {"city":"Bern"}\nIt is sunny in Bern.\nstop\n',
  );
});

test("agent-run listens to a run and awaits its result", async () => {
  expect(await outputOf("agent-run.ts", [{ text: "Four." }])).toBe(
    [
      "Message: user",
      "So far: [ { type: 'text', text: 'Four.' } ]",
      "Message: assistant",
      "Agent finished",
      "New messages: 2",
      "",
    ].join("\n"),
  );
});

test("conversation-per-user goes on from messages that were loaded", async () => {
  const steps = [
    { text: "Let me look.", toolCalls: [{ name: "search", arguments: { query: "Ann" } }] },
    { text: "You are Ann." },
  ];
  expect(await outputOf("conversation-per-user.ts", steps)).toBe(
    'Let me look.\n(Searching... {"query":"Ann"})\n(done)\nYou are Ann.\n',
  );
});

test("coding-agent writes a file, runs it, and keeps a session", async () => {
  const steps = [
    {
      toolCalls: [
        { name: "write_file", arguments: { path: "answer.js", content: "console.log(42);\n" } },
      ],
    },
    { toolCalls: [{ name: "bash", arguments: { command: "node answer.js" } }] },
    { text: "It prints 42." },
  ];
  expect(await outputOf("coding-agent.ts", steps)).toBe(
    "console.log(42);\n\nmodel_change message message message message message message\n",
  );
});

test("coding-agent leaves nothing behind when the model does something else", async () => {
  const failure = await outputOf("coding-agent.ts", [{ text: "No." }]).catch((cause) => cause);
  expect(failure).toMatchObject({ stderr: expect.stringContaining("answer.js") });
});

test("runtime-with-skills loads a skill and shows what happens", async () => {
  const steps = [
    { toolCalls: [{ name: "skill", arguments: { name: "haiku" } }] },
    { text: "Green marks in spring rain" },
  ];
  expect(await outputOf("runtime-with-skills.ts", steps)).toBe(
    "cli:main: start\ncalls skill\ncli:main: end\nGreen marks in spring rain\n",
  );
});

test("approved-tools runs what is allowed, asks about the rest, and says what decided", async () => {
  const bash = (command: string) => ({ toolCalls: [{ name: "bash", arguments: { command } }] });
  const steps = [
    {
      toolCalls: [
        { name: "write_file", arguments: { path: "answer.js", content: "console.log(42);\n" } },
      ],
    },
    bash("node answer.js"),
    bash("node answer.js"),
    bash("git push"),
    { text: "It prints 42, and I may not push it." },
  ];
  expect(await outputOf("approved-tools.ts", steps)).toBe(
    [
      "write_file: Successfully wrote 17 bytes to answer.js",
      'bash wants to run "node answer.js" (not isolated: commands run as the current user)',
      "bash: 42",
      "bash: 42",
      "bash: The call of bash was not allowed: releases are made by hand.",
      'git push --force: deny, because of "deny commands git push"',
      "",
    ].join("\n"),
  );
});

test("pi-stream answers a host of Pi", async () => {
  expect(await outputOf("pi-stream.ts", [{ text: "Four." }])).toBe("Four.\nstop\n");
});

test("tested-agent needs no vendor: a script answers, fails once, and sees what the tool said", async () => {
  expect(await outputOf("tested-agent.ts", [])).toBe(
    "retry 1: overloaded\nThere is no weather in Atlantis.\n3 requests\n",
  );
});

test("lessons: what failed once is shown to the next conversation", async () => {
  expect(await outputOf("lessons.ts", [])).toBe(
    [
      "learned: Run `pnpm test` instead of `npm test`",
      "shown: Run `pnpm test` instead of `npm test`",
      "successes with it: 1, confidence: 0.67",
      "",
    ].join("\n"),
  );
});

test("own-provider answers an agent through the registry and keeps the contract of a stream", async () => {
  expect(await outputOf("own-provider.ts", [])).toBe("Messages so far: 1.\ndone\naborted\n");
});
