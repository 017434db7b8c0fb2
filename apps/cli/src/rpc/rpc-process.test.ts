import { once } from "node:events";
import { appendFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openLessons } from "@argent/tools/app";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createMachine, type Machine } from "../../test/argent-process.ts";
import { startRpc } from "../../test/rpc-process.ts";

let machine: Machine;

beforeEach(async () => {
  machine = await createMachine(["One.", "Two.", "Three.", "Four."].map((text) => ({ text })));
});

afterEach(() => machine.remove());

const prompt = (message: string) => ({ type: "prompt", message });

function rolesOf(response: Record<string, unknown>): string[] {
  const { messages }: { messages: { role: string }[] } = JSON.parse(JSON.stringify(response.data));
  return messages.map(({ role }) => role);
}

test("of two processes on one session one writes; the other sees it all, and goes on when it may", async () => {
  const args = ["--session", "shared"];
  await using first = startRpc(machine, args);
  await first.ask(prompt("first"));
  await first.hears("agent_settled");

  await using second = startRpc(machine, args);
  expect(await second.hears("session_contended")).toMatchObject({
    message: expect.stringContaining(`process ${first.child.pid})`),
  });
  expect(rolesOf(await second.ask({ type: "get_messages" }))).toEqual(["user", "assistant"]);
  expect(await second.ask(prompt("me too"))).toMatchObject({
    success: false,
    error: expect.stringContaining("can only be read here"),
  });

  await first.ask(prompt("second"));
  const seen = await second.hears("message_end");
  expect(seen).toMatchObject({ message: { role: "user", content: [{ text: "second" }] } });
  expect(await second.hears("message_end")).toMatchObject({ message: { role: "assistant" } });
  expect(await first.end()).toBe(0);

  expect(await second.ask(prompt("third"))).toMatchObject({ success: true });
  await second.hears("agent_settled");
  expect(rolesOf(await second.ask({ type: "get_messages" }))).toHaveLength(6);
  const said = (await machine.session()).flatMap(({ message }) => message ?? []);
  expect(JSON.stringify(said)).toMatch(/first.*One.*second.*Two.*third.*Three/);
});

test("a writer that was killed is followed by the one that waited, and nothing that was said is lost", async () => {
  const args = ["--session", "shared"];
  const first = startRpc(machine, args);
  await first.ask(prompt("first"));
  await first.hears("agent_settled");
  await using second = startRpc(machine, args);
  await second.hears("session_contended");
  await first.kill("SIGKILL");
  expect(await second.ask(prompt("second"))).toMatchObject({ success: true });
  await second.hears("agent_settled");
  expect(rolesOf(await second.ask({ type: "get_messages" }))).toEqual([
    "user",
    "assistant",
    "user",
    "assistant",
  ]);
});

test("a session that a local server answered finds its model there again", async () => {
  const local = { ...machine, env: { ...machine.env, OLLAMA_HOST: machine.server.url } };
  const model = ["-p", "openai-compatible", "-m", "llama-test"];
  const first = startRpc(local, ["--session", "local", ...model]);
  await first.ask(prompt("first"));
  await first.hears("agent_settled");
  expect(await first.end()).toBe(0);
  await using second = startRpc(local, ["--session", "local"]);
  expect(await second.ask({ type: "get_state" })).toMatchObject({
    data: { model: { id: "llama-test", baseUrl: `${machine.server.url}/v1` } },
  });
});

test("a program that does not know of leases appends beside, and both branches stay", async () => {
  await using rpc = startRpc(machine, ["--session", "shared"]);
  await rpc.ask(prompt("first"));
  await rpc.hears("agent_settled");
  const folder = join(machine.home, ".argent", "sessions");
  const [name = ""] = readdirSync(folder).filter((file) => file.endsWith(".jsonl"));
  const last = readFileSync(join(folder, name), "utf8").trimEnd().split("\n").at(-1) ?? "";
  const foreign = {
    type: "message",
    id: "f0f0f0f0",
    parentId: JSON.parse(last).id,
    timestamp: new Date(0).toISOString(),
    message: { role: "user", content: "from elsewhere", timestamp: 0 },
  };
  appendFileSync(join(folder, name), `${JSON.stringify(foreign)}\n`);
  rpc.say(prompt("second"));
  await rpc.hears("session_contended");
  await rpc.hears("agent_settled");
  const { data } = await rpc.ask({ type: "get_entries" });
  expect(JSON.stringify(data)).toContain("from elsewhere");
  const roles = rolesOf(await rpc.ask({ type: "get_messages" }));
  expect(roles).toEqual(["user", "assistant", "user", "assistant"]);
});

test("a session that is removed under a view leaves it alive", async () => {
  const args = ["--session", "shared"];
  await using first = startRpc(machine, args);
  await first.ask(prompt("first"));
  await first.hears("agent_settled");
  const second = startRpc(machine, args);
  await second.hears("session_contended");
  rmSync(join(machine.home, ".argent"), { recursive: true });
  // Longer than it takes to notice.
  await second.ask({ type: "bash", command: "sleep 0.5" });
  expect(await second.ask({ type: "get_state" })).toMatchObject({ success: true });
  expect(await second.end()).toBe(0);
});

test("a signal ends it in order: the run is aborted and in the session, and the code says which signal", async () => {
  const rpc = startRpc(machine, ["--session", "s", "--approve", "auto"]);
  await rpc.ask(prompt("first"));
  await rpc.hears("agent_settled");
  rpc.say({ type: "bash", command: "echo begun; sleep 60", id: "b" });
  await rpc.hears("bash_execution_update");
  expect(await rpc.kill("SIGTERM")).toBe(143);
  expect(rpc.all.find(({ id, type }) => id === "b" && type === "response")).toMatchObject({
    data: { cancelled: true },
  });
  expect(JSON.stringify(await machine.session())).toContain("sleep 60");
});

test("a client that reads no more ends it in order, and no command is left running", async () => {
  const rpc = startRpc(machine, ["--no-session"]);
  rpc.say({ type: "bash", command: "echo $$; exec sleep 60" });
  const { delta } = await rpc.hears("bash_execution_update");
  rpc.child.stdout?.destroy();
  rpc.say({ type: "get_state" });
  const [code] = await once(rpc.child, "exit");
  expect(code).toBe(0);
  // What was killed is there until its parent, or the system in its place, has taken note.
  const isGone = () => expect(() => process.kill(Number(delta), 0)).toThrow("ESRCH");
  await vi.waitFor(isGone, { timeout: 10_000 });
});

test("a configuration that cannot work says so on standard error and nothing on standard output", async () => {
  const child = machine.start(["--mode", "rpc", "--model", "no-such-model"]);
  expect(await child.exit()).toBe(2);
  expect(child.stdout()).toBe("");
  expect(child.stderr()).toContain("no-such-model");
});

test("a session goes on with its own model, and another one that answers instead is told", async () => {
  const args = ["--session", "local"];
  const model = ["-p", "openai-compatible", "-m", "llama-test"];
  machine.env.OLLAMA_HOST = machine.server.url;
  expect(await machine.start(["run", "first", ...args, ...model]).exit()).toBe(0);
  await using own = startRpc(machine, args);
  const state = await own.ask({ type: "get_state" });
  expect(state).toMatchObject({ data: { model: { id: "llama-test" } } });
  expect(await own.end()).toBe(0);

  machine.env.OLLAMA_HOST = "127.0.0.1:1";
  await using other = startRpc(machine, args);
  expect(await other.hears("warning")).toMatchObject({
    message: expect.stringMatching(/openai-compatible\/llama-test\. .* answers instead\.$/),
  });
});

test("a client hears which lessons the model is shown", async () => {
  const draft = { title: "Stop the worker", when: "the database is migrated", do: "Stop it" };
  const { lesson } = await openLessons(join(machine.home, ".argent")).add(draft);
  await using rpc = startRpc(machine, ["--lessons"]);
  await rpc.ask(prompt("Migrate the database."));
  expect(await rpc.hears("lesson_injected")).toMatchObject({
    lessons: [{ id: lesson.id, title: "Stop the worker" }],
  });
  await rpc.hears("agent_settled");
});
