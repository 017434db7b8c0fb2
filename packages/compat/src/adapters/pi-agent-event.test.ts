import { Agent, type AgentEvent, type AgentTool } from "@argent/agent";
import { manualClock, scripted, testModel } from "@argent/ai/testing";
import { expect, test } from "vitest";
import { createPiAgentEventReader } from "./from-pi-agent-event.ts";
import { type PiAgentEvent, toPiAgentEvent } from "./to-pi-agent-event.ts";

const echo: AgentTool = {
  name: "echo",
  description: "Echoes.",
  parameters: { type: "object", properties: { n: { type: "number" } } },
  async execute(_, __, ___, onUpdate) {
    onUpdate?.({ content: [{ type: "text", text: "half" }] });
    return { content: [{ type: "text", text: "whole" }] };
  },
};

async function runEvents(): Promise<AgentEvent[]> {
  const clock = manualClock(5);
  const agent = new Agent({
    provider: scripted(
      [{ text: "a", toolCalls: [{ id: "1", name: "echo", arguments: { n: "3" } }] }, { text: "b" }],
      { clock },
    ),
    initialState: { model: testModel(), tools: [echo] },
    clock,
  });
  const events: AgentEvent[] = [];
  for await (const event of agent.prompt("go")) events.push(event);
  return events;
}

const piEvents = (events: readonly AgentEvent[]): PiAgentEvent[] =>
  events.flatMap((event) => toPiAgentEvent(event) ?? []);

test("Pi gets its ten events and no others", async () => {
  const types = new Set(piEvents(await runEvents()).map((event) => event.type));
  expect([...types].sort()).toEqual([
    "agent_end",
    "agent_start",
    "message_end",
    "message_start",
    "message_update",
    "tool_execution_end",
    "tool_execution_start",
    "tool_execution_update",
    "turn_end",
    "turn_start",
  ]);
});

test("an update has the arguments that the model sent, and the answer with each delta", async () => {
  const events = piEvents(await runEvents());
  expect(events.find((event) => event.type === "tool_execution_update")).toMatchObject({
    args: { n: "3" },
    partialResult: { content: [{ text: "half" }] },
  });
  const updates = events.flatMap((event) => (event.type === "message_update" ? [event] : []));
  const delta = updates.find((event) => event.assistantMessageEvent.type === "text_delta");
  expect(delta?.message.content[0]).toEqual({ type: "text", text: "a" });
  expect(delta && "partial" in delta.assistantMessageEvent).toBe(true);
  expect(JSON.stringify(delta)).not.toContain('"message":');
});

test("there and back the events are the same", async () => {
  const events = await runEvents();
  const reader = createPiAgentEventReader({ runId: "r", clock: manualClock(5) });
  const back = [...piEvents(events).flatMap((event) => reader.read(event)), reader.settle()];
  const runId = events[0]?.runId ?? "";
  const expected = JSON.parse(JSON.stringify(events).replaceAll(runId, "r"));
  // Pi's updates do not carry the validated arguments.
  for (const event of expected) if (event.type === "tool_execution_update") event.args = { n: "3" };
  expect(JSON.parse(JSON.stringify(back))).toEqual(expected);
});

test("what Pi's events do not say is added", () => {
  const reader = createPiAgentEventReader({ runId: "r", clock: manualClock(5) });
  const toolCall = { type: "toolCall" as const, id: "1", name: "t", arguments: { a: 1 } };
  const start: PiAgentEvent = {
    type: "tool_execution_start",
    toolCallId: "1",
    toolName: "t",
    args: { a: 1 },
  };
  expect(reader.read({ type: "turn_start" })).toEqual([
    { type: "turn_start", runId: "r", turnId: "r:1", seq: 0, timestamp: 5 },
  ]);
  expect(reader.read(start)).toMatchObject([{ toolCall, seq: 1 }]);
  expect(
    reader.read({ ...start, type: "tool_execution_end", result: {}, isError: false }),
  ).toMatchObject([{ toolCall, durationMs: 0 }]);
});
