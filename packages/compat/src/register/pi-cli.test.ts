import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Step } from "@argent/ai/testing";
import { vendorServer } from "@argent/ai/testing";
import { describe, expect, test, vi } from "vitest";
import { patienceMs } from "../../test/contract/rpc-kit.ts";
import { piFolder } from "../../test/kit.ts";
import { folderOf, runHost } from "../../test/register/host.ts";

// Each test starts the real command line, twice at most.
vi.setConfig({ testTimeout: 2 * patienceMs });

const cli = join(piFolder, "pi-coding-agent/dist/cli.js");

/** What a host sees of who answers: the modules that its process loaded. */
const recorder = `
  import { registerHooks } from "node:module";
  import { appendFileSync } from "node:fs";
  registerHooks({ load(url, context, next) { appendFileSync("loaded", url + "\\n"); return next(url, context); } });
`;

const models = (baseUrl: string) =>
  JSON.stringify({
    providers: {
      local: {
        baseUrl,
        api: "anthropic-messages",
        apiKey: "key-of-the-host",
        models: [{ id: "m", reasoning: false, contextWindow: 100_000, maxTokens: 4_000 }],
      },
    },
  });

/** The real command line in a folder of its own, against a vendor on the loopback interface. */
async function place(runtime: string, steps: Step[]) {
  const server = await vendorServer({ steps });
  const folder = folderOf({
    "agent/models.json": models(server.baseUrl("anthropic-messages")),
    "agent/settings.json": '{"retry":{"baseDelayMs":1}}',
    "work/note.txt": "the password is swordfish\n",
    "recorder.mjs": recorder,
  });
  const cwd = join(folder.path, "work");
  const run = (...words: string[]) =>
    runHost([cli, "--provider", "local", "--model", "m", ...words], {
      cwd,
      flags: ["--import", join(folder.path, "recorder.mjs")],
      env: {
        HOME: folder.path,
        ARGENT_RUNTIME: runtime,
        PI_CODING_AGENT_DIR: join(folder.path, "agent"),
        PI_OFFLINE: "1",
      },
    });
  return {
    run,
    requests: server.requests,
    /** Whether modules of a package of Pi were loaded. */
    loaded: (name: string) =>
      readFileSync(join(cwd, "loaded"), "utf8").includes(`/@mariozechner/${name}/`),
    session() {
      const sessions = join(folder.path, "agent/sessions");
      const [inside = ""] = readdirSync(sessions);
      const [file = ""] = readdirSync(join(sessions, inside));
      return readFileSync(join(sessions, inside, file), "utf8")
        .trim()
        .split("\n");
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      folder.remove();
    },
  };
}

const conversation = () => [
  { text: "Let me look.", toolCalls: [{ name: "read", arguments: { path: "note.txt" } }] },
  { text: "It is swordfish." },
  { text: "Swordfish, as I said." },
];

describe.runIf(existsSync(cli)).each([
  { runtime: "on", who: "Argent" },
  { runtime: "off", who: "its own packages" },
  { runtime: "shadow", who: "its own packages, compared with Argent" },
])("the pi command line 0.73.1 with ARGENT_RUNTIME=$runtime, served by $who", ({ runtime }) => {
  const isArgent = runtime === "on";

  test("answers a prompt with tool calls, and is resumed", async () => {
    await using pi = await place(runtime, conversation());
    const first = await pi.run("-p", "What is the password?");
    expect(first).toMatchObject({ code: 0, stdout: "It is swordfish.\n" });
    expect(first.stderr.trim().split("\n")[0]).toMatch(
      isArgent ? /^argent: .*served by @argent\/compat/ : /^argent: .*stay in force/,
    );
    expect(first.stderr).not.toMatch(/^argent: Request/m);
    expect(JSON.stringify(pi.requests[1]?.body.messages)).toContain("the password is swordfish");

    expect(await pi.run("-p", "--continue", "Again?")).toMatchObject({
      code: 0,
      stdout: "Swordfish, as I said.\n",
    });
    expect(pi.requests).toHaveLength(3);
    const { messages } = pi.requests[2]?.body ?? {};
    expect(JSON.stringify(messages)).toMatch(/What is the password.*swordfish.*Again/);
    expect(pi.requests.every(({ headers }) => headers["x-api-key"] === "key-of-the-host")).toBe(
      true,
    );

    const roles = pi.session().flatMap((line) => JSON.parse(line).message?.role ?? []);
    expect(roles).toEqual(["user", "assistant", "toolResult", "assistant", "user", "assistant"]);
    expect(pi.loaded("pi-coding-agent")).toBe(true);
    expect(pi.loaded("pi-ai")).toBe(!isArgent);
    expect(pi.loaded("pi-agent-core")).toBe(!isArgent);
  });

  test("asks again when the connection broke", async () => {
    const broken = { text: "It goes on and on.", fault: { type: "cut", afterEvents: 4 } } as const;
    await using pi = await place(runtime, [broken, { text: "It is swordfish." }]);
    expect(await pi.run("-p", "What is the password?")).toMatchObject({
      code: 0,
      stdout: "It is swordfish.\n",
    });
    expect(pi.requests).toHaveLength(2);
  });

  test("writes its events as JSON", async () => {
    await using pi = await place(runtime, conversation());
    const { code, stdout } = await pi.run("--mode", "json", "What is the password?");
    expect(code).toBe(0);
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events[0]).toMatchObject({ type: "session", version: 3 });
    const types = events.slice(1).map(({ type }) => type);
    expect([...new Set(types)]).toEqual([
      "agent_start",
      "turn_start",
      "message_start",
      "message_end",
      "message_update",
      "tool_execution_start",
      "tool_execution_end",
      "turn_end",
      "agent_end",
    ]);
    expect(events.findLast(({ type }) => type === "message_end")).toMatchObject({
      message: { role: "assistant", content: [{ text: "It is swordfish." }] },
    });
  });
});
