import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMachine, type Machine } from "../test/argent-process.ts";

let machine: Machine;

beforeEach(async () => {
  machine = await createMachine([{ text: "One." }, { text: "Two." }]);
});

afterEach(() => machine.remove());

async function settings(folder: string, value: unknown) {
  await mkdir(join(folder, ".argent"), { recursive: true });
  const text = typeof value === "string" ? value : JSON.stringify(value);
  await writeFile(join(folder, ".argent", "settings.json"), text);
}

async function argent(args: string[], env: Record<string, string> = {}) {
  const child = machine.start(args, { env });
  const code = await child.exit();
  return { code, out: child.stdout(), err: child.stderr() };
}

const modelOf = (index: number) =>
  JSON.parse(JSON.stringify(machine.server.requests[index]?.body)).model;

test("the person's settings hold unless a flag or a variable says otherwise", async () => {
  await settings(machine.home, { model: "claude-opus-4-20250514", sessionsDir: "~/kept" });
  await argent(["run", "Hi", "--session", "a"]);
  await argent(["run", "Hi", "--session", "b", "-m", "claude-sonnet-4-6"], {
    VARGOS_SESSIONS_DIR: join(machine.cwd, "here"),
  });
  expect([modelOf(0), modelOf(1)]).toEqual(["claude-opus-4-20250514", "claude-sonnet-4-6"]);
  expect((await argent(["sessions", "list"])).out).toMatch(/^a /m);
  const other = await argent(["sessions", "list"], {
    VARGOS_SESSIONS_DIR: join(machine.cwd, "here"),
  });
  expect(other.out).toMatch(/^b /m);
});

test("a project's settings hold once a person has said so, and ask again when they change", async () => {
  await settings(machine.cwd, { model: "claude-opus-4-20250514" });
  const first = await argent(["run", "Hi", "-p", "anthropic"]);
  expect(first.err).toContain("argent trust");
  expect(modelOf(0)).not.toBe("claude-opus-4-20250514");
  expect(await argent(["trust"])).toMatchObject({
    code: 2,
    out: expect.stringContaining("claude-opus"),
  });
  expect(await argent(["trust", "--yes"])).toMatchObject({ code: 0 });
  await argent(["run", "Hi"]);
  expect(modelOf(1)).toBe("claude-opus-4-20250514");
  await settings(machine.cwd, { model: "claude-sonnet-4-6" });
  expect((await argent(["trust"])).code).toBe(2);
});

test("settings that cannot be read stop a run before anything is sent, and doctor tells", async () => {
  await settings(machine.home, '{ "model": ');
  const run = await argent(["run", "Hi"]);
  expect(run).toMatchObject({ code: 2, err: expect.stringContaining("settings.json") });
  expect(machine.server.requests).toHaveLength(0);
  expect((await argent(["doctor"])).out).toMatch(/problem +settings .*settings\.json/);
});

test("a real MCP server's tools are used over standard input and output, under the same approval", async () => {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve("@modelcontextprotocol/server-filesystem/package.json");
  const command = {
    command: process.execPath,
    args: [join(dirname(manifest), "dist", "index.js"), machine.cwd],
  };
  const path = join(machine.cwd, "note.txt");
  await writeFile(path, "remember the milk\n");
  await settings(machine.home, {
    mcpServers: { files: command, broken: { command: "no-such-program" } },
    approval: {
      rules: [{ decision: "deny", tools: ["mcp__files__write_file"], reason: "hands off" }],
    },
  });
  const call = (name: string, args: Record<string, unknown>) => ({
    toolCalls: [{ name, arguments: args }],
  });
  const calls = await createMachine([
    call("mcp__files__read_text_file", { path }),
    call("mcp__files__write_file", { path, content: "x" }),
    { text: "Done." },
  ]);
  try {
    const run = await argent(["run", "Read it."], { ANTHROPIC_BASE_URL: calls.server.url });
    expect(run).toMatchObject({
      code: 0,
      err: expect.stringContaining('"broken" (no-such-program)'),
    });
    expect(JSON.stringify(calls.server.requests[1]?.body)).toContain("remember the milk");
    expect(JSON.stringify(calls.server.requests[2]?.body)).toContain("hands off");
    expect((await argent(["mcp", "list"])).out).toMatch(/^mcp__files__read_text_file +allowed /m);
  } finally {
    await calls.remove();
  }
});
