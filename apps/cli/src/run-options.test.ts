import { access, readdir, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import type { Step } from "@argent/ai/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { createMachine } from "../test/argent-process.ts";

async function machineWith(...steps: Step[]) {
  const machine = await createMachine(steps);
  onTestFinished(() => machine.remove());
  const argent = async (args: string[], env: Record<string, string> = {}) => {
    const child = machine.start(["run", "Go on.", ...args], { env });
    const code = await child.exit();
    return { code, out: child.stdout(), err: child.stderr() };
  };
  /** The texts of a request, for looking into. */
  const sent = (index: number) => JSON.stringify(machine.server.requests[index]?.body);
  /** The models that were asked, in turn. */
  const asked = () => machine.server.requests.flatMap(({ body }) => body.model ?? []);
  const sessions = () => readdir(join(machine.home, ".argent", "sessions")).catch(() => []);
  return { machine, argent, sent, asked, sessions };
}

const write: Step = {
  text: "I will write.",
  toolCalls: [{ name: "write_file", arguments: { path: "made", content: "x" } }],
};

test("--print gives the last answer and nothing else", async () => {
  const { argent } = await machineWith(write, { text: "It is\u001b[2J done." });
  expect(await argent(["--print"])).toEqual({ code: 0, out: "It is[2J done.\n", err: "" });
});

test("--read-only lets nothing be changed, and the model is told", async () => {
  const { argent, machine, sent } = await machineWith(write, { text: "I may not." });
  expect((await argent(["--read-only"])).code).toBe(0);
  expect(sent(1)).toContain("Only reading is allowed in read-only mode");
  await expect(access(join(machine.cwd, "made"))).rejects.toThrow();
});

test("--approve ask-before-write without a terminal means no", async () => {
  const { argent, sent } = await machineWith(write, { text: "I may not." });
  await argent(["--approve", "ask-before-write"]);
  expect(sent(1)).toContain("nobody is there to be asked");
});

test("--tools offers only these, and a name that means nothing is an error", async () => {
  const { argent, machine, sent } = await machineWith({ text: "Yes." });
  await argent(["--tools", "read_file, grep"]);
  expect(sent(0)).toContain('"read_file"');
  expect(sent(0)).not.toContain('"write_file"');
  const wrong = await argent(["--tools", "fly"]);
  expect(wrong).toMatchObject({ err: expect.stringContaining('no tool "fly"') });
  expect(wrong.code).not.toBe(0);
  expect(machine.server.requests).toHaveLength(1);
});

test("--no-session leaves nothing behind", async () => {
  const { argent, sessions } = await machineWith({ text: "Yes." });
  expect((await argent(["--no-session"])).code).toBe(0);
  expect(await sessions()).toEqual([]);
});

test("--session-id begins a session with that id, and goes on in it", async () => {
  const { argent, machine, sent } = await machineWith({ text: "First." }, { text: "Second." });
  const id = "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0000";
  await argent(["--session-id", id]);
  await argent(["--session-id", id]);
  expect(sent(1)).toContain("First.");
  expect((await machine.session())[0]).toMatchObject({ type: "session", id });
});

test("--continue goes on in the latest session of the folder", async () => {
  const { argent, sent, sessions } = await machineWith({ text: "First." }, { text: "Second." });
  await argent([]);
  await argent(["--continue"]);
  expect(sent(1)).toContain("First.");
  expect(await sessions()).toHaveLength(1);
});

describe("a session goes on with its own model and level", () => {
  const local = ["-p", "openai-compatible", "-m", "llama-test"];

  test("although another one would be asked without a session", async () => {
    const { argent, machine, asked } = await machineWith(
      { text: "1" },
      { text: "2" },
      { text: "3" },
    );
    const here = { OLLAMA_HOST: machine.server.url };
    await argent([...local, "--session", "main"], here);
    expect((await argent(["--session", "main"], here)).err).not.toContain("!");
    await argent(["--session", "main", "-p", "anthropic"], here);
    expect(asked()).toEqual(["llama-test", "llama-test", expect.stringMatching(/^claude-/)]);
  });

  test("and thinks as much as before", async () => {
    const { argent, sent } = await machineWith({ text: "1" }, { text: "2" }, { text: "3" });
    await argent(["--thinking", "low", "--session", "main"]);
    await argent(["--session", "main"]);
    expect(sent(1)).toMatch(/"thinking":\{"type":"(enabled|adaptive)"/);
    await argent(["--session", "main", "--thinking", "off"]);
    expect(sent(2)).not.toMatch(/"thinking":\{"type":"(enabled|adaptive)"/);
  });

  test("when that cannot be asked, another one answers, and the reason is told", async () => {
    const { argent, machine, asked } = await machineWith(
      { text: "1" },
      { text: "2" },
      { text: "3" },
    );
    await argent([...local, "--session", "main"], { OLLAMA_HOST: machine.server.url });
    const json = await argent(["--session", "main", "--json"]);
    const reason =
      /^This session was last answered by openai-compatible\/llama-test\. No local server answers, .*Start Ollama.* anthropic\/claude-\S+ answers instead\.$/;
    expect(JSON.parse(json.out.split("\n")[0] ?? "")).toEqual({
      type: "warning",
      message: expect.stringMatching(reason),
    });
    expect((await argent(["--session", "main"])).err).not.toContain("answers instead");
    const claude = expect.stringMatching(/^claude-/);
    expect(asked()).toEqual(["llama-test", claude, claude]);
  });

  test("when nothing can be asked, nothing is sent, and it says why of both", async () => {
    const { argent, machine } = await machineWith({ text: "1" });
    await argent(["--session", "main"]);
    const refused = await argent(["--session", "main"], { ANTHROPIC_API_KEY: "" });
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toMatch(
      /last answered by anthropic\/claude-\S+\. .* needs a key of anthropic: set ANTHROPIC_API_KEY.*\nThere is no model to ask/,
    );
    expect(machine.server.requests).toHaveLength(1);
  });
});

test("VARGOS_WORKSPACE is where it works unless --cwd says otherwise", async () => {
  const run: Step = { toolCalls: [{ name: "bash", arguments: { command: "pwd > here" } }] };
  const { argent, machine } = await machineWith(run, { text: "Yes." }, run, { text: "Yes." });
  await argent([], { VARGOS_WORKSPACE: machine.home });
  expect(await readFile(join(machine.home, "here"), "utf8")).toBe(
    `${await realpath(machine.home)}\n`,
  );
  await argent(["--cwd", machine.cwd], { VARGOS_WORKSPACE: machine.home });
  expect(await readFile(join(machine.cwd, "here"), "utf8")).toBe(
    `${await realpath(machine.cwd)}\n`,
  );
});

test("a conversation needs Argent's own runtime, and says so", async () => {
  const { machine } = await machineWith();
  const rpc = machine.start(["rpc"], { env: { ARGENT_RUNTIME: "pi" } });
  expect(await rpc.exit()).toBe(2);
  expect(rpc.stderr()).toContain('ARGENT_RUNTIME=pi asks for Pi, which "argent run" can do.');
});

test("--sandbox where nothing can confine stops before anything is sent", async () => {
  const { argent, machine } = await machineWith({ text: "never" });
  const refused = await argent(["--sandbox"], { PATH: machine.cwd });
  expect(refused.code).not.toBe(0);
  expect(refused.err).toContain("bwrap");
  expect(machine.server.requests).toHaveLength(0);
});
