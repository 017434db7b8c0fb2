import type { ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type VendorServer, vendorServer } from "@argent/ai/testing";
import { openLessons } from "@argent/tools/app";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gate } from "../test/gateway-kit.ts";
import { startGateway } from "../test/gateway-process.ts";

let home = "";
let project = "";
let server: VendorServer | undefined;
const children: ChildProcess[] = [];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "gateway-home-"));
  project = await mkdtemp(join(tmpdir(), "gateway-project-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await server?.close();
  server = undefined;
  for (const folder of [home, project]) await rm(folder, { recursive: true });
});

async function settings(folder: string, value: unknown) {
  await mkdir(folder, { recursive: true });
  const text = typeof value === "string" ? value : JSON.stringify(value);
  await writeFile(join(folder, "settings.json"), text);
}

type Steps = NonNullable<NonNullable<Parameters<typeof vendorServer>[0]>["steps"]>;

/** Starts the gateway in the project's folder. */
async function start(steps: Steps = [], env: Record<string, string> = {}) {
  server = await vendorServer({ steps });
  const gateway = startGateway({
    home,
    cwd: project,
    env: { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: server.url, ...env },
  });
  children.push(gateway.child);
  return gateway;
}

async function resultOf(response: Response): Promise<unknown> {
  return JSON.parse(/event: result\ndata: (.+)\n/.exec(await response.text())?.[1] ?? "null");
}

describe("the gateway's settings", () => {
  test("a message for a busy session goes into its run", async () => {
    const first = gate("First.");
    const gateway = await start([first.step, { text: "Second." }]);
    const one = await gateway.post("s", "one");
    await first.asked;
    const two = await gateway.post("s", "two");
    first.open();
    expect(await resultOf(two)).toMatchObject({ steered: true, response: "Second." });
    expect(await resultOf(one)).toMatchObject({ response: "Second.", turns: 2 });
  });

  test("with lessons a run is shown what fits in its repository, and is recorded", async () => {
    await settings(join(home, ".argent"), { lessons: true });
    await mkdir(join(project, ".git"));
    await mkdir(join(project, "packages"));
    const sis = openLessons(join(home, ".argent"));
    const draft = { title: "Stop the worker", when: "the database is migrated", do: "Stop it" };
    const { lesson } = await sis.add({ ...draft, scope: project });
    const VARGOS_WORKSPACE = join(project, "packages");
    const gateway = await start([{ text: "Migrated." }], { VARGOS_WORKSPACE });
    const result = await resultOf(await gateway.post("s", "Migrate the database."));
    expect(result).toMatchObject({ success: true, lessons: [{ id: lesson.id }] });
    expect(server?.requests[0]?.text).toContain(lesson.id);
    expect(await sis.stats()).toMatchObject({ shown: 1 });
  });

  test("a model of a local server is found by its name, and again by its session", async () => {
    const local = await vendorServer({
      steps: [{ text: "One." }, { text: "Two." }],
      models: ["llama-test"],
    });
    try {
      const gateway = await start([], { OLLAMA_HOST: local.url });
      const named = { model: "llama-test", provider: "openai-compatible" };
      expect(await resultOf(await gateway.post("s", "1", named))).toMatchObject({
        response: "One.",
      });
      expect(await resultOf(await gateway.post("s", "2"))).toMatchObject({ response: "Two." });
      expect(server?.requests).toEqual([]);
    } finally {
      await local.close();
    }
  });

  test("unless the owner's settings give it a run of its own", async () => {
    await settings(join(home, ".argent"), { queue: { mode: "followup" } });
    const first = gate("First.");
    const gateway = await start([first.step, { text: "Second." }]);
    const one = await gateway.post("s", "one");
    await first.asked;
    const two = await gateway.post("s", "two");
    first.open();
    expect(await resultOf(one)).toMatchObject({ response: "First.", turns: 1 });
    const result = await resultOf(two);
    expect(result).toMatchObject({ response: "Second.", turns: 1 });
    expect(result).not.toHaveProperty("steered");
  });

  test("ARGENT_HOME, the model, the folders and the approval hold", async () => {
    const own = join(home, "own");
    await settings(own, {
      model: "claude-opus-4-20250514",
      workspace: project,
      sessionsDir: "kept",
      approval: { mode: "read-only" },
    });
    const call = { name: "write_file", arguments: { path: "made.txt", content: "x" } };
    const gateway = await start([{ toolCalls: [call] }, { text: "I may not." }], {
      ARGENT_HOME: own,
    });
    expect(await resultOf(await gateway.post("s", "write"))).toMatchObject({ success: true });
    expect(await readdir(project)).toEqual([]);
    expect(await readdir(join(own, "kept"))).toHaveLength(1);
    expect(await readdir(own)).toContain("gateway-token");
    expect(server?.requests[0]?.body).toMatchObject({ model: "claude-opus-4-20250514" });
  });

  test("a key that the command line keeps is used, and wins over the variable", async () => {
    await mkdir(join(home, ".argent"));
    const keys = { anthropic: { type: "api_key", key: "kept" } };
    await writeFile(join(home, ".argent", "auth.json"), JSON.stringify(keys));
    const gateway = await start([{ text: "ok" }]);
    expect(await resultOf(await gateway.post("s", "go"))).toMatchObject({ success: true });
    expect(server?.requests[0]?.headers["x-api-key"]).toBe("kept");
  });

  test("keys that cannot be read stop the start", async () => {
    await mkdir(join(home, ".argent"));
    await writeFile(join(home, ".argent", "auth.json"), "{oops");
    const gateway = await start();
    expect(await gateway.exitCode()).toBe(2);
    expect(gateway.stderr()).toMatch(/auth\.json.*Repair it/);
  });

  test("sessions lie in ARGENT_HOME when nobody names a folder", async () => {
    const own = join(home, "own");
    const gateway = await start([{ text: "ok" }], { ARGENT_HOME: own });
    expect(await resultOf(await gateway.post("s", "go"))).toMatchObject({ success: true });
    expect(await readdir(join(own, "sessions"))).toHaveLength(1);
  });

  test.each([
    ["cannot be read", '{ "model": ', /settings\.json/],
    ["say what is none", { maxTurns: "many" }, /settings\.json.*maxTurns/s],
    ["name a model that is not known", { model: "no-such-model" }, /no-such-model/],
  ])("settings that %s stop the start", async (_, value, message) => {
    await settings(join(home, ".argent"), value);
    const gateway = await start();
    expect(await gateway.exitCode()).toBe(2);
    expect(gateway.stderr()).toMatch(message);
    expect(gateway.stderr()).not.toContain("Listening");
  });

  test("a project's settings are left out, and said to be, until its owner trusts them", async () => {
    await settings(join(project, ".argent"), { model: "no-such-model" });
    const gateway = await start();
    await gateway.said(/Listening/);
    expect(gateway.stderr()).toMatch(/\.argent\/settings\.json was left out.*argent trust/);
  });

  test("servers are connected when the settings name them; one that is not there is said to be", async () => {
    await settings(join(home, ".argent"), { mcpServers: { docs: { command: "no-such-program" } } });
    const gateway = await start([{ text: "ok" }]);
    expect(await resultOf(await gateway.post("s", "go"))).toMatchObject({ success: true });
    expect(gateway.stderr()).toMatch(/docs/);
  });
});

test("SIGTERM lets what works and what waits finish, and refuses what is new", async () => {
  await settings(join(home, ".argent"), { queue: { mode: "followup" } });
  const first = gate("First.");
  const gateway = await start([first.step, { text: "Second." }]);
  const one = await gateway.post("s", "one");
  await first.asked;
  const two = await gateway.post("s", "two");
  gateway.child.kill("SIGTERM");
  await gateway.said(/Stopping/);
  expect((await gateway.post("s", "three")).status).toBe(503);
  first.open();
  expect(await resultOf(one)).toMatchObject({ response: "First.", success: true });
  expect(await resultOf(two)).toMatchObject({ response: "Second.", success: true });
  expect(await gateway.exitCode()).toBe(0);
});

test("a second signal ends it at once", async () => {
  const first = gate("First.");
  const gateway = await start([first.step]);
  const one = await gateway.post("s", "one");
  await first.asked;
  gateway.child.kill("SIGTERM");
  await gateway.said(/Stopping/);
  gateway.child.kill("SIGTERM");
  expect(await gateway.exitCode()).toBeNull();
  await expect(one.text()).rejects.toThrow();
  first.open();
});
