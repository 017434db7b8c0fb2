import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Step } from "@argent/ai/testing";
import { openLessons } from "@argent/tools/app";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { expect, onTestFinished, test } from "vitest";
import { createMachine, type Machine } from "../../test/argent-process.ts";

const main = join(import.meta.dirname, "..", "main.ts");

interface ConnectedOptions {
  args?: string[];
  ask?: (message: string) => boolean;
  /** Done before the server is started. */
  before?: (machine: Machine) => Promise<void>;
}

/** The protocol's own client with `argent mcp` on the other side. */
async function connected(
  steps: readonly Step[],
  { args = [], ask, before }: ConnectedOptions = {},
) {
  const machine = await createMachine(steps);
  onTestFinished(() => machine.remove());
  await before?.(machine);
  const client = new Client(
    { name: "test", version: "1" },
    { capabilities: ask ? { elicitation: {} } : {} },
  );
  if (ask) {
    client.setRequestHandler("elicitation/create", ({ params }) => ({
      action: "accept",
      content: { allow: ask(params.message) },
    }));
  }
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: ["--conditions=@argent/source", main, "mcp", ...args],
      env: machine.env,
      cwd: machine.cwd,
      stderr: "inherit",
    }),
  );
  onTestFinished(() => client.close());
  const run = async (argument: Record<string, unknown>, options = {}) => {
    const result = await client.callTool({ name: "argent", arguments: argument }, options);
    const texts = result.content.map((block) => (block.type === "text" ? block.text : block.type));
    return {
      isError: result.isError,
      answer: texts[0],
      session: texts[1]?.replace("Session: ", ""),
    };
  };
  return { machine, client, run };
}

const write = {
  toolCalls: [{ name: "write_file", arguments: { path: "made.txt", content: "x" } }],
};

test("the agent is listed as a tool, answers a task, and goes on in the same session", async () => {
  const { client, run, machine } = await connected([{ text: "Four." }, { text: "Eight." }]);
  const { tools } = await client.listTools();
  expect(tools).toMatchObject([{ name: "argent", inputSchema: { required: ["prompt"] } }]);
  const first = await run({ prompt: "2+2?" });
  expect(first).toMatchObject({ answer: "Four.", session: expect.stringMatching(/^\d{8}T/) });
  expect(await run({ prompt: "Twice that?", session: first.session })).toMatchObject({
    answer: "Eight.",
  });
  expect(JSON.stringify(machine.server.requests[1]?.body)).toContain("2+2?");
});

test("a session goes on with its own model, although another one would be asked without it", async () => {
  const before = async (machine: Machine) => {
    machine.env.OLLAMA_HOST = machine.server.url;
    const model = ["-p", "openai-compatible", "-m", "llama-test"];
    await machine.start(["run", "Hi.", "--session", "local", ...model]).exit();
  };
  const { run, machine } = await connected([{ text: "One." }, { text: "Two." }], { before });
  expect(await run({ prompt: "Go on.", session: "local" })).toMatchObject({ answer: "Two." });
  const asked = machine.server.requests.flatMap(({ body }) => body.model ?? []);
  expect(asked).toEqual(["llama-test", "llama-test"]);
});

test("each call of a tool is told as progress, and asked of the client's person", async () => {
  const asked: string[] = [];
  const steps = [write, { text: "Done." }];
  const { run, machine } = await connected(steps, { ask: (message) => asked.push(message) > 0 });
  const progress: unknown[] = [];
  const answer = await run(
    { prompt: "Make it." },
    { onprogress: (one: unknown) => progress.push(one) },
  );
  expect(answer).toMatchObject({ answer: "Done." });
  expect(asked).toEqual([
    expect.stringMatching(/write_file made\.txt.*\n\(not isolated: .*\) Allow it\?/),
  ]);
  expect(progress).toMatchObject([
    { progress: 1, message: expect.stringContaining("write_file made.txt") },
  ]);
  expect(readFileSync(join(machine.cwd, "made.txt"), "utf8")).toBe("x");
});

test("where nobody can be asked nothing is changed, unless the server was started so", async () => {
  const steps = [write, { text: "It was denied." }];
  const { run, machine } = await connected(steps);
  expect(await run({ prompt: "Make it." })).toMatchObject({ answer: "It was denied." });
  expect(JSON.stringify(machine.server.requests[1]?.body)).toContain("--approve auto");
  const free = await connected([write, { text: "Done." }], { args: ["--approve", "auto"] });
  await free.run({ prompt: "Make it." });
  expect(readFileSync(join(free.machine.cwd, "made.txt"), "utf8")).toBe("x");
});

test("a cancelled request stops the run", async () => {
  const { run, machine } = await connected([
    { text: "never", fault: { type: "stall", afterEvents: 1 } },
    { text: "Next." },
  ]);
  const abort = new AbortController();
  const cancelled = run({ prompt: "Think." }, { signal: abort.signal });
  const settled = expect(cancelled).rejects.toThrow();
  await machine.server.waitForRequest(1);
  abort.abort();
  await settled;
  expect(await run({ prompt: "And now?" })).toMatchObject({ answer: "Next." });
});

test("a failure is the tool's failure", async () => {
  const { run } = await connected([{ error: { kind: "auth" } }]);
  expect(await run({ prompt: "Hello?" })).toMatchObject({ isError: true });
});

test("with lessons in the settings a run is shown what fits", async () => {
  const title = "Stop the worker";
  const { machine, run } = await connected([{ text: "Migrated." }], {
    before: async ({ home }) => {
      const folder = join(home, ".argent");
      await mkdir(folder);
      await writeFile(join(folder, "settings.json"), '{"lessons":true}');
      await openLessons(folder).add({ title, when: "the database is migrated", do: "Stop it" });
    },
  });
  expect((await run({ prompt: "Migrate the database." })).answer).toBe("Migrated.");
  expect(machine.server.requests[0]?.text).toContain("<lessons>");
});
