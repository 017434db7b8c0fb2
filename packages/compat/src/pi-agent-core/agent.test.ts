import type { AgentEvent as ArgentEvent } from "@argent/agent";
import { manualClock, type ScriptedStep, scripted } from "@argent/ai/testing";
import { expect, expectTypeOf, test } from "vitest";
import { piModel } from "../../test/kit.ts";
import { createArgentStreamSimple } from "../adapters/stream-simple.ts";
import { Agent, type AgentOptions, type PromptRun } from "./agent.ts";
import type { AgentMessage, AgentTool } from "./types.ts";

const user = (content: string): AgentMessage => ({ role: "user", content, timestamp: 1 });

function setUp(steps: ScriptedStep[], options: AgentOptions = {}) {
  const provider = scripted(steps, { clock: manualClock(0) });
  const streamFn = createArgentStreamSimple(provider);
  const initialState = { model: piModel(), ...options.initialState };
  return { provider, agent: new Agent({ ...options, streamFn, initialState }) };
}

test("the setters of 0.52 to 0.64 work, and so do the names of the state", async () => {
  const { agent, provider } = setUp([{ text: "one" }, { error: { kind: "auth", message: "no" } }]);
  const tool: AgentTool = {
    name: "t",
    description: "T",
    parameters: { type: "object" },
    execute: async () => ({ content: [] }),
  };
  agent.setSystemPrompt("Be brief.");
  agent.setModel(piModel({ id: "other" }));
  agent.setThinkingLevel("high");
  agent.setTools([tool]);
  agent.replaceMessages([user("a")]);
  agent.appendMessage(user("b"));
  agent.setSteeringMode("all");
  agent.setFollowUpMode("all");
  agent.setTransport("sse");
  agent.setToolExecution("sequential");
  agent.setBeforeToolCall(undefined);
  agent.setAfterToolCall(undefined);
  expect([agent.getSteeringMode(), agent.getFollowUpMode(), agent.transport]).toEqual([
    "all",
    "all",
    "sse",
  ]);
  let streaming: unknown;
  agent.subscribe((event) => {
    if (event.type === "message_update") streaming = agent.state.streamMessage;
  });
  await agent.prompt("c");
  expect(provider.requests[0]).toMatchObject({
    systemPrompt: "Be brief.",
    model: { id: "other" },
    thinking: "high",
    tools: [{ name: "t" }],
    messages: [{ content: "a" }, { content: "b" }, { content: [{ text: "c" }] }],
  });
  expect(streaming).toMatchObject({ content: [{ text: "one" }] });
  expect([agent.state.streamMessage, agent.state.error]).toEqual([null, undefined]);
  await agent.prompt("d");
  expect(agent.state.error).toBe(agent.state.errorMessage);
  expect(agent.state.error).toContain("no");
  agent.clearMessages();
  agent.updateState({ systemPrompt: "Be long.", messages: [user("x")] });
  expect(agent.state).toMatchObject({ systemPrompt: "Be long.", messages: [{ content: "x" }] });
});

test("prompt gives a run: awaitable where Pi's promise was, iterable, with every event of ours", async () => {
  const { agent } = setUp([{ text: "Hello" }]);
  expectTypeOf<PromptRun>().toExtend<Promise<void>>();
  const run = agent.prompt("hi");
  const types: string[] = [];
  for await (const event of run) types.push(event.type);
  expect(types.at(-1)).toBe("agent_settled");
  const messages = await run.result();
  expect(messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
  expect(await run).toEqual(messages);
});

test("listeners see Pi's events only, with their place in the run", async () => {
  const { agent } = setUp([{ text: "Hello" }]);
  const seen: unknown[] = [];
  agent.subscribe(({ type, runId, seq }) => seen.push([type, typeof runId, seq]));
  await agent.prompt("hi");
  expect(seen[0]).toEqual(["agent_start", "string", 0]);
  expect(seen.at(-1)).toEqual(["agent_end", "string", seen.length - 1]);
});

test("a listener that fails is reported, and the others still hear of everything", async () => {
  const { agent } = setUp([{ text: "Hello" }]);
  const heard: string[] = [];
  agent.subscribe(async (event) => {
    if (event.type === "turn_end") throw new Error("disk full");
  });
  agent.subscribe((event) => heard.push(event.type));
  const run = agent.prompt("hi");
  const warnings: ArgentEvent[] = [];
  run.on("warning", (event) => warnings.push(event));
  await run;
  expect(heard.at(-1)).toBe("agent_end");
  expect(warnings).toMatchObject([{ message: 'A listener failed on "turn_end": disk full' }]);
  expect(agent.state.errorMessage).toBe("disk full");
});

test("an external signal stops a run, and so does abort()", async () => {
  const stalled = { text: "0123456789", deltaSize: 1, fault: { type: "stall", afterEvents: 4 } };
  const { agent } = setUp([stalled as ScriptedStep, stalled as ScriptedStep]);
  const abort = new AbortController();
  let stop = () => abort.abort();
  agent.subscribe((event) => {
    if (event.type === "message_update") stop();
  });
  await agent.prompt("hi", { signal: abort.signal });
  stop = () => agent.abort();
  await agent.prompt("again");
  const answers = agent.state.messages.filter(({ role }) => role === "assistant");
  expect(answers).toMatchObject([{ stopReason: "aborted" }, { stopReason: "aborted" }]);
  expect(agent.state.errorMessage).toBe("Request was aborted");
});

test("a slow listener slows the provider: nothing is delivered behind its back", async () => {
  const { agent } = setUp([{ text: "abcdef", deltaSize: 1 }]);
  let busy = 0;
  let most = 0;
  agent.subscribe(async () => {
    busy++;
    most = Math.max(most, busy);
    await new Promise(setImmediate);
    busy--;
  });
  await agent.prompt("hi");
  expect(most).toBe(1);
});

test("strings can be queued as in 0.52, and a prompt takes content blocks", async () => {
  const { agent, provider } = setUp([{ text: "one" }, { text: "two" }]);
  agent.followUp("later");
  await agent.prompt([{ type: "text", text: "now" }]);
  expect(provider.requests[1]?.messages).toMatchObject([
    { content: [{ text: "now" }] },
    { role: "assistant" },
    { content: [{ text: "later" }] },
  ]);
});
