import { testModel } from "@argent/ai/testing";
import { describe, expect, test } from "vitest";
import { say, setUp, tool, trace, user, withoutDeltas } from "../../test/loop-kit.ts";
import { Agent } from "../agent.ts";
import { agentLoop } from "../agent-loop.ts";
import type { AgentEvent } from "../event.ts";
import type { AgentMessage } from "../message.ts";

const reasons = (messages: readonly AgentMessage[]) =>
  messages.map((message) => (message.role === "assistant" ? message.stopReason : message.role));

describe("an answer that is none", () => {
  test.each([
    ["is only thinking", { thinking: "Hm." }],
    ["has only white space beside its thinking", { thinking: "Hm.", text: " \n" }],
    ["has nothing at all", {}],
  ])("one that %s is asked for once more", async (_, step) => {
    const { context, config, provider } = setUp([step, { text: "Four." }]);
    const run = agentLoop([user("2+2?")], context, config);
    const warnings: AgentEvent[] = [];
    run.on("warning", (event) => void warnings.push(event));
    const messages = await run;
    expect(reasons(messages)).toEqual(["user", "error", "stop"]);
    expect(messages[1]).toMatchObject({ error: { code: "empty_answer", retryable: true } });
    expect(warnings).toMatchObject([
      { cause: { code: "empty_answer" }, message: expect.stringContaining("asked once more") },
    ]);
    expect(provider.callCount).toBe(2);
  });

  test("one that announces a call that does not come is asked for once more", async () => {
    const announce = { text: "Let me look.", stopReason: "toolUse" as const };
    const { context, config, provider } = setUp([announce, announce, { text: "never" }]);
    const messages = await agentLoop([user("go")], context, config);
    expect(provider.callCount).toBe(2);
    expect(messages.slice(1)).toMatchObject([
      { error: { code: "missing_tool_call", retryable: true } },
      { error: { code: "missing_tool_call", retryable: false } },
    ]);
    expect(provider.requests[1]?.messages.at(-1)).toMatchObject({
      content: [{ text: expect.stringContaining("announced a tool call") }],
    });
  });

  test("the model is told so in one request, and the transcript does not have it", async () => {
    const tools = [tool("look", async () => say("seen"))];
    const steps = [
      { thinking: "Hm." },
      { toolCalls: [{ id: "1", name: "look" }] },
      { text: "Done." },
    ];
    const { context, config, provider } = setUp(steps, {}, tools);
    const messages = await agentLoop([user("go")], context, config);
    const last = provider.requests.map((request) => request.messages.at(-1));
    expect(last[1]).toMatchObject({
      role: "user",
      content: [{ text: expect.stringContaining("neither text nor a tool call") }],
    });
    expect(last[2]).toMatchObject({ role: "toolResult" });
    expect(reasons(messages)).toEqual(["user", "error", "toolUse", "toolResult", "stop"]);
  });

  test("a second one is the failure of the run", async () => {
    const { context, config, provider } = setUp([{ thinking: "Hm." }, {}, { text: "never" }]);
    const run = agentLoop([user("go")], context, config);
    let stopReason = "";
    run.on("agent_end", (event) => {
      stopReason = event.stopReason;
    });
    const messages = await run;
    expect([provider.callCount, stopReason]).toEqual([2, "error"]);
    expect(messages.at(-1)).toMatchObject({
      error: { kind: "server", code: "empty_answer", retryable: false },
      errorMessage: expect.stringContaining("Asking again did not help"),
    });
  });

  test("each turn has its own second try", async () => {
    const tools = [tool("look", async () => say("seen"))];
    const call = { toolCalls: [{ name: "look" }] };
    const { context, config } = setUp([{}, call, {}, { text: "Done." }], {}, tools);
    const messages = await agentLoop([user("go")], context, config);
    expect(reasons(messages)).toEqual(["user", "error", "toolUse", "toolResult", "error", "stop"]);
  });

  test("its second try is retried like any request, and still told why", async () => {
    const busy = { error: { kind: "overloaded" as const } };
    const { context, config, clock, provider } = setUp([{}, busy, { text: "Four." }]);
    const run = agentLoop([user("go")], context, config);
    const attempts: number[] = [];
    run.on("retry", (event) => {
      attempts.push(event.attempt);
      queueMicrotask(() => void clock.advance(event.delayMs));
    });
    await run;
    expect(attempts).toEqual([1]);
    expect(provider.requests[2]?.messages).toEqual(provider.requests[1]?.messages);
  });

  test("its events are those of a failed attempt", async () => {
    const { context, config } = setUp([{ thinking: "Hm." }, { text: "Four." }]);
    expect(withoutDeltas(await trace(agentLoop([user("go")], context, config))).slice(4)).toEqual([
      "message_start(assistant)",
      "message_end(assistant)",
      "warning",
      "message_start(assistant)",
      "message_end(assistant)",
      "turn_end",
      "agent_end",
      "agent_settled",
    ]);
  });

  test("its tokens count, and an agent that got over it has no error", async () => {
    const { provider, config } = setUp([{ thinking: "Hm.", usage: { output: 7 } }, { text: "4" }]);
    const agent = new Agent({
      provider,
      clock: config.clock,
      initialState: { model: testModel() },
    });
    const messages = await agent.prompt("go");
    expect(messages[1]).toMatchObject({ usage: { output: 7 } });
    expect(agent.state.error).toBeUndefined();
  });

  test("one that was cut off, or is aborted, is not asked for again", async () => {
    const cut = setUp([{ thinking: "Hm.", stopReason: "length" }, { text: "never" }]);
    expect(reasons(await agentLoop([user("go")], cut.context, cut.config))).toEqual([
      "user",
      "length",
    ]);
    const { context, config, provider } = setUp([{ thinking: "Hm." }, { text: "never" }]);
    const run = agentLoop([user("go")], context, config);
    run.on("message_update", () => run.abort());
    await run;
    expect(provider.callCount).toBe(1);
  });

  test("an abort while the warning is heard ends the run without another request", async () => {
    const { context, config, provider } = setUp([{}, { text: "never" }]);
    const run = agentLoop([user("go")], context, config);
    run.on("warning", () => run.abort());
    const messages = await run;
    expect(provider.callCount).toBe(1);
    expect(reasons(messages)).toEqual(["user", "error", "aborted"]);
  });

  test("is an answer for who accepts it", async () => {
    const { context, config, provider } = setUp([{ thinking: "Hm." }], { emptyAnswers: "accept" });
    const messages = await agentLoop([user("go")], context, config);
    expect([provider.callCount, ...reasons(messages)]).toEqual([1, "user", "stop"]);
  });
});
