import { scripted, testModel } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { say, tool } from "../test/loop-kit.ts";
import { Agent } from "./agent.ts";
import type { AgentMessage } from "./message.ts";
import {
  type MemoryLogStorage,
  memoryEntryLog,
  memoryLogStorage,
} from "./session/memory-entry-log.ts";
import { SessionError } from "./session/session-error.ts";
import { ArgentSessionManager } from "./session/session-manager.ts";

const initialState = { model: testModel(), systemPrompt: "Be brief." };

describe("an agent with a session", () => {
  test("writes every message once, and the model and level before the first", async () => {
    const session = ArgentSessionManager.inMemory();
    const tools = [tool("t", async () => say("result"))];
    const provider = scripted([{ toolCalls: [{ name: "t" }] }, { text: "end" }, { text: "again" }]);
    const agent = new Agent({
      provider,
      session,
      initialState: { ...initialState, tools, thinkingLevel: "low" },
    });
    await agent.prompt("go");
    await agent.prompt("more");
    expect(
      session
        .getEntries()
        .map((entry) => (entry.type === "message" ? entry.message.role : entry.type)),
    ).toEqual([
      "model_change",
      "thinking_level_change",
      "user",
      "assistant",
      "toolResult",
      "assistant",
      "user",
      "assistant",
    ]);
    expect(session.buildSessionContext().messages).toEqual(agent.state.messages);
  });

  test("begins with the session's messages", async () => {
    const session = ArgentSessionManager.inMemory();
    await new Agent({ provider: scripted([{ text: "1" }]), session, initialState }).prompt("a");
    const provider = scripted([{ text: "2" }]);
    await new Agent({ provider, session, initialState }).prompt("b");
    expect(provider.requests[0]?.messages).toHaveLength(3);
  });

  test("a message that a program added is a custom_message entry, and is the same when it is read again", async () => {
    const storage = memoryLogStorage();
    const session = await ArgentSessionManager.open(memoryEntryLog(storage));
    const note: AgentMessage = {
      role: "custom",
      customType: "note",
      content: [{ type: "text", text: "look" }],
      display: true,
      details: { from: "x" },
      timestamp: 1_234_567,
    };
    const agent = new Agent({ provider: scripted([{ text: "ok" }]), session, initialState });
    await agent.prompt([note, { role: "user", content: "go", timestamp: 1_234_568 }]);
    const types = session.getEntries().map(({ type }) => type);
    expect(types).toEqual(["model_change", "custom_message", "message", "message"]);
    await session.close();
    const reopened = await ArgentSessionManager.open(memoryEntryLog(storage));
    const { messages } = reopened.buildSessionContext();
    expect(messages).toEqual(agent.state.messages);
    expect(messages[0]).toEqual(note);
  });

  test("a result is in the session before its siblings have finished", async () => {
    const session = ArgentSessionManager.inMemory();
    const seen: number[] = [];
    const quickIsWritten = Promise.withResolvers<void>();
    const tools = [
      tool("slow", async () => {
        await quickIsWritten.promise;
        seen.push(
          session
            .getEntries()
            .filter((entry) => entry.type === "message" && entry.message.role === "toolResult")
            .length,
        );
        return say("slow");
      }),
      tool("quick", async () => say("quick")),
    ];
    const provider = scripted([
      { toolCalls: [{ name: "slow" }, { name: "quick" }] },
      { text: "end" },
    ]);
    const agent = new Agent({ provider, session, initialState: { ...initialState, tools } });
    const run = agent.prompt("go");
    run.on("tool_execution_end", () => quickIsWritten.resolve());
    await run;
    expect(seen).toEqual([1]);
    // In the context, and so for the model, they stand in the order of the calls.
    const results = session
      .buildSessionContext()
      .messages.filter((message) => message.role === "toolResult");
    expect(results.map((message) => message.toolName)).toEqual(["slow", "quick"]);
  });

  test("calls that did not run have their results in the log, too", async () => {
    const storage = memoryLogStorage();
    const session = await ArgentSessionManager.open(memoryEntryLog(storage));
    const toolCalls = ["missing", "runs", "blocked", "skipped", "last"].map((name) => ({
      id: name,
      name,
    }));
    const agent = new Agent({
      provider: scripted([{ toolCalls }, { toolCalls: [{ id: "aborts", name: "aborts" }] }]),
      session,
      toolExecution: "sequential",
      steeringPolicy: "skip-remaining",
      beforeToolCall: ({ toolCall }) => {
        if (toolCall.id === "blocked") agent.steer("Leave that.");
        return toolCall.id === "blocked" ? { block: true } : undefined;
      },
      initialState: {
        ...initialState,
        tools: [
          ...["runs", "blocked", "skipped", "last"].map((name) =>
            tool(name, async () => say(name)),
          ),
          tool("aborts", async () => {
            agent.abort();
            throw new Error("stopped");
          }),
        ],
      },
    });
    await agent.prompt("go");
    // Read as it is: opening it to write would add what is missing.
    const reader = await ArgentSessionManager.open(memoryEntryLog(storage), { readOnly: true });
    const results = reader
      .getEntries()
      .flatMap((entry) =>
        entry.type === "message" && entry.message.role === "toolResult" ? [entry.message] : [],
      );
    expect(results.map(({ toolCallId, isError }) => [toolCallId, isError])).toEqual([
      ["missing", true],
      ["runs", false],
      ["blocked", true],
      ["skipped", true],
      ["last", true],
      ["aborts", true],
    ]);
  });

  test("a queued message that could not be written waits again, before those that came later", async () => {
    let isFull = false;
    const log = memoryEntryLog();
    const session = await ArgentSessionManager.open({
      ...log,
      append(lines, at) {
        if (!isFull) return log.append(lines, at);
        return Promise.reject(new SessionError("write_failed", "No space left."));
      },
    });
    const tools = [
      tool("t", async () => {
        agent.steer("first");
        agent.followUp("later");
        return say("result");
      }),
    ];
    const provider = scripted([{ toolCalls: [{ name: "t" }] }, { text: "one" }, { text: "two" }]);
    const agent = new Agent({ provider, session, initialState: { ...initialState, tools } });
    const stop = agent.subscribe(({ type }) => {
      if (type === "turn_end") isFull = true;
    });
    await agent.prompt("go");
    stop();
    expect(agent.state.errorMessage).toContain("No space left.");
    agent.steer("second");
    expect(agent.steeringMessages.map(textOf)).toEqual(["first", "second"]);
    expect(agent.followUpMessages.map(textOf)).toEqual(["later"]);
    isFull = false;
    agent.steeringMode = "all";
    await agent.prompt("go on");
    expect(agent.hasQueuedMessages()).toBe(false);
    const written = session.buildSessionContext().messages.map(textOf);
    for (const text of ["first", "second", "later"]) {
      expect(written.filter((one) => one === text)).toEqual([text]);
    }
  });

  test("what somebody else appended is kept, the run goes on beside it, and a warning says so", async () => {
    const storage = memoryLogStorage();
    const session = await ArgentSessionManager.open(memoryEntryLog(storage));
    const agent = new Agent({
      provider: scripted([{ text: "1" }, { text: "2" }]),
      session,
      initialState,
    });
    await agent.prompt("a");
    const foreign = {
      type: "message",
      id: "f0reign1",
      parentId: session.getLeafId(),
      timestamp: new Date(0).toISOString(),
      message: { role: "user", content: "from Pi", timestamp: 0 },
    };
    appendForeign(storage, JSON.stringify(foreign));
    const warnings: string[] = [];
    const run = agent.prompt("b");
    run.on("warning", (event) => warnings.push(event.message));
    const messages = await run;
    expect(messages.at(-1)).toMatchObject({ role: "assistant", stopReason: "stop" });
    expect(warnings).toHaveLength(1);
    expect(session.getEntry("f0reign1")).toBeDefined();
    expect(JSON.stringify(session.buildSessionContext().messages)).not.toContain("from Pi");
  });
});

/** Appends a line as a program that knows no leases would. */
function textOf(message: AgentMessage): string {
  const content = "content" in message ? message.content : "";
  if (typeof content === "string") return content;
  return content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

function appendForeign(storage: MemoryLogStorage, line: string): void {
  const start = storage.chunks?.at(-1)?.end ?? 0;
  const bytes = Buffer.from(`${line}\n`);
  storage.chunks?.push({ start, end: start + bytes.length, bytes });
}
