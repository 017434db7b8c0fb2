import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ArgentSessionManager, createArgentRuntime } from "@argent/agent";
import type { Step } from "@argent/ai/testing";
import { localEnv } from "@argent/tools";
import { describe, expect, test } from "vitest";
import { hasPi } from "../../test/kit.ts";
import { folderOf } from "../../test/register/host.ts";
import { installedPis, place, typesOf } from "../../test/runtime/place.ts";
import { createPiRuntime } from "./create-pi-runtime.ts";

const look: Step = {
  thinking: "hm",
  text: "Let me look.",
  toolCalls: [{ id: "call_a", name: "read_file", arguments: { path: "note.txt" } }],
};

describe.runIf(hasPi).each(installedPis)("the runtime over Pi $version", ({ scope }) => {
  async function setUp(steps: Step[], settings: Parameters<typeof place>[1] = {}) {
    const here = await place(steps, settings);
    const { options, requests } = here;
    const runtime = createPiRuntime({ ...options, requests, pi: here.pi(scope) });
    return { ...here, runtime };
  }

  test("runs a prompt with our tools on its loop and its providers, event by event", async () => {
    await using here = await setUp([look, { text: "It is swordfish." }]);
    expect(here.runtime.id).toBe("pi");
    const told: string[] = [];
    here.runtime.onStream(({ type }) => told.push(type));
    const run = here.runtime.run({ sessionKey: "s", prompt: "What is it?", thinking: "low" });
    const types = await typesOf(run);
    const result = await run;
    expect(types).toEqual([
      "agent_start",
      "turn_start",
      ...["message_start", "message_end", "message_start", "message_end"],
      ...["tool_execution_start", "tool_execution_end", "message_start", "message_end"],
      "turn_end",
      "turn_start",
      ...["message_start", "message_end", "turn_end"],
      "agent_end",
      "agent_settled",
    ]);
    expect(result).toMatchObject({
      runId: run.runId,
      success: true,
      response: "It is swordfish.",
      stopReason: "stop",
      turns: 2,
      sessionFile: expect.stringContaining("s.jsonl"),
    });
    expect(result.tokensUsed.total).toBeGreaterThan(0);
    expect(result.cost).toBeGreaterThan(0);
    expect(told[0]).toBe("lifecycle");
    expect(told).toContain("assistant");
    expect(told.at(-1)).toBe("lifecycle");
    const [first, second] = here.server.requests;
    expect(first?.headers["x-api-key"]).toBe("the-key");
    expect(JSON.stringify(first?.body.system)).toContain("Be brief.");
    expect(JSON.stringify(second?.body.messages)).toContain("the password is swordfish");
  });

  test("an answer stays an answer when its environment fails to close", async () => {
    await using here = await setUp([{ text: "one" }], {
      settings: {
        env: () => ({
          ...localEnv({ cwd: import.meta.dirname }),
          close: () => Promise.reject(new Error("the disk is gone")),
        }),
        tools: () => [],
      },
    });
    expect(await here.runtime.run({ sessionKey: "s", prompt: "1" })).toMatchObject({
      success: true,
      response: "one",
    });
  });

  test("shares the session file with Argent, turn about", async () => {
    const answers = ["one", "two", "three"].map((text) => ({ text }));
    await using here = await setUp([...answers]);
    const argent = createArgentRuntime({ ...here.options, provider: here.provider });
    const first = await here.runtime.run({ sessionKey: "s", prompt: "1" });
    expect(await argent.run({ sessionKey: "s", prompt: "2" })).toMatchObject({ response: "two" });
    expect(await here.runtime.run({ sessionKey: "s", prompt: "3" })).toMatchObject({
      response: "three",
      sessionFile: first.sessionFile,
    });
    const messages = here.server.requests.at(-1)?.body.messages;
    expect(JSON.stringify(messages)).toMatch(/1.*one.*2.*two.*3/);
    const lines = readFileSync(first.sessionFile ?? "", "utf8")
      .trim()
      .split("\n");
    const entries = lines.map((line) => JSON.parse(line));
    expect(entries.filter(({ type }) => type === "session")).toHaveLength(1);
    expect(entries.filter(({ type }) => type === "message")).toHaveLength(6);
    expect(entries.filter(({ type }) => type === "model_change")).toHaveLength(1);
  });

  test("holds runs of a session one after the other, and lets a message steer", async () => {
    await using here = await setUp([
      { text: "slow", toolCalls: [{ name: "bash", arguments: { command: "true" } }] },
      { text: "after steering" },
      { text: "second" },
    ]);
    const first = here.runtime.run({ sessionKey: "s", prompt: "go" });
    const steered = new Promise((resolve) => {
      const stop = here.runtime.onStream((event) => {
        if (event.type !== "tool" || event.phase !== "start") return;
        stop();
        resolve(here.runtime.run({ sessionKey: "s", prompt: "and this", mode: "steer" }));
      });
    });
    const second = here.runtime.run({ sessionKey: "s", prompt: "again" });
    expect(await first).toMatchObject({ response: "after steering" });
    expect(await steered).toMatchObject({ steered: true, response: "after steering" });
    expect(await second).toMatchObject({ response: "second" });
    expect(JSON.stringify(here.server.requests[1]?.body.messages)).toContain("and this");
  });

  test("an abort reaches the socket, and the run settles", async () => {
    await using here = await setUp([{ text: "never", fault: { type: "stall", afterEvents: 2 } }]);
    const run = here.runtime.run({ sessionKey: "s", prompt: "go" });
    const { closedByClient } = await here.server.waitForRequest(1);
    run.abort();
    expect(await run).toMatchObject({ success: false, stopReason: "aborted" });
    expect(await closedByClient).toBe(true);
  });

  test("a refusal of the vendor is a typed error", async () => {
    await using here = await setUp([{ error: { kind: "auth", status: 401 } }]);
    expect(await here.runtime.run({ sessionKey: "s", prompt: "go" })).toMatchObject({
      success: false,
      stopReason: "error",
      error: { kind: "auth", retryable: false },
    });
  });

  test("our hooks decide about its tool calls", async () => {
    const settings = {
      beforeToolCall: () => ({ block: true, reason: "not today" }),
    };
    await using here = await setUp([look, { text: "ok" }], { settings });
    await here.runtime.run({ sessionKey: "s", prompt: "go" });
    expect(JSON.stringify(here.server.requests[1]?.body.messages)).toContain("not today");
  });

  test("a session that is too full is summarised first", async () => {
    await using here = await setUp([{ text: "The summary." }, { text: "short again" }], {
      model: { contextWindow: 30_000 },
    });
    const path = join(here.folder, "sessions", "s.jsonl");
    await using session = await ArgentSessionManager.open(path, { cwd: here.cwd }).then((opened) =>
      Object.assign(opened, { [Symbol.asyncDispose]: () => opened.close() }),
    );
    for (let index = 0; index < 8; index++) {
      const text = `${index} `.repeat(3_000);
      await session.appendMessage({ role: "user", content: text, timestamp: index });
      await session.appendMessage({
        role: "assistant",
        content: [{ type: "text", text: "noted" }],
        api: here.model.api,
        provider: here.model.provider,
        model: here.model.id,
        usage: {
          input: 3_500 * (index + 1),
          output: 5,
          cacheRead: 0,
          cacheWrite: 0,
          totalTokens: 3_500 * (index + 1) + 5,
          cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
        },
        stopReason: "stop",
        timestamp: index,
      });
    }
    await session.close();
    expect(await here.runtime.run({ sessionKey: "s", prompt: "go" })).toMatchObject({
      response: "short again",
    });
    expect(JSON.stringify(here.server.requests[1]?.body.messages)).toContain("The summary.");
  });
});

test("without Pi the packages are named", () => {
  using folder = folderOf({ "package.json": "{}" });
  const pi = { folders: [folder.path] };
  const options = { requests: {}, env: () => Promise.reject(), tools: () => [] };
  expect(() =>
    createPiRuntime({ ...options, pi, sessions: { open: () => Promise.reject() } }),
  ).toThrow(
    expect.objectContaining({
      code: "sdk_missing",
      message: expect.stringMatching(/pi-coding-agent.*pi-agent-core.*pi-ai.*Install/),
    }),
  );
});
