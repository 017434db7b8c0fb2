import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Step } from "@argent/ai/testing";
import { afterEach, describe, expect, test } from "vitest";
import { createMachine, type Machine } from "../test/argent-process.ts";

const machines: Machine[] = [];
afterEach(async () => {
  for (const machine of machines.splice(0)) await machine.remove();
});

async function machineWith(...steps: Step[]): Promise<Machine> {
  const machine = await createMachine(steps);
  machines.push(machine);
  return machine;
}

/** The results of tool calls in a session, by call id; every call must have exactly one. */
function resultsOf(
  session: readonly Record<string, unknown>[],
): Map<string, Record<string, unknown>> {
  const results = new Map<string, Record<string, unknown>>();
  const calls: string[] = [];
  for (const { message } of session) {
    if (typeof message !== "object" || message === null) continue;
    const fields = new Map<string, unknown>(Object.entries(message));
    if (fields.get("role") === "toolResult") {
      const id = String(fields.get("toolCallId"));
      expect(results.has(id)).toBe(false);
      results.set(id, Object.fromEntries(fields));
    }
    const content = fields.get("content");
    if (fields.get("role") === "assistant" && Array.isArray(content)) {
      for (const block of content) if (block.type === "toolCall") calls.push(block.id);
    }
  }
  expect([...results.keys()].sort()).toEqual(calls.sort());
  return results;
}

/** Resolves when a process has ended; whoever should collect it may not have done so yet. */
async function untilGone(pid: number): Promise<void> {
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
    if (stat === undefined || /\) [ZX] /.test(stat)) return;
    await setImmediate();
  }
}

describe("argent run", () => {
  test("prints the answer on standard output, and what happens around it on standard error", async () => {
    const machine = await machineWith({ text: "Four." });
    const argent = machine.start(["run", "What", "is", "2+2?"]);
    expect(await argent.exit()).toBe(0);
    expect(argent.stdout()).toBe("Four.\n");
    expect(argent.stderr()).toMatch(
      /1 turn · .* in · .* out · \$[\d.]+ · [\d.]+s\nSession: .*\.jsonl\n$/,
    );
    expect(machine.server.requests[0]?.headers["x-api-key"]).toBe("test-key");
    const session = await machine.session();
    expect(session[0]).toMatchObject({ type: "session", version: 3, cwd: machine.cwd });
    expect(
      session.flatMap((entry) => (entry.type === "message" ? [entry.message] : [])),
    ).toMatchObject([{ role: "user" }, { role: "assistant", content: [{ text: "Four." }] }]);
  });

  test("runs parallel tool calls, and the model recovers from one that failed", async () => {
    const machine = await machineWith(
      {
        toolCalls: [
          { id: "a", name: "write_file", arguments: { path: "a.txt", content: "one\n" } },
          { id: "b", name: "read_file", arguments: { path: "missing.txt" } },
        ],
      },
      {
        toolCalls: [
          { id: "c", name: "bash", arguments: { command: "cat a.txt && echo from-$((40+2))" } },
        ],
      },
      { text: "Done." },
    );
    const argent = machine.start(["run", "go"]);
    expect(await argent.exit()).toBe(0);
    expect(await readFile(join(machine.cwd, "a.txt"), "utf8")).toBe("one\n");
    expect(argent.stderr()).toContain("● read_file missing.txt");
    expect(argent.stderr()).toContain("from-42");
    const results = resultsOf(await machine.session());
    expect(results.get("b")).toMatchObject({ isError: true });
    expect(results.get("a")).toMatchObject({ isError: false });
  });

  test("shows an edit as its diff", async () => {
    const machine = await machineWith(
      {
        toolCalls: [
          {
            name: "edit_file",
            arguments: { path: "x.txt", edits: [{ oldText: "old line", newText: "new line" }] },
          },
        ],
      },
      { text: "Done." },
    );
    await writeFile(join(machine.cwd, "x.txt"), "first\nold line\nlast\n");
    const argent = machine.start(["run", "go"]);
    expect(await argent.exit()).toBe(0);
    expect(argent.stderr()).toContain("  -old line\n  +new line\n");
  });

  test("adds what is piped in to the task", async () => {
    const machine = await machineWith({ text: "ok" });
    const argent = machine.start(["run", "Explain this:"], { input: "ERROR 42\n" });
    expect(await argent.exit()).toBe(0);
    expect(machine.server.requests[0]?.text).toContain("Explain this:\\n\\nERROR 42");
  });

  test("without a task it says that it waits for one on standard input", async () => {
    const machine = await machineWith({ text: "ok" });
    const argent = machine.start(["run"], { keepsInputOpen: true });
    await argent.says("Waiting for the task on standard input.");
    argent.child.stdin?.end("Explain this.");
    expect(await argent.exit()).toBe(0);
    expect(machine.server.requests[0]?.text).toContain("Explain this.");
  });

  test("the rules of the project are in the system prompt, those of the repository's root first", async () => {
    const machine = await machineWith({ text: "ok" });
    await mkdir(join(machine.cwd, ".git"));
    await mkdir(join(machine.cwd, "part"));
    await writeFile(join(machine.cwd, "AGENTS.md"), "Use tabs.");
    await writeFile(join(machine.cwd, "part", "AGENTS.md"), "Use spaces.");
    const argent = machine.start(["run", "go", "--cwd", join(machine.cwd, "part")]);
    expect(await argent.exit()).toBe(0);
    expect(JSON.stringify(machine.server.requests[0]?.body.system)).toMatch(/Use tabs.*Use spaces/);
  });

  test("--json prints every event as a line, and the result last", async () => {
    const machine = await machineWith({ text: "Four." });
    const argent = machine.start(["run", "2+2?", "--json"]);
    expect(await argent.exit()).toBe(0);
    const events = argent
      .stdout()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map((event) => event.type)).toEqual(
      expect.arrayContaining(["agent_start", "message_update", "agent_settled"]),
    );
    expect(events.at(-1)).toMatchObject({ type: "result", success: true, response: "Four." });
  });

  test.each([
    ["an unknown model", ["-m", "nope"], { kind: "not_found" }],
    [
      "an unknown option",
      ["--nope"],
      { message: expect.stringMatching(/^unknown option '--nope'/) },
    ],
    [
      "a folder that is not there",
      ["-w", "nowhere"],
      { message: expect.stringMatching(/nowhere/) },
    ],
    ["no key", ["-p", "openai"], { kind: "auth", code: "missing_key" }],
  ])("--json tells of %s as a result, and nothing else", async (_, args, error) => {
    const machine = await machineWith();
    const argent = machine.start(["run", "go", "--json", ...args]);
    expect(await argent.exit()).toBe(2);
    expect(argent.stderr()).toBe("");
    expect(JSON.parse(argent.stdout())).toMatchObject({
      type: "result",
      success: false,
      stopReason: "error",
      error: { retryable: false, ...error },
      turns: 0,
    });
  });

  test("--json tells of a session that cannot be read as a result", async () => {
    const machine = await machineWith();
    const file = join(machine.cwd, "notes.jsonl");
    await writeFile(file, "dear diary\n");
    const argent = machine.start(["run", "go", "--json", "--session", file]);
    expect(await argent.exit()).toBe(1);
    expect(argent.stderr()).toBe("");
    expect(JSON.parse(argent.stdout())).toMatchObject({
      type: "result",
      success: false,
      error: { code: "not_a_session" },
    });
  });

  test("--session goes on where it left", async () => {
    const machine = await machineWith({ text: "Hello Ann." }, { text: "Ann." });
    expect(await machine.start(["run", "I am Ann.", "--session", "main"]).exit()).toBe(0);
    expect(await machine.start(["run", "Who am I?", "--session", "main"]).exit()).toBe(0);
    const body = machine.server.requests[1]?.text ?? "";
    expect(body).toContain("I am Ann.");
    expect(body).toContain("Hello Ann.");
  });

  test("a busy vendor is asked again", async () => {
    const busy: Step = {
      fault: { type: "status", status: 529, headers: { "retry-after-ms": "1" } },
    };
    const machine = await machineWith(busy, { text: "ok" });
    const argent = machine.start(["run", "go"]);
    expect(await argent.exit()).toBe(0);
    expect(argent.stderr()).toContain("retry 1 of 3");
    expect(machine.server.requests).toHaveLength(2);
  });

  test("a failure ends with exit code 1 and says which", async () => {
    const machine = await machineWith({ fault: { type: "status", status: 401 } });
    const argent = machine.start(["run", "go"]);
    expect(await argent.exit()).toBe(1);
    expect(argent.stderr()).toContain("Failed (auth)");
  });

  test("a limit ends with exit code 3", async () => {
    const machine = await machineWith({ toolCalls: [{ name: "ls", arguments: {} }] });
    const argent = machine.start(["run", "go", "--max-turns", "1"]);
    expect(await argent.exit()).toBe(3);
    expect(argent.stderr()).toContain("stopped after 1 turns");
  });
});

describe("Ctrl-C", () => {
  test("in mid-stream ends with 130 and a valid session", async () => {
    const machine = await machineWith({
      text: "one two three four",
      deltaSize: 4,
      fault: { type: "stall", afterEvents: 5 },
    });
    const argent = machine.start(["run", "go"]);
    await argent.says("one");
    argent.child.kill("SIGINT");
    expect(await argent.exit()).toBe(130);
    expect(argent.stderr()).toContain("Interrupted.");
    expect(await machine.server.requests[0]?.closedByClient).toBe(true);
    const session = await machine.session();
    expect(session.at(-1)).toMatchObject({ message: { role: "assistant", stopReason: "aborted" } });
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)(
    "in the middle of bash kills its process group, and the call has a result (%s)",
    async (signal, code) => {
      const machine = await machineWith({
        toolCalls: [
          { id: "b", name: "bash", arguments: { command: "sleep 1000 & echo pid $! $$; wait" } },
        ],
      });
      const argent = machine.start(["run", "go", "--json"]);
      await argent.says("tool_execution_update");
      await argent.says("pid ");
      argent.child.kill(signal);
      expect(await argent.exit()).toBe(code);
      const pids = /pid (\d+) (\d+)/.exec(argent.stdout())?.slice(1).map(Number) ?? [];
      expect(pids).toHaveLength(2);
      for (const pid of pids) await untilGone(pid);
      expect(resultsOf(await machine.session()).get("b")).toMatchObject({ isError: true });
      expect(machine.server.requests).toHaveLength(1);
    },
  );
});

test("when nobody reads the output any more the run ends, and nothing of it goes on", async () => {
  const command =
    'sleep 1000 & echo $! $$ > pids; echo star""ted; while sleep 0.1; do echo on; done';
  const machine = await machineWith({ toolCalls: [{ name: "bash", arguments: { command } }] });
  const argent = machine.start(["run", "go", "--json"]);
  await argent.says("started");
  argent.child.stdout?.destroy();
  expect(await argent.exit()).toBe(130);
  const pids = (await readFile(join(machine.cwd, "pids"), "utf8")).trim().split(" ").map(Number);
  expect(pids).toHaveLength(2);
  for (const pid of pids) await untilGone(pid);
});

describe("wrong usage ends with exit code 2 and sends nothing", () => {
  test.each([
    [
      "a model that is not known lists the nearest",
      ["run", "go", "-m", "claude-sonet-4"],
      /claude-sonnet-4/,
    ],
    [
      "a model that a provider does not have lists its nearest",
      ["run", "go", "-p", "anthropic", "-m", "claude-zonnet"],
      /"claude-zonnet" is not the name of one model of anthropic\. Did you mean "claude-sonnet.*\? "argent models -p anthropic" lists all\./,
    ],
    [
      "a provider that is not known lists the nearest",
      ["run", "go", "-p", "antropic"],
      /no models of a provider "antropic"\. Did you mean "anthropic".*\? "argent models" lists all\./,
    ],
    [
      "a model's name that says nothing names the command that lists all",
      ["run", "go", "-m", "nope"],
      /^argent: "nope" is not the name of one model\. Did you mean .*\? "argent models" lists all\.$/m,
    ],
    [
      "two sessions at once",
      ["run", "go", "--session", "main", "--continue"],
      /'-c, --continue' cannot be used with option '--session <name>'/,
    ],
    ["no task", ["run"], /There is no task/],
    [
      "a name that a script left empty",
      ["run", "go", "--session", ""],
      /'--session <name>' argument '' is invalid\. It is empty\./,
    ],
    [
      "a folder that does not exist",
      ["run", "go", "--cwd", "/no/such/folder"],
      /\/no\/such\/folder does not exist/,
    ],
    ["an unknown option", ["run", "go", "--fast"], /unknown option '--fast'/],
    ["an unknown command", ["fly"], /unknown command 'fly'/],
    ["a limit that is no number", ["run", "go", "--max-turns", "many"], /whole number/],
    ["a provider whose key is missing", ["run", "go", "-p", "openai"], /OPENAI_API_KEY/],
  ])("%s", async (_, args, message) => {
    const machine = await machineWith();
    const argent = machine.start(args);
    expect(await argent.exit()).toBe(2);
    expect(argent.stderr()).toMatch(message);
    expect(argent.stderr()).not.toContain("    at ");
    expect(machine.server.requests).toHaveLength(0);
  });

  test("without any key it says what to set in lines that no terminal breaks, and offers the demo", async () => {
    const machine = await machineWith();
    const argent = machine.start(["run", "go"], { env: { ANTHROPIC_API_KEY: "" } });
    expect(await argent.exit()).toBe(2);
    const lines = argent.stderr().trimEnd().split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(80);
    for (const name of ["ANTHROPIC", "OPENAI", "GEMINI", "XAI", "ZAI", "MINIMAX"]) {
      expect(argent.stderr()).toContain(`${name}_API_KEY`);
    }
    expect(argent.stderr()).toContain("argent demo");
  });

  test("an address that is none is told before anything is sent", async () => {
    const machine = await machineWith();
    const argent = machine.start(["run", "go"], { env: { ANTHROPIC_BASE_URL: "nowhere" } });
    expect(await argent.exit()).toBe(2);
    expect(argent.stderr()).toMatch(/"nowhere" for the address of anthropic/);
    expect(argent.stderr()).not.toContain("baseUrl");
  });

  test.each(["pi", "shadow", "perhaps"])("ARGENT_RUNTIME=%s is a clear error", async (value) => {
    const machine = await machineWith();
    const argent = machine.start(["run", "go"], { env: { ARGENT_RUNTIME: value } });
    expect(await argent.exit()).toBe(2);
    expect(argent.stderr()).toContain(value);
  });
});

test("the help of a command is there in both ways", async () => {
  const machine = await machineWith();
  const [one, other] = [machine.start(["help", "run"]), machine.start(["run", "--help"])];
  expect([await one.exit(), await other.exit()]).toEqual([0, 0]);
  expect(one.stdout()).toContain("argent run [options] [task...]");
  expect(one.stdout()).toBe(other.stdout());
});

test("a local server is used when no key is set", async () => {
  const machine = await machineWith({ text: "from home" });
  const argent = machine.start(["run", "go"], {
    env: { ANTHROPIC_API_KEY: "", OLLAMA_HOST: machine.server.url },
  });
  const code = await argent.exit();
  expect([code, argent.stdout()]).toEqual([0, "from home\n"]);
});
