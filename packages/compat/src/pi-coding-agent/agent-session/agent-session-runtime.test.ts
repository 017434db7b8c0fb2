import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { argent, outcome, testBoth } from "../../../test/coding-agent/both-sides.ts";
import { workspace } from "../../../test/coding-agent/workspace.ts";
import type { PiModules } from "../../../test/contract/contract.ts";

const tick = () => new Promise((resolve) => setImmediate(resolve));

/** A program that owns a runtime, as Pi's own modes do. */
async function startRuntime({ ai, coding }: PiModules, folder: string) {
  const faux = ai.registerFauxProvider({ api: `faux-${Math.random()}`, provider: "faux" });
  const authStorage = coding.AuthStorage.inMemory({ faux: { type: "api_key", key: "k" } });
  const runtime = await coding.createAgentSessionRuntime(
    async ({ cwd, agentDir, sessionManager, sessionStartEvent }) => {
      const services = await coding.createAgentSessionServices({
        cwd,
        agentDir,
        authStorage,
        modelRegistry: coding.ModelRegistry.inMemory(authStorage),
        settingsManager: coding.SettingsManager.inMemory(),
      });
      const created = await coding.createAgentSessionFromServices({
        services,
        sessionManager,
        sessionStartEvent,
        model: faux.getModel(),
      });
      return { ...created, services, diagnostics: services.diagnostics };
    },
    {
      cwd: folder,
      agentDir: `${folder}/agent`,
      sessionManager: coding.SessionManager.create(folder, `${folder}/sessions`),
    },
  );
  return {
    runtime,
    respond: (text: string) => faux.appendResponses([ai.fauxAssistantMessage(text)]),
  };
}

const texts = ({ messages }: { messages: readonly { role: string }[] }) =>
  messages.map(({ role }) => role);

describe("a runtime does what Pi's does:", () => {
  testBoth("new sessions, forks, other files, and what they are told", async (pi) => {
    using folder = workspace();
    const { runtime, respond } = await startRuntime(pi, folder.path);
    const bound: string[] = [];
    runtime.setRebindSession(async (session) => void bound.push(session.sessionId));
    respond("A.");
    await runtime.session.prompt("First.");
    respond("B.");
    await runtime.session.prompt("Second.");
    await tick();
    const first = runtime.session;
    const [, second] = first.getUserMessagesForForking();
    const forked = await runtime.fork(second?.entryId ?? "");
    const forkedRoles = texts(runtime.session);
    const created = await runtime.newSession({
      parentSession: first.sessionFile ?? "",
      setup: async (manager) =>
        void manager.appendMessage({ role: "user", content: "set up", timestamp: 1 }),
    });
    const newRoles = texts(runtime.session);
    const parent = runtime.session.sessionManager.getHeader()?.parentSession === first.sessionFile;
    const switched = await runtime.switchSession(first.sessionFile ?? "");
    const switchedRoles = texts(runtime.session);
    const at = runtime.session.sessionManager.getLeafId() ?? "";
    const copied = await runtime.fork(at, { position: "at" });
    const result = {
      forked,
      forkedRoles,
      created,
      newRoles,
      parent,
      switched,
      switchedRoles,
      copied,
      copiedRoles: texts(runtime.session),
      bound: bound.length,
      differ: new Set([first.sessionId, ...bound]).size,
      wrong: await outcome(() => runtime.fork("nowhere")),
      missing:
        (await outcome(() => runtime.importFromJsonl(folder.at("none.jsonl")))) !== undefined,
    };
    await runtime.dispose();
    return result;
  });
});

test("a run under way is finished in its file before another session takes its place", async () => {
  using folder = workspace();
  const { runtime, respond } = await startRuntime(argent, folder.path);
  respond("A first answer.");
  await runtime.session.prompt("First.");
  const { session } = runtime;
  respond("A long answer. ".repeat(200));
  let switching: Promise<unknown> | undefined;
  session.subscribe(({ type }) => {
    if (type === "message_update") switching ??= runtime.newSession();
  });
  await session.prompt("Go.");
  await switching;
  expect(runtime.session).not.toBe(session);
  expect(readFileSync(session.sessionFile ?? "", "utf8")).toContain('"stopReason":"aborted"');
  await runtime.dispose();
});

test("a file that is imported takes no other's place", async () => {
  using folder = workspace();
  const { runtime, respond } = await startRuntime(argent, folder.path);
  respond("Mine.");
  await runtime.session.prompt("Hi.");
  const own = runtime.session.sessionFile ?? "";
  const before = readFileSync(own, "utf8");
  const name = own.slice(own.lastIndexOf("/") + 1);
  writeFileSync(folder.at(name), before.replace("Mine.", "Theirs."));
  await runtime.importFromJsonl(folder.at(name));
  expect(readFileSync(own, "utf8")).toBe(before);
  expect(runtime.session.getLastAssistantText()).toBe("Theirs.");
  await runtime.dispose();
});

test("a session whose folder is gone is refused, and the one before stays", async () => {
  using folder = workspace();
  const { runtime } = await startRuntime(argent, folder.path);
  const header = {
    type: "session",
    version: 3,
    id: "x",
    timestamp: "2026-01-01",
    cwd: "/gone/for/good",
  };
  writeFileSync(folder.at("gone.jsonl"), `${JSON.stringify(header)}\n`);
  const { session } = runtime;
  await expect(runtime.switchSession(folder.at("gone.jsonl"))).rejects.toThrow(
    "Stored session working directory does not exist: /gone/for/good",
  );
  expect(runtime.session).toBe(session);
  expect(existsSync(folder.at("gone.jsonl"))).toBe(true);
  await runtime.dispose();
});
