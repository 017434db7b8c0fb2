import { type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { Agent } from "./agent.ts";
import type { AgentEvent } from "./event.ts";
import { memoryEntryLog, memoryLogStorage } from "./session/memory-entry-log.ts";
import { ArgentSessionManager } from "./session/session-manager.ts";

const model = testModel({ contextWindow: 8_000, maxTokens: 1_000 });
const summary = "## Goal\nCount the words.\n\n## Progress\n- [x] Much was said.";

/** Answers a request for a summary with one, and everything else as the step says. */
function steps(...answers: ScriptedStep[]): ScriptedStep[] {
  const left = [...answers];
  const step: ScriptedStep = (request, index) => {
    if (request.cacheRetention === "none") return { text: summary };
    const next = left.shift() ?? { text: "ok" };
    return typeof next === "function" ? next(request, index) : next;
  };
  return Array.from({ length: answers.length + 5 }, () => step);
}

function setUp(...answers: ScriptedStep[]) {
  const session = ArgentSessionManager.inMemory();
  const provider = scripted(steps(...answers));
  const agent = new Agent({
    provider,
    session,
    initialState: { model, systemPrompt: "Be brief." },
  });
  const events: AgentEvent["type"][] = [];
  agent.subscribe((event) => {
    events.push(event.type);
  });
  return { agent, session, provider, events };
}

const long = "word ".repeat(2_500);

describe("an agent whose context fills up", () => {
  test("summarises before the request that would be too long, and goes on with the summary", async () => {
    const { agent, session, provider, events } = setUp(
      { text: long },
      { text: long },
      { text: "end" },
    );
    await agent.prompt("first question");
    await agent.prompt("second question");
    await agent.prompt("third question");
    expect(events).toContain("compaction_start");
    expect(events).toContain("compaction_end");
    const last = JSON.stringify(provider.requests.at(-1)?.messages);
    expect(last).toContain("Count the words.");
    expect(last).toContain("third question");
    expect(last).not.toContain("first question");
    expect(agent.state.messages).toEqual(session.buildSessionContext().messages);
    // The originals stay readable.
    expect(JSON.stringify(session.getEntries())).toContain("first question");
  });

  test("when a prompt does not fit it is summarised, and asked for once more", async () => {
    const overflow: ScriptedStep = {
      error: { kind: "context_overflow", message: "prompt is too long" },
    };
    const { agent, events } = setUp({ text: "word ".repeat(1_200) }, overflow, {
      text: "fits now",
    });
    await agent.prompt("first question");
    const messages = await agent.prompt("second question");
    expect(events.filter((type) => type === "compaction_end")).toHaveLength(1);
    expect(messages.at(-1)).toMatchObject({ role: "assistant", content: [{ text: "fits now" }] });
  });

  test("a prompt that does not fit even then fails, and is not tried again and again", async () => {
    const overflow: ScriptedStep = {
      error: { kind: "context_overflow", message: "prompt is too long" },
    };
    const { agent } = setUp({ text: "word ".repeat(1_200) }, overflow, overflow, { text: "never" });
    await agent.prompt("first question");
    const messages = await agent.prompt("second question");
    expect(messages.at(-1)).toMatchObject({
      stopReason: "error",
      error: { kind: "context_overflow" },
    });
  });
});

describe("compact", () => {
  test("summarises by hand, with instructions", async () => {
    const { agent, provider } = setUp({ text: "word ".repeat(600) }, { text: "word ".repeat(600) });
    await agent.prompt("first question");
    await agent.prompt("second question");
    const outcome = await agent.compact({ instructions: "Keep the names." });
    expect(outcome).toMatchObject({ type: "compacted" });
    expect(JSON.stringify(provider.requests.at(-1)?.messages)).toContain("Keep the names.");
    expect(agent.state.messages[0]).toMatchObject({ role: "compactionSummary" });
  });

  test("needs a session and no active run", async () => {
    const bare = new Agent({ provider: scripted([]), initialState: { model } });
    await expect(bare.compact()).rejects.toThrow("Cannot compact without a session");
    const { agent } = setUp({ text: "ok" });
    const run = agent.prompt("go");
    await expect(agent.compact()).rejects.toThrow("Cannot compact while a run is active");
    await run;
  });

  test("keeps the agent busy until it has ended, and abort ends it", async () => {
    const { agent, provider } = setUp({ text: "word ".repeat(600) }, { text: "word ".repeat(600) });
    await agent.prompt("first question");
    await agent.prompt("second question");
    const asked = Promise.withResolvers<void>();
    agent.streamFn = async function* ({ signal }) {
      asked.resolve();
      await new Promise((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
      });
    };
    const compaction = agent.compact();
    await asked.promise;
    await expect(agent.prompt("too early")).rejects.toThrow("already processing");
    await expect(agent.compact()).rejects.toThrow("Cannot compact while");
    const idle = agent.waitForIdle();
    agent.abort();
    await idle;
    expect(await compaction).toMatchObject({ type: "stopped", reason: "aborted" });
    agent.streamFn = (request) => provider.stream(request);
    expect((await agent.prompt("third question")).at(-1)).toMatchObject({ stopReason: "stop" });
  });

  test("asks for no summary of a session that it may not write", async () => {
    const storage = memoryLogStorage();
    const writer = await ArgentSessionManager.open(memoryEntryLog(storage));
    await writer.appendMessage({ role: "user", content: long, timestamp: 0 });
    const session = await ArgentSessionManager.open(memoryEntryLog(storage));
    const provider = scripted([{ text: summary }]);
    const agent = new Agent({ provider, session, initialState: { model } });
    await expect(agent.compact()).rejects.toMatchObject({ code: "read_only" });
    expect(provider.callCount).toBe(0);
  });
});
