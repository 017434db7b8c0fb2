import { manualClock, type ScriptedStep, scripted, testModel } from "@argent/ai/testing";
import type { AgentEvent } from "../src/event.ts";
import type { AgentLoopConfig } from "../src/loop/config.ts";
import type { AgentMessage } from "../src/message.ts";
import type { AgentTool } from "../src/tool.ts";

export const user = (text: string): AgentMessage => ({
  role: "user",
  content: [{ type: "text", text }],
  timestamp: 1,
});

export function tool(
  name: string,
  execute: AgentTool["execute"],
  more: Partial<AgentTool> = {},
): AgentTool {
  return {
    name,
    description: name,
    parameters: { type: "object", properties: { n: { type: "number" } } },
    execute,
    ...more,
  };
}

export const say = (text: string) => ({ content: [{ type: "text" as const, text }] });

export function setUp(
  steps: ScriptedStep[],
  config: Partial<AgentLoopConfig> = {},
  tools: AgentTool[] = [],
) {
  const clock = manualClock(1_000);
  const provider = scripted(steps, { clock });
  const context = { systemPrompt: "Be brief.", messages: [], tools };
  const full: AgentLoopConfig = {
    stream: (request) => provider.stream(request),
    model: testModel(),
    clock,
    random: () => 0.5,
    ...config,
  };
  return { clock, provider, context, config: full };
}

/** Runs to the end and gives the events in short: types, with roles and tool names where they tell them apart. */
export async function trace(run: AsyncIterable<AgentEvent>): Promise<string[]> {
  const lines: string[] = [];
  for await (const event of run) lines.push(short(event));
  return lines;
}

function short(event: AgentEvent): string {
  switch (event.type) {
    case "message_start":
    case "message_end":
      return `${event.type}(${event.message.role === "toolResult" ? `result:${event.message.toolCallId}` : event.message.role})`;
    case "message_update":
      return event.assistantMessageEvent.type;
    case "tool_execution_start":
    case "tool_execution_update":
    case "tool_execution_end":
      return `${event.type}(${event.toolCallId})`;
    default:
      return event.type;
  }
}

export const withoutDeltas = (lines: readonly string[]) =>
  lines.filter((line) => !/^(text|thinking|toolcall)_/.test(line));
