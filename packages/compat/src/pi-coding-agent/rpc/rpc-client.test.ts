import { join } from "node:path";
import { vendorServer } from "@argent/ai/testing";
import { afterEach, describe, expect, test, vi } from "vitest";
import { argent, outcome } from "../../../test/coding-agent/both-sides.ts";
import { workspace } from "../../../test/coding-agent/workspace.ts";
import { patienceMs } from "../../../test/contract/rpc-kit.ts";
import { hasPi, piFolder } from "../../../test/kit.ts";

vi.setConfig({ testTimeout: 2 * patienceMs });

const { RpcClient } = argent.coding;

/** A program that speaks as much of the protocol as the test needs. */
const program = (body: string) => `
let rest = "";
const say = (record) => process.stdout.write(JSON.stringify(record) + "\\n");
process.stdin.on("data", (chunk) => {
  const lines = (rest + chunk).split("\\n");
  rest = lines.pop();
  for (const line of lines) {
    const command = JSON.parse(line);
    const answer = (data) => say({ id: command.id, type: "response", command: command.type, success: true, data });
    ${body}
  }
});`;

let client: InstanceType<typeof RpcClient> | undefined;
afterEach(async () => {
  await client?.stop();
  client = undefined;
});

async function start(folder: { at(name: string): string; path: string }, args: string[] = []) {
  client = new RpcClient({ cliPath: folder.at("cli.mjs"), cwd: folder.path, args });
  await client.start();
  return client;
}

test("commands are answered by id, whatever else the process says, and events are told", async () => {
  using folder = workspace({
    "cli.mjs": program(`
      console.log("a stray line");
      if (command.type === "prompt") {
        answer();
        say({ type: "message_end", message: { role: "assistant", content: "line\\u2028separator" } });
        say({ type: "agent_end", messages: [] });
      } else if (command.type === "get_last_assistant_text") answer({ text: "done" });
      else if (command.type === "bash") say({ id: command.id, type: "response", command: "bash", success: false, error: "no bash" });
      else answer({ models: [{ provider: "p", id: "m", contextWindow: 1, reasoning: false }] });`),
  });
  const rpc = await start(folder);
  const [events, models] = await Promise.all([rpc.promptAndWait("hi"), rpc.getAvailableModels()]);
  expect(events.map(({ type }) => type)).toEqual(["message_end", "agent_end"]);
  expect(events[0]).toMatchObject({ message: { content: "line\u2028separator" } });
  expect(models).toMatchObject([{ id: "m" }]);
  expect(await rpc.getLastAssistantText()).toBe("done");
  await expect(rpc.bash("ls")).rejects.toThrow("no bash");
});

test("without a program to start it says what to do, and can be started again", async () => {
  using folder = workspace();
  client = new RpcClient({ cwd: folder.path, env: { PATH: folder.path } });
  for (let attempt = 0; attempt < 2; attempt++) {
    await expect(client.start()).rejects.toThrow(
      "Agent process could not be started: spawn argent ENOENT. Install @argent/cli, or pass the program as cliPath. Stderr: ",
    );
  }
});

test("when the process ends, whoever waits is told, with what it said on standard error", async () => {
  using folder = workspace({
    "cli.mjs": program(
      `console.error("out of luck"); process.exitCode = 3; process.stdin.destroy();`,
    ),
  });
  const rpc = await start(folder);
  const waiting = rpc.waitForIdle();
  const failures = await Promise.all([outcome(() => rpc.getState()), outcome(() => waiting)]);
  for (const failure of failures) {
    expect(failure).toMatchObject({ failed: expect.stringMatching(/code 3[\s\S]*out of luck/) });
  }
  await expect(rpc.getState()).rejects.toThrow("Client not started");
});

test("a program that ends at once is told of by the start or the first command", async () => {
  using folder = workspace({ "cli.mjs": "process.exit(1)" });
  const asking = start(folder).then((rpc) => rpc.getState());
  await expect(asking).rejects.toThrow(/process exited/);
});

describe.runIf(hasPi)("with the real command line of Pi 0.73.1", () => {
  test("a prompt, its events, the state and a command of the user's", async () => {
    await using server = await vendorServer({ steps: [{ text: "Four." }] });
    using folder = workspace({
      "agent/models.json": JSON.stringify({
        providers: {
          local: {
            baseUrl: server.baseUrl("anthropic-messages"),
            api: "anthropic-messages",
            apiKey: "k",
            models: [{ id: "m" }],
          },
        },
      }),
    });
    client = new RpcClient({
      cliPath: join(piFolder, "pi-coding-agent/dist/cli.js"),
      cwd: folder.path,
      env: { PI_CODING_AGENT_DIR: folder.at("agent"), PI_OFFLINE: "1" },
      provider: "local",
      model: "m",
    });
    await client.start();
    // A response is waited for 30 seconds, as in Pi; on a busy machine its start alone may take as long.
    await vi.waitFor(() => client?.getState(), { timeout: patienceMs });
    const events = await client.promptAndWait("2+2?");
    expect(events.map(({ type }) => type)).toContain("message_update");
    expect(await client.getLastAssistantText()).toBe("Four.");
    expect(await client.getState()).toMatchObject({ model: { id: "m" }, messageCount: 2 });
    expect(await client.bash("echo hi")).toMatchObject({ output: "hi\n", exitCode: 0 });
    expect(await client.getForkMessages()).toMatchObject([{ text: "2+2?" }]);
  });
});
