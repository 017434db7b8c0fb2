import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { argent } from "../../../test/coding-agent/both-sides.ts";
import { entryTypes, failure, hostSession, tick } from "../../../test/coding-agent/host-session.ts";
import { workspace } from "../../../test/coding-agent/workspace.ts";
import type { Loose } from "../../pi-ai/loose.ts";

const { ai, coding } = argent;

describe("what Pi gets wrong is right here:", () => {
  test("a message is in the session's file before a listener hears that it is complete", async () => {
    using folder = workspace();
    const sessionManager = coding.SessionManager.create(folder.path, folder.at("sessions"));
    const { session, respond, end } = await hostSession(argent, folder.path, { sessionManager });
    const complete: boolean[] = [];
    session.subscribe((event) => {
      if (event.type !== "message_end" || event.message.role !== "assistant") return;
      complete.push(readFileSync(session.sessionFile ?? "", "utf8").includes('"Kept."'));
    });
    respond(ai.fauxAssistantMessage("Kept."));
    await session.prompt("Keep.");
    expect(complete).toEqual([true]);
    end();
  });

  test("a listener that fails keeps nothing from the session or the others", async () => {
    using folder = workspace();
    const { session, respond, end } = await hostSession(argent, folder.path);
    const warnings: string[] = [];
    const listen = (warning: Error) => warnings.push(warning.message);
    process.on("warning", listen);
    const heard: string[] = [];
    session.subscribe(({ type }) => {
      if (type === "message_end") throw new Error("no");
    });
    session.subscribe(({ type }) => heard.push(type));
    respond(ai.fauxAssistantMessage("Fine."));
    await session.prompt("Go.");
    await tick();
    process.off("warning", listen);
    expect(heard.filter((type) => type === "message_end")).toHaveLength(2);
    expect(entryTypes(session)).toContain("assistant");
    expect(warnings[0]).toContain("listener of an agent session failed at message_end: no");
    end();
  });

  test("a compaction goes through the stream function of the host", async () => {
    using folder = workspace();
    const settings = { compaction: { keepRecentTokens: 40 } };
    const { session, respond, end } = await hostSession(argent, folder.path, { settings });
    const asked: string[] = [];
    const { streamFn } = session.agent;
    session.agent.streamFn = (model, context, options) => {
      asked.push(context.systemPrompt ?? "");
      return streamFn(model, context, options);
    };
    respond(
      ...["A ", "B ", "## Goal", "Two"].map((text) => ai.fauxAssistantMessage(text.repeat(99))),
    );
    await session.prompt("One.");
    await session.prompt("Two.");
    await session.compact();
    expect(asked).toHaveLength(4);
    expect(asked[2]).toContain("checkpoint");
    end();
  });

  test("a message that comes while the session compacts is answered behind it", async () => {
    using folder = workspace();
    const settings = { compaction: { keepRecentTokens: 40 } };
    const { session, respond, heard, end } = await hostSession(argent, folder.path, { settings });
    respond(ai.fauxAssistantMessage("A ".repeat(200)), ai.fauxAssistantMessage("B ".repeat(200)));
    await session.prompt("One.");
    await session.prompt("Two.");
    respond(...["## Goal", "Two", "Three it is."].map((text) => ai.fauxAssistantMessage(text)));
    const compaction = session.compact();
    const prompt = session.prompt("Three.");
    await Promise.all([compaction, prompt]);
    expect(session.getLastAssistantText()).toBe("Three it is.");
    expect(heard.slice(heard.indexOf("compaction_start")).slice(0, 3)).toEqual([
      "compaction_start",
      "compaction_end",
      "agent_start",
    ]);
    end();
  });

  test("an empty session is not compacted, and no model is asked", async () => {
    using folder = workspace();
    const { session, calls, end } = await hostSession(argent, folder.path);
    await expect(session.compact()).rejects.toThrow("Nothing to compact (session too small)");
    expect(calls()).toBe(0);
    end();
  });

  test("a compaction that is cancelled leaves the session as it is", async () => {
    using folder = workspace();
    const settings = { compaction: { keepRecentTokens: 40 } };
    const { session, respond, events, end } = await hostSession(argent, folder.path, { settings });
    respond(ai.fauxAssistantMessage("A ".repeat(200)), ai.fauxAssistantMessage("B ".repeat(200)));
    await session.prompt("One.");
    await session.prompt("Two.");
    const before = entryTypes(session);
    respond(() => {
      session.abortCompaction();
      return ai.fauxAssistantMessage("## Goal");
    });
    await expect(session.compact()).rejects.toThrow("Compaction cancelled");
    expect(entryTypes(session)).toEqual(before);
    expect(events.at(-1)).toMatchObject({ type: "compaction_end", aborted: true });
    expect(session.isCompacting).toBe(false);
    end();
  });

  test("the context fills up: it is compacted, and what was queued meanwhile is delivered", async () => {
    using folder = workspace();
    const settings = { compaction: { keepRecentTokens: 40, reserveTokens: 100 } };
    const options = { settings, contextWindow: 3_000 };
    const { session, respond, heard, end } = await hostSession(argent, folder.path, options);
    respond(ai.fauxAssistantMessage("A ".repeat(200)));
    await session.prompt("One.");
    session.subscribe((event) => {
      if (event.type === "compaction_start") session.agent.followUp(userNote("Late."));
    });
    const texts = ["B ".repeat(5_800), "## Goal", "Two", "Delivered."];
    respond(...texts.map((text) => ai.fauxAssistantMessage(text)));
    await session.prompt("Two.");
    expect(session.getLastAssistantText()).toBe("Delivered.");
    expect(heard.filter((word) => word.startsWith("compaction"))).toEqual([
      "compaction_start",
      "compaction_end",
    ]);
    end();
  });

  test("abort ends the wait for a retry, and prompt resolves", async () => {
    using folder = workspace();
    const settings = { retry: { baseDelayMs: 60_000 } };
    const { session, respond, events, end } = await hostSession(argent, folder.path, { settings });
    respond(failure(argent, "overloaded"));
    session.subscribe((event) => {
      if (event.type === "auto_retry_start") setImmediate(() => void session.abort());
    });
    await session.prompt("Try.");
    expect(events.at(-1)).toMatchObject({
      type: "auto_retry_end",
      success: false,
      finalError: "Retry cancelled",
    });
    expect(session.isRetrying).toBe(false);
    end();
  });

  test("what waits when the session is disposed of never begins", async () => {
    using folder = workspace();
    const settings = { compaction: { keepRecentTokens: 40 } };
    const { session, respond, calls, end } = await hostSession(argent, folder.path, { settings });
    respond(ai.fauxAssistantMessage("A ".repeat(200)), ai.fauxAssistantMessage("B ".repeat(200)));
    await session.prompt("One.");
    await session.prompt("Two.");
    const compaction = session.compact();
    const prompt = session.prompt("Three.");
    const outcomes = Promise.allSettled([compaction, prompt]);
    end();
    expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(prompt).rejects.toThrow("The session was disposed");
    expect(calls()).toBe(2);
  });

  test("digits in a message do not make a failure one to retry", async () => {
    using folder = workspace();
    const { session, respond, calls, end } = await hostSession(argent, folder.path);
    const error = { kind: "invalid_request", retryable: false };
    respond(failure(argent, "request req_5029 refused", { error }));
    await session.prompt("Try.");
    expect(calls()).toBe(1);
    end();
  });

  test("abort during a run keeps what had arrived, in the session too", async () => {
    using folder = workspace();
    const { session, respond, end } = await hostSession(argent, folder.path);
    respond(ai.fauxAssistantMessage("A very long answer indeed. ".repeat(50)));
    session.subscribe((event) => {
      if (event.type === "message_update") void session.abort();
    });
    await session.prompt("Go.");
    expect(session.messages.at(-1)).toMatchObject({ role: "assistant", stopReason: "aborted" });
    expect(entryTypes(session).at(-1)).toBe("assistant");
    end();
  });

  test("the page of a session shows what a message holds as text", async () => {
    using folder = workspace();
    const { session, respond, end } = await hostSession(argent, folder.path);
    respond(ai.fauxAssistantMessage("<script>alert(1)</script>"));
    await session.prompt("Hi.");
    const path = await session.exportToHtml(folder.at("out/page.html"));
    const page = readFileSync(path, "utf8");
    expect(page).toContain("&lt;script&gt;alert(1)");
    expect(page).not.toContain("<script>");
    end();
  });
});

test("without a model or a key a prompt says what to do, and is not queued", async () => {
  using folder = workspace();
  const authStorage = coding.AuthStorage.inMemory();
  const { session } = await coding.createAgentSession({
    cwd: folder.path,
    agentDir: folder.path,
    authStorage,
    modelRegistry: coding.ModelRegistry.inMemory(authStorage),
    model: { ...ai.getModel("anthropic", "claude-opus-4-20250514"), provider: "nobody" },
    sessionManager: coding.SessionManager.inMemory(folder.path),
  });
  const accepted: boolean[] = [];
  const prompt = session.prompt("Hi.", { preflightResult: (taken) => accepted.push(taken) });
  await expect(prompt).rejects.toThrow("No API key found for nobody.");
  expect(accepted).toEqual([false]);
  expect(session.messages).toEqual([]);
  expect(existsSync(folder.at("auth.json"))).toBe(false);
  session.dispose();
});

test("settings and resources are read again", async () => {
  using folder = workspace({ ".pi/settings.json": "{}", "AGENTS.md": "Be kind." });
  const { session } = await coding.createAgentSession({
    cwd: folder.path,
    agentDir: folder.at("home"),
    sessionManager: coding.SessionManager.inMemory(folder.path),
  });
  expect(session.systemPrompt).toContain("Be kind.");
  writeFileSync(folder.at("AGENTS.md"), "Be quick.");
  await session.reload();
  expect(session.systemPrompt).toContain("Be quick.");
  session.dispose();
});

function userNote(text: string): Loose {
  return { role: "user", content: [{ type: "text", text }], timestamp: Date.now() };
}
