import { vendorServer } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { argent, testBoth } from "../../../test/coding-agent/both-sides.ts";
import { emptyLoader } from "../../../test/coding-agent/host-session.ts";
import { workspace } from "../../../test/coding-agent/workspace.ts";
import type { PiModules } from "../../../test/contract/contract.ts";
import type { Loose } from "../../pi-ai/loose.ts";

/** A session whose model is behind a socket, as a `models.json` defines it. */
async function wireSession({ coding }: PiModules, folder: string, baseUrl: string, settings = {}) {
  const authStorage = coding.AuthStorage.inMemory();
  const modelRegistry = coding.ModelRegistry.inMemory(authStorage);
  modelRegistry.registerProvider("local", {
    baseUrl,
    apiKey: "the-key",
    api: "anthropic-messages",
    headers: { "x-team": "red" },
    models: [
      {
        ...{ id: "m", name: "M", reasoning: true, input: ["text", "image"] },
        ...{ contextWindow: 200_000, maxTokens: 8_000 },
        cost: { input: 1, output: 2, cacheRead: 0, cacheWrite: 0 },
      },
    ],
  });
  const { session } = await coding.createAgentSession({
    cwd: folder,
    agentDir: folder,
    authStorage,
    modelRegistry,
    model: modelRegistry.find("local", "m"),
    thinkingLevel: "low",
    settingsManager: coding.SettingsManager.inMemory(settings),
    sessionManager: coding.SessionManager.create(folder, `${folder}/sessions`),
    resourceLoader: emptyLoader(coding),
  });
  return session;
}

testBoth("a session over a socket: tools, files, entries", async (pi) => {
  await using server = await vendorServer({
    steps: [
      { toolCalls: [{ id: "1", name: "write", arguments: { path: "a.txt", content: "hello\n" } }] },
      { toolCalls: [{ id: "2", name: "read", arguments: { path: "a.txt" } }] },
      { text: "It says hello." },
    ],
  });
  using folder = workspace();
  const session = await wireSession(pi, folder.path, server.baseUrl("anthropic-messages"));
  await session.prompt("Write and read.");
  const results = session.messages.filter((message: Loose) => message.role === "toolResult");
  const { headers, body }: Loose = server.requests[0];
  const seen = {
    results: results.map(({ content }: Loose) => content),
    last: session.getLastAssistantText(),
    requests: server.requests.length,
    key: headers["x-api-key"],
    team: headers["x-team"],
    thinking: body.thinking.budget_tokens,
    tools: body.tools.map(({ name }: Loose) => name),
  };
  session.dispose();
  return seen;
});

test("a request that is refused for a while is asked for again, as the server says", async () => {
  await using server = await vendorServer({
    steps: [{ fault: { type: "status", status: 529 } }, { text: "At last." }],
  });
  using folder = workspace();
  const settings = { retry: { baseDelayMs: 1, provider: { maxRetries: 0 } } };
  const baseUrl = server.baseUrl("anthropic-messages");
  const session = await wireSession(argent, folder.path, baseUrl, settings);
  const heard: string[] = [];
  session.subscribe(({ type }) => heard.push(type));
  await session.prompt("Try.");
  expect(session.getLastAssistantText()).toBe("At last.");
  expect(heard.filter((type) => type.startsWith("auto_retry"))).toEqual([
    "auto_retry_start",
    "auto_retry_end",
  ]);
  session.dispose();
});
